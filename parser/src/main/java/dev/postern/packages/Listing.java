package dev.postern.packages;

import dev.postern.source.FileTree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of packages, one a line: the names of pacman's directories, or what sos keeps of {@code
 * rpm -qa} and {@code dpkg -l}.
 */
final class Listing implements PackageDatabase.Packages {
  static final String SOS_DPKG = "installed-debs";
  private static final String SOS_RPM = "installed-rpms";
  private static final String PACMAN = "var/lib/pacman/local";

  /** {@code name-version-release}, with more behind it. */
  private static final String LABEL = "(?m)^%s-([^-\\s]+)-[^-\\s]+(?:\\s|$)";

  /** Columns: state, name and perhaps architecture, version. */
  private static final String COLUMNS = "(?m)^.i\\s+%s(?::\\S+)?\\s+(\\S+)\\s";

  private final String text;
  private final String line;

  private Listing(String text, String line) {
    this.text = text;
    this.line = line;
  }

  /** Arch keeps a directory for each package. */
  static Optional<PackageDatabase> ofPacman(FileTree tree) {
    List<String> names = tree.list(PACMAN);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new PackageDatabase(PACMAN, new Listing(String.join("\n", names), LABEL)));
  }

  /** A report of sos has lists beside the copies of the host's files. */
  static Optional<PackageDatabase> ofSos(FileTree tree) {
    return ofSos(tree, SOS_RPM, LABEL).or(() -> ofSos(tree, SOS_DPKG, COLUMNS));
  }

  private static Optional<PackageDatabase> ofSos(FileTree tree, String path, String line) {
    return PackageDatabase.read(tree, path)
        .map(file -> new PackageDatabase(path, new Listing(file.text(), line)));
  }

  @Override
  public Optional<String> version(String name) {
    Matcher found = Pattern.compile(line.formatted(Pattern.quote(name))).matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
