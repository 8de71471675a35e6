package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Platform.Distribution;
import dev.postern.posture.SoftwareName;
import dev.postern.posture.Version;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Versions of the software that the package database in the tree names: dpkg's {@code
 * var/lib/dpkg/status} or apk's {@code lib/apk/db/installed}. Both hold stanzas of {@code Field:
 * value} lines; the formats are those of dpkg-query(1) and the Alpine package format.
 */
final class InstalledPackages {
  private static final String DPKG = "var/lib/dpkg/status";
  private static final String APK = "lib/apk/db/installed";

  /** The packages that tell a version, the first that is installed counts. */
  private static final Map<SoftwareName, List<String>> PACKAGES =
      Map.of(
          SoftwareName.DOVECOT, List.of("dovecot-core", "dovecot"),
          SoftwareName.POSTFIX, List.of("postfix"),
          SoftwareName.OPENSSL, List.of("libssl3t64", "libssl3", "libssl1.1", "libssl1.0.0"),
          SoftwareName.IPTABLES, List.of("iptables"));

  /** Those of Pigeonhole. */
  private static final List<String> SIEVE =
      List.of("dovecot-sieve", "dovecot-managesieved", "dovecot-pigeonhole-plugin");

  private final Map<SoftwareName, Fact<Version>> versions = new EnumMap<>(SoftwareName.class);
  private final boolean debian;
  private Optional<Boolean> pigeonhole = Optional.empty();

  private InstalledPackages(FileTree tree) {
    this.debian = tree.isFile(DPKG);
    if (debian) {
      read(tree, DPKG, "Package: ", "Version: ");
    } else if (tree.isFile(APK)) {
      read(tree, APK, "P:", "V:");
    }
  }

  static InstalledPackages of(FileTree tree) {
    return new InstalledPackages(tree);
  }

  Map<SoftwareName, Fact<Version>> versions() {
    return Map.copyOf(versions);
  }

  Optional<Distribution> distribution() {
    return debian ? Optional.of(Distribution.DEBIAN) : Optional.empty();
  }

  /** Whether Pigeonhole is installed; empty where the packages do not tell of Dovecot. */
  Optional<Boolean> pigeonhole() {
    return pigeonhole;
  }

  private void read(FileTree tree, String path, String nameField, String versionField) {
    Optional<SourceFile> database;
    try {
      database = tree.read(path);
    } catch (FileTree.Unreadable e) {
      return;
    }
    if (database.isEmpty()) {
      return;
    }
    String text = "\n" + database.get().text();
    PACKAGES.forEach(
        (software, names) -> {
          for (String name : names) {
            Optional<Version> version = version(text, "\n" + nameField + name + "\n", versionField);
            if (version.isPresent()) {
              Origin origin = new Origin.Assumption(path + " lists " + name + " " + version.get());
              versions.put(software, Fact.known(version.get(), origin));
              return;
            }
          }
        });
    if (versions.containsKey(SoftwareName.DOVECOT)) {
      boolean found = false;
      for (String name : SIEVE) {
        found |= version(text, "\n" + nameField + name + "\n", versionField).isPresent();
      }
      pigeonhole = Optional.of(found);
    }
  }

  private static Optional<Version> version(String text, String wanted, String versionField) {
    int start = text.indexOf(wanted);
    if (start < 0) {
      return Optional.empty();
    }
    int end = text.indexOf("\n\n", start);
    String stanza = end < 0 ? text.substring(start) : text.substring(start, end);
    if (stanza.contains("\nStatus: ") && !stanza.contains(" installed\n")) {
      return Optional.empty();
    }
    int at = stanza.indexOf("\n" + versionField);
    if (at < 0) {
      return Optional.empty();
    }
    String value = stanza.substring(at + 1 + versionField.length()).lines().findFirst().orElse("");
    return Version.parse(value.substring(value.indexOf(':') + 1));
  }
}
