package dev.postern.dovecot.syntax;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.Span;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of the build: its version from the platform, else from the first lines of {@code
 * doveconf -n}'s output, which stay where that became the configuration; whether Pigeonhole is
 * there from those lines, else from the platform; the distribution at last from its include line.
 */
public record BuildHints(
    Fact<Version> version, Fact<Distribution> distribution, Fact<Boolean> pigeonhole) {
  public static final String DEBIAN_INCLUDE = "/usr/share/dovecot/protocols.d/*.protocol";

  /** What the main file and the rest of the host tell of the build. */
  public static BuildHints of(DovecotFile main, Platform platform) {
    Optional<Fact<Version>> version = Optional.empty();
    Optional<Fact<Distribution>> distribution = Optional.empty();
    Fact<Version> told = platform.version(SoftwareName.DOVECOT);
    boolean pigeonhole = false;
    for (DovecotFile.Comment comment : main.comments()) {
      Span span = main.source().lineSpan(comment.line());
      Origin origin = new Origin.Setting(span, "# " + comment.text());
      Optional<Version> printed = DoveconfHeader.version(comment.text());
      if (printed.isPresent()) {
        version = printed.map(v -> Fact.known(v, origin));
      } else if (comment.text().startsWith("Pigeonhole version ")) {
        pigeonhole = true;
      } else if (comment.text().startsWith("OS: ") && version.isPresent()) {
        distribution = Optional.of(builder(distributionOf(comment.text()), origin));
      }
    }
    boolean packaged = platform.pigeonhole().isKnown();
    if (packaged && platform.distribution().isKnown()) {
      distribution = Optional.of(platform.distribution());
    } else if (distribution.isEmpty()) {
      distribution =
          main.statements().stream()
              .filter(s -> s instanceof Statement.Include i && i.pattern().equals(DEBIAN_INCLUDE))
              .findFirst()
              .map(
                  statement ->
                      Fact.known(
                          Distribution.DEBIAN,
                          new Origin.Setting(statement.span(), "!include_try " + DEBIAN_INCLUDE),
                          new Origin.Assumption(
                              "Debian built this Dovecot, since its own include line is there")));
    }
    return new BuildHints(
        version.filter(printed -> !told.isKnown()).orElse(told),
        distribution.orElseGet(() -> platform.distribution().flatMap(system -> builder(system))),
        version.isPresent() ? Fact.known(pigeonhole) : platform.pigeonhole());
  }

  /**
   * Who built the Dovecot that runs on a system: on Debian also somebody else may have, whose
   * defaults are others, unless Debian's packages or its own include line are there.
   */
  private static Fact<Distribution> builder(Distribution system, Origin... origins) {
    return system == Distribution.DEBIAN
        ? Fact.oneOf(
            EnumSet.of(Distribution.DEBIAN, Distribution.OTHER),
            "Dovecot runs on Debian; whether Debian built it is not told",
            List.of(origins))
        : Fact.known(system, origins);
  }

  private static Distribution distributionOf(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("debian") || lower.contains("ubuntu")) {
      return Distribution.DEBIAN;
    }
    boolean redHat =
        lower.contains("red hat")
            || lower.contains("centos")
            || lower.contains("rocky")
            || lower.contains("alma")
            || lower.contains("fedora");
    return redHat ? Distribution.RED_HAT : Distribution.OTHER;
  }
}
