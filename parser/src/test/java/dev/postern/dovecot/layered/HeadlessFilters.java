package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Filter;

/**
 * Filters for all addresses, such as {@code remote 0.0.0.0/0}: doveconf prints no head for them.
 */
public final class HeadlessFilters {
  private HeadlessFilters() {}

  /** How many of them write a setting. */
  public static long that(DovecotSettings settings, String key) {
    return ((LayeredSettings) settings)
        .layers().stream()
            .filter(layer -> isHeadless(layer.filter()))
            .filter(layer -> layer.root().values().containsKey(key))
            .count();
  }

  private static boolean isHeadless(Filter filter) {
    boolean forAll =
        filter.protocol().isEmpty()
            && filter.localName().isEmpty()
            && filter.local().filter(net -> net.bits() > 0).isEmpty()
            && filter.remote().filter(net -> net.bits() > 0).isEmpty();
    return forAll && !filter.equals(Filter.NONE);
  }
}
