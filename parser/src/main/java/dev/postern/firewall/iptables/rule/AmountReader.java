package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.Match;
import java.util.Locale;
import java.util.Optional;

/**
 * What matches about counters and chances mean for a TCP packet that begins a connection and for
 * the answer to it: xt_connbytes.c, xt_statistic.c, xt_quota.c of Linux.
 */
final class AmountReader {
  private static final long CERTAIN = 0x80000000L;
  private static final long NO_BOUND = Long.MAX_VALUE;

  private AmountReader() {}

  /** From one number to another, both included; a single number is both. */
  private record Span(long first, long last) {
    static Optional<Span> of(String text) {
      String[] ends = text.split(":", 2);
      Optional<Long> first = ends[0].isEmpty() ? Optional.of(0L) : Values.number(ends[0]);
      Optional<Long> last =
          ends.length == 1
              ? first
              : ends[1].isEmpty() ? Optional.of(NO_BOUND) : Values.number(ends[1]);
      return first.flatMap(from -> last.map(to -> new Span(from, to)));
    }

    boolean isSingle() {
      return first == last;
    }

    Match contains(long number) {
      return new Match.Always(first <= number && number <= last);
    }
  }

  /** {@code --quota}: of nothing there is never anything left. */
  static Optional<Match> quota(Option option) {
    return Values.number(option.value())
        .filter(bytes -> bytes == 0)
        .map(none -> new Match.Always(false));
  }

  /** {@code --every}: each one of one. */
  static Optional<Match> every(Option option) {
    return Values.number(option.value())
        .filter(count -> count == 1)
        .map(each -> new Match.Always(true));
  }

  /** {@code --probability} of none or all, in the 31 bits that the kernel throws. */
  static Optional<Match> probability(Option option) {
    long chance = Math.round(Double.parseDouble(option.value()) * CERTAIN);
    return chance == 0 || chance == CERTAIN
        ? Optional.of(new Match.Always(chance != 0))
        : Optional.empty();
  }

  /**
   * {@code --connbytes} in packets: what begins a connection is its first, the answer the next. A
   * number alone has no upper bound; the negation of a single one, which changes nothing, is left
   * aside.
   */
  static Optional<Match> connectionBytes(Use use, Option option) {
    boolean isAlone = option.value().indexOf(':') < 0;
    Optional<Span> span = Span.of(option.value() + (isAlone ? ":" : ""));
    boolean isInPackets = word(use, "--connbytes-mode").equals("packets");
    if (!isInPackets || span.isEmpty() || (option.isNegated() && span.get().isSingle())) {
      return Optional.empty();
    }
    Span packets = span.get();
    return switch (word(use, "--connbytes-dir")) {
      case "original" -> Optional.of(packets.contains(1));
      case "reply" ->
          Optional.of(Match.TcpFlags.eitherWay(packets.contains(0), packets.contains(1)));
      case "both" ->
          Optional.of(Match.TcpFlags.eitherWay(packets.contains(1), packets.contains(2)));
      default -> Optional.empty();
    };
  }

  private static String word(Use use, String name) {
    return use.option(name).map(option -> option.value().toLowerCase(Locale.ROOT)).orElse("");
  }
}
