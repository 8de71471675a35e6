package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of several files with rules of one kind are in force: {@code rule-files.tsv}. Files that
 * stand elsewhere were handed over to be read together.
 */
final class RuleFiles {
  private static final String SAMPLES = "etc/nftables";

  /** Read where there is more than one file to choose from. */
  private static final class Units {
    private static final Map<String, String> BY_PATH =
        DataFile.rows(RuleFiles.class, "rule-files.tsv", 2).stream()
            .collect(Collectors.toMap(row -> row[0], row -> row[1]));
  }

  private final BootServices services;
  private final List<String> loaded;
  private final List<String> contested = new ArrayList<>();

  RuleFiles(BootServices services, BootScripts scripts) {
    this.services = services;
    this.loaded =
        scripts.loads().stream()
            .flatMap(load -> Paths.normalise(load.path()).stream())
            .distinct()
            .toList();
  }

  /** Those in force of one kind; where that is not known, all, and it is told by {@link #why}. */
  List<SourceFile> inForce(List<SourceFile> files) {
    if (files.size() < 2) {
      return files;
    }
    List<SourceFile> rivals =
        matching(files, file -> isOneOfMany(file) && !isIncluded(file, files));
    if (rivals.stream().map(SourceFile::text).distinct().count() < 2) {
      return without(files, rivals.stream().skip(1).toList());
    }
    List<SourceFile> enabled = matching(rivals, this::isEnabled);
    List<SourceFile> named = byScripts(rivals);
    if (enabled.size() == 1 && named.isEmpty()) {
      rivals.removeAll(enabled);
      return without(files, rivals);
    }
    if (!named.isEmpty() && named.containsAll(enabled)) {
      List<SourceFile> inForce = without(files, rivals);
      inForce.addAll(named);
      return inForce;
    }
    contested.add(rivals.stream().map(SourceFile::path).collect(Collectors.joining(" and ")));
    return files;
  }

  /** Why it is not known which rules are in force; empty when it is. */
  Optional<String> why() {
    return contested.stream()
        .findFirst()
        .map(paths -> paths + " hold rules, and no file tells which of them are loaded");
  }

  private boolean isOneOfMany(SourceFile file) {
    return Units.BY_PATH.containsKey(file.path()) || Paths.parent(file.path()).equals(SAMPLES);
  }

  private static boolean isIncluded(SourceFile file, List<SourceFile> files) {
    Pattern include =
        Pattern.compile(
            "(?m)^\\s*include\\s+\"[^\"]*(\\*|%s)"
                .formatted(Pattern.quote(Paths.name(file.path()))));
    return files.stream()
        .anyMatch(other -> !other.equals(file) && include.matcher(other.text()).find());
  }

  /** Those that the host's own scripts load, in the order in which they do. */
  private List<SourceFile> byScripts(List<SourceFile> rivals) {
    List<SourceFile> named = new ArrayList<>();
    for (String path : loaded) {
      named.addAll(matching(rivals, file -> file.path().equals(path)));
    }
    return named;
  }

  private boolean isEnabled(SourceFile file) {
    String unit = Units.BY_PATH.get(file.path());
    return unit != null && services.isEnabled(List.of(unit));
  }

  private static List<SourceFile> matching(List<SourceFile> files, Predicate<SourceFile> wanted) {
    return new ArrayList<>(files.stream().filter(wanted).toList());
  }

  private static List<SourceFile> without(List<SourceFile> files, List<SourceFile> others) {
    return matching(files, file -> !others.contains(file));
  }
}
