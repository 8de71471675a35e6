package dev.postern.postfix.settings;

import dev.postern.posture.service.Version;

/**
 * Versions from one to another.
 *
 * @param to the last version; without a patch level, all of its patch levels
 */
record VersionRange(Version from, Version to) {

  /** Reads {@code 3.6-3.6.16}. */
  static VersionRange of(String text) {
    String[] ends = text.split("-", -1);
    return new VersionRange(Version.of(ends[0]), Version.of(ends[1]));
  }

  boolean holds(Version version) {
    return version.compareTo(from) >= 0
        && (version.compareTo(to) <= 0 || (to.number(2) == 0 && sameMinor(version, to)));
  }

  private static boolean sameMinor(Version one, Version other) {
    return one.number(0) == other.number(0) && one.number(1) == other.number(1);
  }
}
