package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Which OpenSSL a host may have. */
final class Builds {
  /** One of each line that differs in what it negotiates. */
  private static final List<String> LINES = List.of("1.0.2", "1.1.1", "3.0", "3.2", "3.5");

  /** What Debian and Ubuntu build with since OpenSSL 1.1.1. */
  private static final int LEVEL_OF_DEBIAN = 2;

  private static final String DEBIAN_SINCE = "1.1.1";

  private Builds() {}

  /**
   * The installed one, or those still possible.
   *
   * @param oldest the oldest that the server can be built with
   * @param configured what the system's configuration tells each version
   * @param policy the cryptographic policy that decides, if one does
   */
  static Fact<Build> of(
      Platform platform,
      String oldest,
      Function<Version, Fact<SystemDefaults>> configured,
      Optional<CryptoPolicy> policy) {
    Fact<Distribution> distribution = platform.distribution();
    return versions(platform.version(SoftwareName.OPENSSL), oldest)
        .flatMap(
            version ->
                configured
                    .apply(version)
                    .flatMap(
                        defaults ->
                            levels(version, distribution, defaults, policy)
                                .map(level -> new Build(version, level, defaults))));
  }

  private static Fact<Version> versions(Fact<Version> told, String oldest) {
    if (!told.possibilities().isEmpty()) {
      return told;
    }
    Set<Version> possible = new LinkedHashSet<>();
    for (String line : LINES) {
      if (Version.of(line).atLeast(oldest)) {
        possible.add(Version.of(line));
      }
    }
    return new Fact.Unknown<>(((Fact.Unknown<Version>) told).reason(), told.origins(), possible);
  }

  private static Fact<Integer> levels(
      Version version,
      Fact<Distribution> distribution,
      SystemDefaults defaults,
      Optional<CryptoPolicy> policy) {
    OptionalInt builtIn = Library.of(version).builtInLevel();
    if (builtIn.isEmpty() || defaults.level().isPresent()) {
      return Fact.known(defaults.level().orElse(0));
    }
    if (policy.isPresent()) {
      return Fact.oneOf(
          policy.get().levels(),
          "the system's cryptographic policy decides on the security level of OpenSSL, and is not among the files",
          policy.get().origins());
    }
    Optional<Distribution> known = distribution.toOptional();
    int ofDebian = version.atLeast(DEBIAN_SINCE) ? LEVEL_OF_DEBIAN : builtIn.getAsInt();
    Set<Integer> levels = new TreeSet<>();
    if (known.filter(Distribution.DEBIAN::equals).isEmpty()) {
      levels.add(builtIn.getAsInt());
    }
    if (known.filter(Distribution.OTHER::equals).isEmpty()) {
      levels.add(ofDebian);
    }
    return Fact.oneOf(
        levels,
        "the security level of OpenSSL is not known, since distributions differ in it",
        List.of(
            new Origin.Default("OpenSSL", version.toString(), "security level " + text(levels))));
  }

  private static String text(Set<Integer> levels) {
    return String.join(" or ", levels.stream().map(String::valueOf).toList());
  }
}
