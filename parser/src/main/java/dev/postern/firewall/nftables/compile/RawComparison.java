package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.header.BitMatch;
import dev.postern.firewall.header.BitTest;
import dev.postern.firewall.header.Layout;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.value.Comparison;
import dev.postern.firewall.nftables.value.RawBits;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a match of bits at a place of a header and what they are compared with. */
final class RawComparison {
  private RawComparison() {}

  /**
   * The match; empty when no file decides it.
   *
   * @param families whose packets the table sees
   */
  static Optional<Match> match(Comparison comparison, RawBits bits, Set<Family> families) {
    if (comparison.test().set().isEmpty()) {
      return Optional.empty();
    }
    BitTest test = new BitTest(bits.length(), comparison.left()::of, comparison.test().set().get());
    String text = comparison.left().selector().name();
    if (bits.layer().equals("th")) {
      return BitMatch.of(Layout.TCP, bits.offset(), test, text);
    }
    List<Match> any = new ArrayList<>();
    for (Family family : families) {
      Layout layout = family == Family.V4 ? Layout.IPV4 : Layout.IPV6;
      Match match =
          BitMatch.of(layout, bits.offset(), test, text)
              .orElseGet(() -> new Match.Undecidable(text));
      any.add(new Match.AllOf(List.of(new Match.OfFamily(family), match)));
    }
    return Optional.of(new Match.AnyOf(any));
  }
}
