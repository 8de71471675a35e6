package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Syntax;
import dev.postern.dovecot.syntax.Template;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file that a database is configured by, such as {@code dovecot-sql.conf.ext}: settings in lines
 * like those of the main file, of which the later wins, and sections, of which only those of dict
 * count (settings_read_nosection(), Dovecot 2.3.19.1 src/lib-settings/settings.c).
 *
 * @param values what is set outside of sections, by key
 * @param sections those that stand in no other, in order
 * @param start the first line
 * @param refusal the mistake at which auth ends
 * @param files this one and those it includes
 */
public record ExternalFile(
    String path,
    Map<String, Written> values,
    List<Section> sections,
    Span start,
    Optional<Problem> refusal,
    List<ReadFile> files) {

  /** A value and its line. */
  public record Written(String text, Span place) {}

  /**
   * A section.
   *
   * @param inside the first section that stands in it, where none may
   */
  public record Section(
      Span place, String type, String name, Map<String, Written> values, Optional<Span> inside) {}

  /** Empty when the tree does not hold it. */
  public static Optional<ExternalFile> read(FileTree tree, String written) {
    Optional<String> path = Paths.normalise(written);
    Optional<SourceFile> source;
    try {
      source = path.isPresent() ? tree.read(path.get()) : Optional.empty();
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
    return source.filter(file -> file.text().indexOf('\0') < 0).map(file -> of(tree, file));
  }

  private static ExternalFile of(FileTree tree, SourceFile source) {
    FileNotes notes = new FileNotes();
    Includes includes =
        new Includes(tree, DovecotParser.parse(source, Syntax.EXTERNAL), notes, Syntax.EXTERNAL);
    Map<String, Written> values = new LinkedHashMap<>();
    List<Section> sections = new ArrayList<>();
    int depth = 0;
    for (Optional<Statement> next = includes.next(); next.isPresent(); next = includes.next()) {
      Span span = next.get().span();
      if (next.get() instanceof Statement.Malformed bad) {
        malformed(bad, notes);
        continue;
      }
      boolean set = next.get() instanceof Statement.Assignment && depth == 0;
      notes.count(span, set ? SettingsTable.Use.MODELLED : SettingsTable.Use.UNMODELLED);
      if (next.get() instanceof Statement.Assignment assignment) {
        Map<String, Written> own = depth == 0 ? values : sections.get(sections.size() - 1).values();
        own.put(assignment.key(), new Written(assignment.value(), span));
      } else if (next.get() instanceof Statement.Include include) {
        includes.follow(include, Map.of());
      } else if (next.get() instanceof Statement.SectionStart section) {
        open(section, depth, sections);
        depth++;
      } else if (next.get() instanceof Statement.SectionEnd && depth == 0) {
        notes.problem(Problem.Kind.SYNTAX, span, "Unexpected '}'");
      } else if (next.get() instanceof Statement.SectionEnd) {
        depth--;
      }
    }
    List<ReadFile> files =
        notes.files().stream()
            .map(
                file ->
                    new ReadFile(
                        file.source(), "dovecot-external", file.coverage(), file.problems()))
            .toList();
    return new ExternalFile(
        source.path(), values, sections, source.lineSpan(1), notes.refusal(), files);
  }

  private static void open(Statement.SectionStart section, int depth, List<Section> sections) {
    Span place = section.span();
    int last = sections.size() - 1;
    if (depth == 0) {
      sections.add(
          new Section(
              place, section.type(), section.name(), new LinkedHashMap<>(), Optional.empty()));
    } else if (sections.get(last).inside().isEmpty()) {
      Section outer = sections.get(last);
      sections.set(
          last,
          new Section(
              outer.place(), outer.type(), outer.name(), outer.values(), Optional.of(place)));
    }
  }

  private static void malformed(Statement.Malformed bad, FileNotes notes) {
    notes.unrecognised(bad.span());
    Optional<String> placeholder = Template.placeholder(bad.text());
    if (placeholder.isPresent()) {
      notes.templated(bad.span(), placeholder.get());
    } else {
      notes.problem(Problem.Kind.SYNTAX, bad.span(), "Expecting '='");
    }
  }
}
