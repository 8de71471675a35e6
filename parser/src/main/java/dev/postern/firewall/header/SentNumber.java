package dev.postern.firewall.header;

import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A field whose number the packet's sender chooses.
 *
 * @param header what is chosen
 * @param field what stands in the field then
 */
public record SentNumber(Header header, LongUnaryOperator field) {
  private static final int SMALL = 1 << 16;
  private static final int DO_NOT_FRAGMENT = 0x4000;
  private static final LongUnaryOperator SAME = LongUnaryOperator.identity();

  /** Fields of RFC 791, RFC 8200 and RFC 9293, with what Linux sends in them. */
  private static final Map<String, SentNumber> KNOWN =
      Map.ofEntries(
          Map.entry("ip ttl", new SentNumber(Header.TIME_TO_LIVE, SAME)),
          Map.entry("ip6 hoplimit", new SentNumber(Header.TIME_TO_LIVE, SAME)),
          Map.entry("ip length", new SentNumber(Header.SEGMENT_LENGTH, n -> n + 20)),
          Map.entry("ip6 length", new SentNumber(Header.SEGMENT_LENGTH, SAME)),
          Map.entry("ip dscp", new SentNumber(Header.TRAFFIC_CLASS, n -> n >> 2)),
          Map.entry("ip6 dscp", new SentNumber(Header.TRAFFIC_CLASS, n -> n >> 2)),
          Map.entry("ip ecn", new SentNumber(Header.TRAFFIC_CLASS, n -> n & 3)),
          Map.entry("ip6 ecn", new SentNumber(Header.TRAFFIC_CLASS, n -> n & 3)),
          Map.entry("ip frag-off", of("do not fragment", 0, 1, 1, n -> n * DO_NOT_FRAGMENT)),
          Map.entry("ip id", of("ip id", 0, 0xFFFF, 0, SAME)),
          Map.entry("ip hdrlength", of("ip hdrlength", 5, 15, 5, SAME)),
          Map.entry("ip checksum", of("ip checksum", 0, 0xFFFF, 1, SAME)),
          Map.entry("ip6 flowlabel", of("ip6 flowlabel", 0, 0xF_FFFF, 1, SAME)),
          Map.entry("tcp sequence", of("tcp sequence", 0, 0xFFFF_FFFFL, 1, SAME)),
          Map.entry("tcp ackseq", of("tcp ackseq", 0, 0xFFFF_FFFFL, 0, SAME)),
          Map.entry("tcp doff", of("tcp doff", 5, 15, 10, SAME)),
          Map.entry("tcp reserved", of("tcp reserved", 0, 15, 0, SAME)),
          Map.entry("tcp window", of("tcp window", 0, 0xFFFF, 64_240, SAME)),
          Map.entry("tcp checksum", of("tcp checksum", 0, 0xFFFF, 1, SAME)),
          Map.entry("tcp urgptr", of("tcp urgptr", 0, 0xFFFF, 0, SAME)));

  private static SentNumber of(
      String name, long first, long last, long ordinary, LongUnaryOperator field) {
    return new SentNumber(new Header(name, first, last, ordinary), field);
  }

  /** The field of a name; empty where a packet need not have it, or its sender has no choice. */
  public static Optional<SentNumber> of(String selector) {
    return Optional.ofNullable(KNOWN.get(selector));
  }

  /**
   * What of the choices makes the field one of some numbers; empty where something is made of the
   * choice and there are too many.
   *
   * @param text what it is, for people
   */
  public Optional<Match> match(String text, NumberSet numbers) {
    if (header.last() <= SMALL) {
      return match(text, numbers::contains);
    }
    return field == SAME ? Optional.of(Match.Chosen.of(header, numbers, text)) : Optional.empty();
  }

  /**
   * What of the choices makes something hold of the field; empty where they are too many.
   *
   * @param text what it is, for people
   */
  public Optional<Match> match(String text, LongPredicate holds) {
    if (header.last() > SMALL) {
      return Optional.empty();
    }
    NumberSet chosen =
        NumberSet.where(
            header.first(), header.last(), number -> holds.test(field.applyAsLong(number)));
    return Optional.of(Match.Chosen.of(header, chosen, text));
  }
}
