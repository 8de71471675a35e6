package dev.postern.firewall.nftables;

import dev.postern.net.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A match of nft's that stands alone in a rule.
 *
 * @param hook where: raw is prerouting before connection tracking
 * @param v4 whether it holds for what begins a connection over IPv4, of output and postrouting for
 *     what answers it: yes, no, choice where it does for another client, refused, or nothing
 * @param v6 the same over IPv6
 */
record NftMatch(String hook, String match, String v4, String v6) {
  static final Path GOLDEN = Path.of("src/test/resources/goldens/nft-matches.tsv");
  static final String REFUSED = "refused";

  /** Where each hook's chain hangs. */
  static final Map<String, String> HOOKS =
      Map.of(
          "raw", "prerouting priority -300",
          "prerouting", "prerouting priority -150",
          "input", "input priority 0",
          "forward", "forward priority 0",
          "output", "output priority 0",
          "postrouting", "postrouting priority 0");

  /** The port that is translated to a container. */
  static final int FORWARDED = 993;

  static final int OWN = 143;

  static final String TRANSLATIONS =
      """
      table ip n {
        chain p { type nat hook prerouting priority -100; tcp dport 993 dnat to 172.17.0.2; }
        chain z { type nat hook postrouting priority 50; ip daddr 172.17.0.2 oif "docker0" accept; }
      }
      table ip6 n {
        chain p { type nat hook prerouting priority -100; tcp dport 993 dnat to fd00:17::2; }
        chain z { type nat hook postrouting priority 50; ip6 daddr fd00:17::2 oif "docker0" accept; }
      }
      """;

  static List<NftMatch> all() {
    try {
      return Files.readAllLines(GOLDEN).stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(fields -> new NftMatch(fields[0], fields[1], fields[2], fields[3]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isRefused() {
    return v4.equals(REFUSED);
  }

  private boolean isAnswer() {
    return hook.equals("output") || hook.equals("postrouting");
  }

  int port() {
    return hook.equals("forward") ? FORWARDED : OWN;
  }

  String holds(Family family) {
    return family == Family.V4 ? v4 : v6;
  }

  /** Rules that let connections in where the match holds. */
  String rules() {
    return TRANSLATIONS
        + "table inet t {\n"
        + chains(hook, List.of(match), "accept", "policy drop;", others())
        + "}\n";
  }

  private String others() {
    return isAnswer() ? "tcp flags & ack == 0 accept" : "tcp flags ack accept";
  }

  /** A chain of rules with the matches, and one at the hook that calls it. */
  static String chains(
      String hook, List<String> matches, String end, String policy, String others) {
    String first = hook.equals("output") || hook.equals("postrouting") ? "syn|ack" : "syn";
    return "chain m_%s {\n%s}\n".formatted(hook, lines(matches, end))
        + """
        chain %s {
          type filter hook %s; %s
          tcp flags & (fin|syn|rst|ack) == (%s) jump m_%s
          %s
        }
        """
            .formatted(hook, HOOKS.get(hook), policy, first, hook, others);
  }

  private static String lines(List<String> matches, String end) {
    return matches.stream().map(match -> match + " " + end + "\n").collect(Collectors.joining());
  }
}
