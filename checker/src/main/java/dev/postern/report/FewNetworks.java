package dev.postern.report;

import dev.postern.net.Prefix;
import java.util.List;
import java.util.function.IntFunction;

/** Networks in few words: the first of them, and how many more there are. */
public final class FewNetworks {
  private static final int MOST_SHOWN = 3;

  private FewNetworks() {}

  /** Of these networks. */
  static String of(List<Prefix> networks) {
    return of(networks.size(), shown -> networks.subList(0, shown));
  }

  /**
   * Of networks that need not all be listed for it.
   *
   * @param count how many there are
   * @param first the first so many of them
   */
  public static String of(int count, IntFunction<List<Prefix>> first) {
    int shown = count <= MOST_SHOWN + 1 ? count : MOST_SHOWN;
    StringBuilder text = new StringBuilder();
    for (Prefix prefix : first.apply(shown)) {
      text.append(text.isEmpty() ? "" : ", ").append(prefix);
    }
    return shown == count ? text.toString() : text + " and " + (count - shown) + " more";
  }
}
