package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The release of a distribution that a host runs, as os-release(5) names it, or where that is not
 * among the files, since it is a link out of {@code /etc}, what stands beside it.
 */
final class Release {
  private static final String RED_HAT = "red-hat";
  private static final Set<String> OF_RED_HAT =
      Set.of("rhel", "centos", "rocky", "almalinux", "ol", "fedora");
  private static final Set<String> OF_DEBIAN = Set.of("debian", "ubuntu");

  /** Those that leave OpenSSL as it comes. */
  private static final Set<String> PLAIN = Set.of("alpine", "arch");

  private final List<String> names;
  private final String version;
  private final Origin origin;

  /**
   * A release.
   *
   * @param names the distribution's own in lower case, then those that it is like
   * @param version empty when it is not told
   */
  private Release(List<String> names, String version, Origin origin) {
    this.names = names;
    this.version = version;
    this.origin = origin;
  }

  /** What a tree tells; empty when it tells nothing. */
  static Optional<Release> of(FileTree tree) {
    return read(tree, "etc/os-release")
        .or(() -> read(tree, "usr/lib/os-release"))
        .flatMap(file -> ofVariables(file, "ID", "VERSION_ID"))
        .or(
            () ->
                read(tree, "etc/lsb-release")
                    .flatMap(file -> ofVariables(file, "DISTRIB_ID", "DISTRIB_RELEASE")))
        .or(() -> read(tree, "etc/debian_version").flatMap(Release::ofDebian))
        .or(() -> read(tree, "etc/redhat-release").flatMap(Release::ofRedHat));
  }

  private static Optional<SourceFile> read(FileTree tree, String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  private static Optional<Release> ofVariables(SourceFile file, String name, String version) {
    String own = variable(file, name).toLowerCase(Locale.ROOT);
    String like = variable(file, "ID_LIKE").toLowerCase(Locale.ROOT);
    return own.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Release(
                Arrays.asList((own + " " + like).split(" ", -1)),
                variable(file, version),
                told(file)));
  }

  /** The value of an assignment; empty when there is none. */
  private static String variable(SourceFile file, String name) {
    for (int line = 1; line <= file.lines(); line++) {
      String text = file.line(line).strip();
      if (text.startsWith(name + "=")) {
        return text.substring(name.length() + 1).replace("\"", "").replace("'", "").strip();
      }
    }
    return "";
  }

  /** Such as {@code 12.8}; releases in preparation have no number. */
  private static Optional<Release> ofDebian(SourceFile file) {
    String version = file.line(1).strip();
    boolean numbered = !version.isEmpty() && Character.isDigit(version.charAt(0));
    return Optional.of(new Release(List.of("debian"), numbered ? version : "", told(file)));
  }

  /** Such as {@code Rocky Linux release 9.4 (Blue Onyx)}. */
  private static Optional<Release> ofRedHat(SourceFile file) {
    String text = file.line(1);
    int at = text.indexOf(" release ");
    return at < 0
        ? Optional.empty()
        : Optional.of(
            new Release(
                List.of(text.startsWith("Fedora") ? "fedora" : "rhel"),
                text.substring(at + " release ".length()).split(" ", 2)[0],
                told(file)));
  }

  /** No statement of any daemon's: what follows from it is a default all the same. */
  private static Origin told(SourceFile file) {
    return new Origin.Assumption(
        "%s names the release: %s".formatted(file.path(), file.line(1).strip()));
  }

  /** Who built the packages; empty when that is none of those who change defaults, or not known. */
  Optional<Fact<Distribution>> distribution() {
    for (String name : names) {
      if (OF_DEBIAN.contains(name)) {
        return Optional.of(Fact.known(Distribution.DEBIAN, origin));
      }
      if (OF_RED_HAT.contains(name)) {
        return Optional.of(Fact.known(Distribution.RED_HAT, origin));
      }
      if (PLAIN.contains(name)) {
        return Optional.of(Fact.known(Distribution.OTHER, origin));
      }
    }
    return Optional.empty();
  }

  /** The system's OpenSSL, or those that it may have; empty where nothing is known of it. */
  Optional<Fact<Version>> openssl() {
    String own = names.get(0);
    String family = OF_RED_HAT.contains(own) && !own.equals("fedora") ? RED_HAT : own;
    for (String[] row : DataFile.rows(Release.class, "releases.tsv", 3)) {
      if (row[0].equals(family) && (version.equals(row[1]) || version.startsWith(row[1] + "."))) {
        Set<Version> versions = new LinkedHashSet<>();
        for (String each : row[2].split(" ", -1)) {
          versions.add(Version.of(each));
        }
        return Optional.of(
            Fact.oneOf(
                versions,
                "updates of the distribution's release changed the version of OpenSSL; tell it with --software openssl=VERSION",
                List.of(origin)));
      }
    }
    return Optional.empty();
  }
}
