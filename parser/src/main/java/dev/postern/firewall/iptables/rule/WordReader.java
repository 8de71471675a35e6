package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.header.BitMatch;
import dev.postern.firewall.header.BitTest;
import dev.postern.firewall.header.Layout;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** {@code -m u32}, which asks for words of four bytes: libxt_u32.c and xt_u32.c of Linux. */
final class WordReader {
  private static final int WORD_BITS = 32;
  private static final long WORD = 0xFFFF_FFFFL;

  /** No packet of IP has more bytes. */
  private static final long LONGEST = 65_575;

  private final Family family;
  private final Option option;

  WordReader(Family family, Option option) {
    this.family = family;
    this.option = option;
  }

  /** The match without its negation. */
  Match match() {
    List<Match> all = new ArrayList<>();
    for (String test : option.value().split("&&", -1)) {
      all.add(test(test));
    }
    return new Match.AllOf(all);
  }

  private String text() {
    return "-m u32 --u32 " + option.value();
  }

  private Match open() {
    return new Match.Undecidable(text());
  }

  private Match test(String test) {
    int equals = test.indexOf('=');
    if (equals < 0) {
      return open();
    }
    Optional<NumberSet> results = results(test.substring(equals + 1));
    return results.isEmpty() ? open() : jumps(test.substring(0, equals), results.get());
  }

  private static Optional<NumberSet> results(String text) {
    List<NumberSet.Run> runs = new ArrayList<>();
    for (String span : text.split(",", -1)) {
      String[] ends = span.split(":", 2);
      Optional<Long> first = number(ends[0]);
      Optional<Long> last = number(ends[ends.length - 1]);
      if (first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      if (first.get() <= last.get()) {
        runs.add(new NumberSet.Run(first.get(), last.get()));
      }
    }
    return Optional.of(NumberSet.ofRuns(runs));
  }

  private static Optional<Long> number(String text) {
    return Values.unsigned(text.stripTrailing()).filter(number -> number >= 0 && number <= WORD);
  }

  /** Of a place that words before it lead to, each by how far it is from the one before. */
  private Match jumps(String text, NumberSet results) {
    Layout layout = family == Family.V4 ? Layout.IPV4 : Layout.IPV6;
    long from = 0;
    String[] words = text.split("@", -1);
    for (int i = 0; i < words.length; i++) {
      Optional<Long> place = number(words[i].split("&|<<|>>", 2)[0]);
      Optional<LongUnaryOperator> made = made(words[i]);
      if (place.isEmpty() || made.isEmpty()) {
        return open();
      }
      long at = from + place.get();
      if (at > LONGEST) {
        return new Match.Always(false);
      }
      boolean isLast = i == words.length - 1;
      BitTest test =
          new BitTest(WORD_BITS, made.get(), isLast ? results : NumberSet.between(0, WORD));
      if (isLast) {
        return BitMatch.of(layout, at * Byte.SIZE, test, text()).orElseGet(this::open);
      }
      Optional<Long> distance = BitMatch.constant(layout, at * Byte.SIZE, test);
      if (distance.isPresent()) {
        from += distance.get();
      } else if (from == 0 && BitMatch.isLength(layout, at * Byte.SIZE, test)) {
        if (layout == Layout.TCP) {
          return payload();
        }
        layout = Layout.TCP;
      } else {
        return open();
      }
    }
    return open();
  }

  /** What a client may send with its first packet, or not. */
  private Match payload() {
    return Match.Chosen.of(Header.present(text()), NumberSet.between(1, 1), text());
  }

  /** What operators make of a word; not all versions of Linux take a shift by all its bits. */
  private static Optional<LongUnaryOperator> made(String word) {
    LongUnaryOperator made = LongUnaryOperator.identity();
    String rest = word;
    for (int at = operator(rest); at >= 0; at = operator(rest)) {
      boolean isMask = rest.charAt(at) == '&';
      boolean isLeft = rest.charAt(at) == '<';
      rest = rest.substring(at + (isMask ? 1 : 2));
      int next = operator(rest);
      Optional<Long> operand = number(next < 0 ? rest : rest.substring(0, next));
      if (operand.isEmpty() || (!isMask && operand.get() >= WORD_BITS)) {
        return Optional.empty();
      }
      long number = operand.get();
      int shift = (int) number;
      LongUnaryOperator step =
          isMask ? n -> n & number : isLeft ? n -> (n << shift) & WORD : n -> n >>> shift;
      made = made.andThen(step);
    }
    return Optional.of(made);
  }

  /** Where the first operator stands; -1 where there is none. */
  private static int operator(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("&<>".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
