package dev.postern.host;

import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Packet filters in languages that are not evaluated; each makes it unknown what gets through. */
final class UnmodelledFilters {
  private final List<ReadFile> files = new ArrayList<>();
  private final List<String> effective = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private UnmodelledFilters() {}

  static UnmodelledFilters of(HostFiles host) {
    UnmodelledFilters filters = new UnmodelledFilters();
    for (ConfigFile config : host.configs()) {
      switch (config.kind()) {
        case PF -> filters.add(host.tree(), config);
        default -> {
          // Evaluated elsewhere.
        }
      }
    }
    return filters;
  }

  /** The files, each statement counted as unmodelled. */
  List<ReadFile> files() {
    return List.copyOf(files);
  }

  /** Files that cannot be read. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Why it is unknown what gets through; empty when these filters change nothing. */
  Optional<String> reason() {
    return effective.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(", ", effective) + ": this packet filter's language is not evaluated");
  }

  private void add(FileTree tree, ConfigFile config) {
    String kind = config.kind().name().toLowerCase(Locale.ROOT);
    Optional<SourceFile> source;
    try {
      source = tree.read(config.path());
    } catch (FileTree.Unreadable e) {
      problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, config.path(), e.why()));
      effective.add(config.path());
      return;
    }
    if (source.isEmpty()) {
      return;
    }
    int statements = statements(source.get());
    effective.add(config.path());
    Problem problem =
        new Problem(
            Problem.Kind.UNMODELLED,
            Problem.Level.WARNING,
            config.path(),
            source.get().lineSpan(1),
            kind + " is not evaluated: what reaches the host's ports is unknown");
    files.add(
        new ReadFile(source.get(), kind, new Coverage(0, 0, statements, 0), List.of(problem)));
  }

  private static int statements(SourceFile file) {
    return statementLines(file).size();
  }

  private static List<String> statementLines(SourceFile file) {
    List<String> lines = new ArrayList<>();
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(line);
      }
    }
    return lines;
  }
}
