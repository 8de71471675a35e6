package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.packages.PackageDatabase;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of the software that the package database in the tree names. */
final class InstalledPackages {
  /** The packages that tell a version, the first that is installed counts. */
  private static final Map<SoftwareName, List<String>> PACKAGES =
      Map.of(
          SoftwareName.DOVECOT, List.of("dovecot-core", "dovecot"),
          SoftwareName.POSTFIX, List.of("postfix"),
          SoftwareName.OPENSSL,
              List.of("libssl3t64", "libssl3", "libssl1.1", "libssl1.0.0", "openssl-libs"),
          SoftwareName.IPTABLES, List.of("iptables"));

  /** Those of Pigeonhole. */
  private static final List<String> SIEVE =
      List.of(
          "dovecot-sieve",
          "dovecot-managesieved",
          "dovecot-pigeonhole-plugin",
          "dovecot-pigeonhole",
          "pigeonhole");

  private final Map<SoftwareName, Fact<Version>> versions = new EnumMap<>(SoftwareName.class);
  private final boolean debian;
  private final Optional<Boolean> pigeonhole;

  private InstalledPackages(Optional<PackageDatabase> packages) {
    this.debian = packages.filter(PackageDatabase::isDebian).isPresent();
    packages.ifPresent(this::readVersions);
    this.pigeonhole =
        packages
            .filter(all -> versions.containsKey(SoftwareName.DOVECOT))
            .map(all -> SIEVE.stream().anyMatch(all::lists));
  }

  static InstalledPackages of(FileTree tree) {
    return new InstalledPackages(PackageDatabase.of(tree));
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

  private void readVersions(PackageDatabase packages) {
    PACKAGES.forEach(
        (software, names) -> {
          for (String name : names) {
            Optional<Version> version = packages.version(name).flatMap(InstalledPackages::upstream);
            if (version.isPresent()) {
              Origin origin =
                  new Origin.Assumption(packages.path() + " lists " + name + " " + version.get());
              versions.put(software, Fact.known(version.get(), origin));
              return;
            }
          }
        });
  }

  /** Without the epoch in front. */
  private static Optional<Version> upstream(String version) {
    return Version.parse(version.substring(version.indexOf(':') + 1));
  }
}
