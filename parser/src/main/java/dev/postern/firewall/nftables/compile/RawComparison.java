package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.nftables.value.Comparison;
import dev.postern.firewall.nftables.value.RawBits;
import dev.postern.firewall.nftables.value.RawBits.Part;
import dev.postern.firewall.nftables.value.SentNumber;
import dev.postern.net.Address;
import dev.postern.net.AddressRuns;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Makes a match of bits at a place of a header and what they are compared with, where they are of
 * one field alone and of such as are the same in every packet that begins a connection.
 */
final class RawComparison {
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final String FLAGS = "tcp flags";

  private static final Map<String, Long> CONSTANT =
      Map.of("ip version", 4L, "ip6 version", 6L, "ip protocol", 6L, "ip6 nexthdr", 6L);

  private final Comparison comparison;
  private final RawBits bits;

  RawComparison(Comparison comparison, RawBits bits) {
    this.comparison = comparison;
    this.bits = bits;
  }

  /**
   * The match; empty when no file decides it.
   *
   * @param families whose packets the table sees
   */
  Optional<Match> match(Set<Family> families) {
    if (bits.layer().equals("th")) {
      return header("tcp");
    }
    Match open = new Match.Undecidable(comparison.left().selector().name());
    List<Match> any = new ArrayList<>();
    for (Family family : families) {
      Match match = header(family == Family.V4 ? "ip" : "ip6").orElse(open);
      any.add(new Match.AllOf(List.of(new Match.OfFamily(family), match)));
    }
    return Optional.of(new Match.AnyOf(any));
  }

  private Optional<Match> header(String name) {
    return bits.parts(name).flatMap(this::of);
  }

  private Optional<Match> of(List<Part> parts) {
    List<Part> open = new ArrayList<>();
    long constant = 0;
    Optional<Part> flags = Optional.empty();
    for (Part part : parts) {
      if (part.isKept(comparison.left().and())) {
        if (CONSTANT.containsKey(part.field())) {
          constant |= part.of(CONSTANT.get(part.field()));
        } else if (part.field().equals(FLAGS)) {
          flags = Optional.of(part);
        } else {
          open.add(part);
        }
      }
    }
    long always = constant;
    long beginning = always | flags.map(part -> part.of(SYN)).orElse(0L);
    long answer = always | flags.map(part -> part.of(SYN | ACK)).orElse(0L);
    if (open.isEmpty()) {
      return Optional.of(
          Match.TcpFlags.eitherWay(
              new Match.Always(comparison.holds(beginning)),
              new Match.Always(comparison.holds(answer))));
    }
    if (open.size() > 1) {
      return Optional.empty();
    }
    Part part = open.get(0);
    if (part.field().endsWith("addr")) {
      return parts.size() == 1 ? addresses(part) : Optional.empty();
    }
    Optional<Match> first = number(part, n -> comparison.holds(beginning | part.of(n)));
    Optional<Match> second = number(part, n -> comparison.holds(answer | part.of(n)));
    return first.flatMap(one -> second.map(other -> Match.TcpFlags.eitherWay(one, other)));
  }

  private static Optional<Match> number(Part part, LongPredicate holds) {
    return switch (part.field()) {
      case "tcp sport" -> Optional.of(ports(End.SOURCE, holds));
      case "tcp dport" -> Optional.of(ports(End.DESTINATION, holds));
      default -> SentNumber.of(part.field()).flatMap(number -> number.match(part.field(), holds));
    };
  }

  private static Match ports(End end, LongPredicate holds) {
    PortSet set = PortSet.where(holds);
    return set.spans().isEmpty() ? new Match.Always(false) : new Match.Ports(end, set);
  }

  /** Those that begin with some bits; of IPv6 there are more bits than are compared. */
  private Optional<Match> addresses(Part part) {
    Optional<NumberSet> numbers = comparison.numbers();
    if (numbers.isEmpty() || part.field().startsWith("ip6") || part.dropped() + part.bits() < 32) {
      return Optional.empty();
    }
    AddressRuns runs = new AddressRuns(Family.V4);
    for (NumberSet.Run run : numbers.get().within(0, (1L << part.bits()) - 1).runs()) {
      runs.add(
          Address.v4(run.first() << part.dropped()),
          Address.v4((run.last() << part.dropped()) | ((1L << part.dropped()) - 1)));
    }
    End end = part.field().equals("ip saddr") ? End.SOURCE : End.DESTINATION;
    return Optional.of(new Match.Addresses(end, runs.toSet()));
  }
}
