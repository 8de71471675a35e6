package dev.postern.firewall.header;

import dev.postern.firewall.header.BitTest.Pattern;
import dev.postern.firewall.header.Layout.Part;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import dev.postern.net.Address;
import dev.postern.net.AddressMask;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Makes a match of bits at a place of a packet, as far as they are the same in every packet that
 * begins a connection, or its sender chooses them.
 */
public final class BitMatch {
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final String FLAGS = "tcp flags";
  private static final String HEADER_LENGTH = "ip hdrlength";
  private static final int LENGTH_WITHOUT_OPTIONS = 5;

  private static final Map<String, Long> CONSTANT =
      Map.of("ip version", 4L, "ip6 version", 6L, "ip protocol", 6L, "ip6 nexthdr", 6L);

  private final BitTest test;
  private final String text;
  private final long kept;

  private BitMatch(BitTest test, String text) {
    this.test = test;
    this.text = text;
    this.kept = test.kept();
  }

  /**
   * The match; empty when no file decides it.
   *
   * @param offset the first of the bits
   * @param text the match as written
   */
  public static Optional<Match> of(Layout layout, long offset, BitTest test, String text) {
    BitMatch made = new BitMatch(test, text);
    Optional<List<Part>> parts = layout.parts(offset, test.length());
    if (parts.isEmpty()) {
      return Optional.of(made.beyond());
    }
    List<Part> kept = parts.get().stream().filter(part -> (part.mask() & made.kept) != 0).toList();
    Optional<Match> match = made.of(kept);
    return layout == Layout.IPV4 && kept.stream().anyMatch(Part::isOfTcp)
        ? match.map(made::unlessMoved)
        : match;
  }

  /**
   * What is made of some bits where it is the same in every packet and in every answer; else empty.
   */
  public static Optional<Long> constant(Layout layout, long offset, BitTest test) {
    long kept = test.kept();
    return layout
        .parts(offset, test.length())
        .map(parts -> parts.stream().filter(part -> (part.mask() & kept) != 0).toList())
        .filter(parts -> parts.stream().allMatch(part -> CONSTANT.containsKey(part.field())))
        .map(parts -> test.made().applyAsLong(constants(parts)));
  }

  /**
   * Whether what is made of some bits is a header's length in bytes, which the header says in words
   * of four.
   */
  public static boolean isLength(Layout layout, long offset, BitTest test) {
    long kept = test.kept();
    List<Part> parts =
        layout.parts(offset, test.length()).orElse(List.of()).stream()
            .filter(part -> (part.mask() & kept) != 0)
            .toList();
    if (parts.size() != 1) {
      return false;
    }
    Part part = parts.get(0);
    String field = layout == Layout.TCP ? "tcp doff" : HEADER_LENGTH;
    return part.field().equals(field)
        && NumberSet.where(0, 15, words -> test.made().applyAsLong(part.of(words)) == 4 * words)
            .equals(NumberSet.between(0, 15));
  }

  /** The sender may put something there, or nothing. */
  private Match beyond() {
    boolean canHold = kept == 0 ? test.holds(0) : !test.results().equals(NumberSet.NONE);
    return canHold
        ? Match.Chosen.of(Header.present(text), NumberSet.between(1, 1), text)
        : new Match.Always(false);
  }

  /** With options in the header of IPv4 something else stands where TCP would begin. */
  private Match unlessMoved(Match match) {
    Match isPlain =
        SentNumber.of(HEADER_LENGTH)
            .flatMap(number -> number.match(text, n -> n == LENGTH_WITHOUT_OPTIONS))
            .orElseThrow();
    return new Match.AnyOf(
        List.of(
            new Match.AllOf(List.of(isPlain, match)),
            new Match.AllOf(List.of(new Match.Not(isPlain), beyond()))));
  }

  private static long constants(List<Part> parts) {
    long bits = 0;
    for (Part part : parts) {
      bits |= part.of(CONSTANT.getOrDefault(part.field(), 0L));
    }
    return bits;
  }

  private Optional<Match> of(List<Part> parts) {
    List<Part> open = new ArrayList<>();
    Optional<Part> flags = Optional.empty();
    for (Part part : parts) {
      if (part.field().equals(FLAGS)) {
        flags = Optional.of(part);
      } else if (!CONSTANT.containsKey(part.field())) {
        open.add(part);
      }
    }
    long always = constants(parts);
    long beginning = always | flags.map(part -> part.of(SYN)).orElse(0L);
    long answer = always | flags.map(part -> part.of(SYN | ACK)).orElse(0L);
    if (open.isEmpty()) {
      return Optional.of(
          Match.TcpFlags.eitherWay(
              new Match.Always(test.holds(beginning)), new Match.Always(test.holds(answer))));
    }
    Part part = open.get(0);
    if (open.size() == 1 && !part.field().endsWith("addr")) {
      Optional<Match> first = number(part, n -> test.holds(beginning | part.of(n)));
      Optional<Match> second = number(part, n -> test.holds(answer | part.of(n)));
      return first.flatMap(one -> second.map(other -> Match.TcpFlags.eitherWay(one, other)));
    }
    return patterns(parts);
  }

  private Optional<Match> number(Part part, LongPredicate holds) {
    return switch (part.field()) {
      case "tcp sport" -> Optional.of(ports(End.SOURCE, holds));
      case "tcp dport" -> Optional.of(ports(End.DESTINATION, holds));
      default ->
          SentNumber.of(part.field())
              .flatMap(
                  number ->
                      number.match(part.field() + ", which the sender of a packet chooses", holds));
    };
  }

  private static Match ports(End end, LongPredicate holds) {
    PortSet set = PortSet.where(holds);
    return set.spans().isEmpty() ? new Match.Always(false) : new Match.Ports(end, set);
  }

  /** A number as bits of an address, with some bits behind it. */
  private static Address address(Family family, long number, int behind) {
    if (family == Family.V4) {
      return Address.v4(number << behind);
    }
    if (behind >= Long.SIZE) {
      return new Address(family, number << (behind - Long.SIZE), 0);
    }
    return new Address(family, behind == 0 ? 0 : number >>> (Long.SIZE - behind), number << behind);
  }

  private Optional<Match> patterns(List<Part> parts) {
    Optional<List<Pattern>> patterns = test.patterns();
    if (patterns.isEmpty()) {
      return Optional.empty();
    }
    List<Match> any = new ArrayList<>();
    for (Pattern pattern : patterns.get()) {
      List<Match> all = new ArrayList<>();
      for (Part part : parts) {
        Optional<Match> match = pattern(part, pattern);
        if (match.isEmpty()) {
          return Optional.empty();
        }
        all.add(match.get());
      }
      any.add(new Match.AllOf(all));
    }
    return Optional.of(new Match.AnyOf(any));
  }

  private Optional<Match> pattern(Part part, Pattern pattern) {
    long mask = part.mask() & pattern.mask();
    if (part.field().endsWith("addr")) {
      return Optional.of(address(part, pattern.bits() & mask, mask));
    }
    LongPredicate holds = n -> (part.of(n) & mask) == (pattern.bits() & mask);
    if (part.field().equals(FLAGS)) {
      return Optional.of(
          Match.TcpFlags.eitherWay(
              new Match.Always(holds.test(SYN)), new Match.Always(holds.test(SYN | ACK))));
    }
    return CONSTANT.containsKey(part.field())
        ? Optional.of(new Match.Always(holds.test(CONSTANT.get(part.field()))))
        : number(part, holds);
  }

  private Match address(Part part, long bits, long mask) {
    Family family = part.field().startsWith("ip6") ? Family.V6 : Family.V4;
    End end = part.field().endsWith("saddr") ? End.SOURCE : End.DESTINATION;
    Address value = address(family, bits >>> part.place(), part.dropped());
    Address kept = address(family, mask >>> part.place(), part.dropped());
    return new AddressMask(value, kept)
        .addresses(1)
        .<Match>map(set -> new Match.Addresses(end, set))
        .orElseGet(() -> new Match.Masked(end, value, kept, text));
  }
}
