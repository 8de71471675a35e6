package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Version;
import java.util.List;

/**
 * The versions of Postfix that the host may run.
 *
 * @param versions ascending; one of each kind that differs in its defaults, or the one that is
 *     known
 * @param known whether exactly one is possible
 */
public record PossibleVersions(List<Version> versions, boolean known) {
  /** From then on a compatibility level may be a version number (RELEASE_NOTES of 3.6). */
  static final String DOTTED_LEVELS = "3.6";

  public PossibleVersions {
    versions = List.copyOf(versions);
  }

  /**
   * What is told of the version, and what a compatibility level implies: nobody writes the level of
   * a version that is still to come.
   *
   * @param level as written in main.cf; empty when it is not, or not a plain number
   */
  static PossibleVersions of(Fact<Version> told, String level) {
    if (told instanceof Fact.Known<Version> known) {
      return new PossibleVersions(List.of(known.value()), true);
    }
    List<Version> candidates =
        told.possibilities().isEmpty()
            ? Parameters.all().versions()
            : told.possibilities().stream().sorted().toList();
    Version least =
        Version.parse(level)
            .filter(version -> level.indexOf('.') > 0 || version.number(0) > 2)
            .map(version -> version.atLeast(DOTTED_LEVELS) ? version : Version.of(DOTTED_LEVELS))
            .filter(version -> version.compareTo(Parameters.all().newest()) <= 0)
            .orElse(candidates.get(0));
    List<Version> possible =
        candidates.stream().filter(version -> version.compareTo(least) >= 0).toList();
    return new PossibleVersions(possible.isEmpty() ? candidates : possible, possible.size() == 1);
  }

  public Version newest() {
    return versions.get(versions.size() - 1);
  }

  /** Whether all of them are at least that version. */
  public boolean atLeast(String version) {
    return versions.get(0).atLeast(version);
  }

  /** As a range of minor versions: {@code 3.6-3.12}, {@code 3.7.11}. */
  static String text(List<Version> some) {
    String first = some.get(0).toString();
    if (some.size() == 1) {
      return first;
    }
    Version last = some.get(some.size() - 1);
    return first + "-" + last.number(0) + "." + last.number(1);
  }
}
