package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.BuildHints;
import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Syntax;
import dev.postern.dovecot.syntax.Template;
import dev.postern.dovecot.syntax.Written;
import dev.postern.source.FileTree;
import dev.postern.source.Problem.Kind;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements of a main file and of what it includes, in the order in which they are met. */
public final class Includes {
  private static final int MAX_FILES_READ = 10_000;

  private final FileTree tree;
  private final FileNotes notes;
  private final Syntax syntax;
  private final PathMap paths;
  private final Deque<Input> inputs = new ArrayDeque<>();
  private final Map<String, DovecotFile> parsed = new LinkedHashMap<>();
  private final List<Missing> missing = new ArrayList<>();
  private Optional<Missing> packageProtocols = Optional.empty();
  private int filesRead;

  /** The beginning of a statement that goes on in the next file. */
  private String kept = "";

  /** A file that is being read. */
  private static final class Input {
    private final String path;
    private DovecotFile file;
    private int next;

    Input(String path, DovecotFile file) {
      this.path = path;
      this.file = file;
    }

    /** Reads the rest anew, behind the beginning of a statement that another file has left. */
    void goOnWith(String kept, Syntax syntax) {
      int line = next == 0 ? 1 : file.statements().get(next - 1).span().endLine() + 1;
      file = DovecotParser.parse(file.source(), syntax, kept, line);
      next = 0;
    }
  }

  /**
   * An include whose files are not at hand: what was set before it may be set anew there.
   *
   * @param settingsBefore the global settings written when it was met
   */
  public record Missing(Span place, String pattern, Map<String, Written> settingsBefore) {}

  public Includes(FileTree tree, DovecotFile main, FileNotes notes, Syntax syntax) {
    this.tree = tree;
    this.notes = notes;
    this.syntax = syntax;
    this.paths = new PathMap(tree, main.source().path());
    parsed.put(main.source().path(), main);
    notes.add(main);
    inputs.push(new Input(main.source().path(), main));
  }

  /** The next statement; empty at the end of the main file. */
  public Optional<Statement> next() {
    while (!inputs.isEmpty()) {
      Input input = inputs.getFirst();
      if (!kept.isEmpty()) {
        input.goOnWith(kept, syntax);
        kept = "";
      }
      if (input.next < input.file.statements().size()) {
        return Optional.of(input.file.statements().get(input.next++));
      }
      kept = input.file.unfinished();
      inputs.pop();
    }
    return Optional.empty();
  }

  /** Those of every file that was read. */
  public List<Statement> statements() {
    List<Statement> all = new ArrayList<>();
    parsed.values().forEach(file -> all.addAll(file.statements()));
    return all;
  }

  /** Those whose files are not at hand, in order. */
  public List<Missing> missing() {
    return List.copyOf(missing);
  }

  /** Debian's include of the packages' protocols, when nothing of /usr/share/dovecot was given. */
  public Optional<Missing> packageProtocols() {
    return packageProtocols;
  }

  /**
   * Goes on with the files of an include, before what stands behind it.
   *
   * @param settingsBefore the global settings written so far
   */
  public void follow(Statement.Include include, Map<String, Written> settingsBefore) {
    Optional<String> placeholder = Template.placeholder(include.pattern());
    if (placeholder.isPresent()) {
      notes.placeholder(include.span(), placeholder.get());
      missing.add(missing(include, settingsBefore));
      return;
    }
    Optional<String> pattern = paths.pattern(include.pattern(), include.span().file());
    if (pattern.isEmpty() || tree.leavesRoot(pattern.get())) {
      notes.problem(
          Kind.INCLUDE, include.span(), "the include leaves the host's root: " + include.pattern());
      missing.add(missing(include, settingsBefore));
      return;
    }
    List<String> files = IncludePattern.matches(tree, pattern.get());
    if (files.isEmpty() && !include.optional()) {
      notes.problem(Kind.INCLUDE, include.span(), "No matches");
      missing.add(missing(include, settingsBefore));
    }
    boolean packages = include.pattern().equals(BuildHints.DEBIAN_INCLUDE);
    if (packages && !tree.isDirectory("usr/share/dovecot")) {
      packageProtocols = Optional.of(missing(include, settingsBefore));
    }
    for (int i = files.size() - 1; i >= 0; i--) {
      String file = files.get(i);
      if (tree.isDirectory(file)) {
        continue;
      }
      if (inputs.stream().anyMatch(input -> input.path.equals(file))) {
        notes.problem(Kind.INCLUDE, include.span(), "Recursive include file: /" + file);
        return;
      }
      if (++filesRead > MAX_FILES_READ) {
        notes.problem(
            Kind.INCLUDE, include.span(), "more than " + MAX_FILES_READ + " files are included");
        return;
      }
      Optional<DovecotFile> opened = open(file, include);
      if (opened.isPresent()) {
        inputs.push(new Input(file, opened.get()));
      } else if (!include.optional()) {
        missing.add(missing(include, settingsBefore));
      }
    }
  }

  private static Missing missing(Statement.Include include, Map<String, Written> settingsBefore) {
    return new Missing(include.span(), include.pattern(), Map.copyOf(settingsBefore));
  }

  private Optional<DovecotFile> open(String path, Statement.Include include) {
    DovecotFile known = parsed.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    String why;
    try {
      Optional<SourceFile> source = tree.read(path);
      if (source.isPresent() && source.get().text().indexOf('\0') < 0) {
        DovecotFile file = DovecotParser.parse(source.get(), syntax);
        parsed.put(path, file);
        notes.add(file);
        return Optional.of(file);
      }
      why = source.isPresent() ? "it is not text" : "no such file";
    } catch (FileTree.Unreadable e) {
      why = e.why();
    }
    if (!include.optional()) {
      notes.problem(
          Kind.UNREADABLE, include.span(), "Couldn't open include file /" + path + ": " + why);
    }
    return Optional.empty();
  }
}
