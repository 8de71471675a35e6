package dev.postern.dovecot.syntax;

import dev.postern.source.Coverage;
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
 * A file that a database is configured by, such as {@code dovecot-sql.conf.ext}: settings and
 * nothing else, in lines like those of the main file, of which the later wins (Dovecot 2.3.19.1
 * src/lib-settings/settings.c).
 *
 * @param values what is set, by key
 */
public record ExternalFile(String path, Map<String, Written> values, ReadFile file) {

  /** A value and its line. */
  public record Written(String text, Span place) {}

  /** Empty when the tree does not hold it. */
  public static Optional<ExternalFile> read(FileTree tree, String written) {
    Optional<String> path = Paths.normalise(written);
    Optional<SourceFile> source;
    try {
      source = path.isPresent() ? tree.read(path.get()) : Optional.empty();
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
    return source.filter(file -> file.text().indexOf('\0') < 0).map(ExternalFile::of);
  }

  private static ExternalFile of(SourceFile source) {
    DovecotFile file = DovecotParser.parse(source, Syntax.OLD);
    Map<String, Written> values = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    Coverage coverage = Coverage.NONE;
    for (Statement statement : file.statements()) {
      Span span = statement.span();
      int lines = span.endLine() - span.line() + 1;
      if (statement instanceof Statement.Assignment assignment) {
        values.put(assignment.key(), new Written(assignment.value(), span));
        coverage = coverage.plus(new Coverage(lines, 0, 0, 0));
      } else if (statement instanceof Statement.Malformed bad) {
        problems.add(Problem.error(Problem.Kind.SYNTAX, span, bad.message()));
        coverage = coverage.plus(new Coverage(0, 0, 0, lines));
      } else {
        coverage = coverage.plus(new Coverage(0, 0, lines, 0));
      }
    }
    return new ExternalFile(
        source.path(), values, new ReadFile(source, "dovecot-external", coverage, problems));
  }
}
