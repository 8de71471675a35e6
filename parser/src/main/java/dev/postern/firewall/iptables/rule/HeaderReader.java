package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What matches about what a packet's sender chooses mean: xt_length.c, xt_hl.c, xt_dscp.c,
 * xt_ecn.c, xt_tcpmss.c, xt_string.c, xt_osf.c of Linux.
 */
final class HeaderReader {
  private static final int ECN_BITS = 3;

  /** libxt_tos.c; these say nothing about the two highest bits. */
  private static final Map<String, Long> SERVICES =
      Map.of(
          "minimize-delay", 0x10L,
          "maximize-throughput", 0x08L,
          "maximize-reliability", 0x04L,
          "minimize-cost", 0x02L,
          "normal-service", 0x00L);

  private static final long BITS_OF_SERVICES = 0x3F;

  /** What Linux sends when it begins a connection: tcp_syn_options(). */
  private static final Set<Long> USUAL_KINDS = Set.of(2L, 3L, 4L, 8L);

  private static final Set<String> PROTOCOL = Set.of("prot");

  private final Family family;

  HeaderReader(Family family) {
    this.family = family;
  }

  /** The match without its negation; empty where no file decides it. */
  Optional<Match> match(Use use, Option option) {
    return switch (option.name()) {
      case "--length" -> length(option);
      case "--ttl-eq", "--hl-eq" -> timeToLive(option, 0, 0);
      case "--ttl-lt", "--hl-lt" -> timeToLive(option, -256, -1);
      case "--ttl-gt", "--hl-gt" -> timeToLive(option, 1, 256);
      case "--tos" -> service(option);
      case "--dscp" -> Values.number(option.value()).map(code -> differentiated(option, code));
      case "--dscp-class" ->
          differentiatedClass(option.value()).map(code -> differentiated(option, code));
      case "--ecn-ip-ect" ->
          Values.number(option.value())
              .map(bits -> ofClass(option, byteOf -> (byteOf & ECN_BITS) == bits));
      case "--ecn-tcp-cwr", "--ecn-tcp-ece", "--string", "--hex-string", "--genre" ->
          Optional.of(present(use));
      case "--mss" -> segmentSize(option);
      case "--tcp-option" -> Values.unsigned(option.value()).map(kind -> kind(option, kind));
      default -> Optional.empty();
    };
  }

  private static Match chosen(Option option, Header header, NumberSet values) {
    return Match.Chosen.of(header, values, plain(option));
  }

  private static String plain(Option option) {
    return option.text().replace("! ", "");
  }

  /** What the sender may leave out as well, whatever it is. */
  private static Match present(Use use) {
    String text = use.text().replace("! ", "");
    return Match.Chosen.of(Header.present(text), NumberSet.between(1, 1), text);
  }

  private static Match kind(Option option, long kind) {
    Header header = new Header("TCP option " + kind, 0, 1, USUAL_KINDS.contains(kind) ? 1 : 0);
    return chosen(option, header, NumberSet.between(1, 1));
  }

  /** The headers are 20 bytes, or 40 of IPv6, and what TCP has. */
  private Optional<Match> length(Option option) {
    return span(option.value())
        .map(
            span ->
                chosen(option, Header.SEGMENT_LENGTH, span.minus(family == Family.V4 ? 20 : 40)));
  }

  private static Optional<NumberSet> span(String text) {
    String[] ends = text.split(":", 2);
    Optional<Long> first = ends[0].isEmpty() ? Optional.of(0L) : Values.number(ends[0]);
    Optional<Long> last =
        ends.length == 1
            ? first
            : ends[1].isEmpty() ? Optional.of(Long.MAX_VALUE) : Values.number(ends[1]);
    return first.flatMap(from -> last.map(to -> NumberSet.between(from, to)));
  }

  private static Optional<Match> timeToLive(Option option, long from, long to) {
    return Values.number(option.value())
        .map(
            time ->
                chosen(
                    option,
                    Header.TIME_TO_LIVE,
                    NumberSet.between(Math.max(0, time + from), time + to)));
  }

  private static Match ofClass(Option option, LongPredicate holds) {
    Header header = Header.TRAFFIC_CLASS;
    return chosen(option, header, NumberSet.where(header.first(), header.last(), holds));
  }

  private static Match differentiated(Option option, long code) {
    return ofClass(option, byteOf -> byteOf >> 2 == code);
  }

  /** RFC 2474, RFC 2597 and RFC 3246. */
  private static Optional<Long> differentiatedClass(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("BE")) {
      return Optional.of(0L);
    }
    if (upper.equals("EF")) {
      return Optional.of(46L);
    }
    if (upper.matches("CS[0-7]")) {
      return Optional.of(8L * (upper.charAt(2) - '0'));
    }
    return upper.matches("AF[1-4][1-3]")
        ? Optional.of(8L * (upper.charAt(2) - '0') + 2L * (upper.charAt(3) - '0'))
        : Optional.empty();
  }

  private static Optional<Match> service(Option option) {
    Long named = SERVICES.get(option.value().toLowerCase(Locale.ROOT));
    if (named != null) {
      return Optional.of(ofClass(option, byteOf -> (byteOf & BITS_OF_SERVICES) == named));
    }
    String[] parts = option.value().split("/", 2);
    Optional<Long> value = Values.number(parts[0]);
    Optional<Long> mask = parts.length == 1 ? Optional.of(0xFFL) : Values.number(parts[1]);
    return value.flatMap(
        bits -> mask.map(some -> ofClass(option, byteOf -> (byteOf & some) == bits)));
  }

  private static Optional<Match> segmentSize(Option option) {
    return span(option.value())
        .map(
            span -> {
              List<NumberSet.Run> runs = new ArrayList<>();
              for (NumberSet.Run run : span.within(0, 0xFFFF).runs()) {
                runs.add(new NumberSet.Run(run.first() + 1, run.last() + 1));
              }
              return chosen(option, Header.SEGMENT_SIZE, NumberSet.ofRuns(runs));
            });
  }

  /**
   * {@code -m ipv6header}: nothing stands between the headers of IPv6 and TCP. Asked for softly, it
   * is enough that what is listed is there.
   */
  static Match extensions(Use use) {
    Option option = use.option("--header").orElseThrow();
    List<String> listed = List.of(option.value().toLowerCase(Locale.ROOT).split(",", -1));
    boolean hasProtocol = listed.stream().anyMatch(PROTOCOL::contains);
    boolean isAlone = PROTOCOL.containsAll(listed);
    if (use.option("--soft").isPresent()) {
      return new Match.Always(option.isNegated() ? !hasProtocol : isAlone);
    }
    return new Match.Always(isAlone != option.isNegated());
  }
}
