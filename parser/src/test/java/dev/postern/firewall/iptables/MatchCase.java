package dev.postern.firewall.iptables;

import dev.postern.net.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A match that alone decides over a port.
 *
 * @param chain whose rule it stands in: INPUT, FORWARD or OUTPUT
 * @param match with PORT in the place of the port
 */
record MatchCase(Family family, String chain, String match, boolean isOpen) {
  static final Path GOLDEN = Path.of("src/test/resources/goldens/iptables-matches.tsv");

  static List<MatchCase> all() {
    try {
      return Files.readAllLines(GOLDEN).stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(
              fields ->
                  new MatchCase(
                      fields[0].equals("4") ? Family.V4 : Family.V6,
                      fields[1],
                      fields[2],
                      fields[3].equals("open")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rules that let each port in where its match holds; for cases of one family and chain. */
  static String rules(List<MatchCase> cases, List<Integer> ports) {
    List<String> lines = new ArrayList<>();
    String chain = cases.get(0).chain();
    boolean forwards = chain.equals("FORWARD");
    if (forwards) {
      String container = cases.get(0).family() == Family.V4 ? "172.17.0.2" : "fd00:17::2";
      lines.add("*nat");
      lines.add("-A PREROUTING -p tcp -j DNAT --to-destination " + container);
      lines.add("-A POSTROUTING -d " + container + " -o docker0 -j ACCEPT");
      lines.add("COMMIT");
    }
    lines.add("*filter");
    lines.add(":" + chain + " DROP");
    for (int i = 0; i < cases.size(); i++) {
      String port = String.valueOf(ports.get(i));
      lines.add(
          "-A %s -p tcp --%s %s %s -j ACCEPT"
              .formatted(
                  chain,
                  chain.equals("OUTPUT") ? "sport" : "dport",
                  port,
                  cases.get(i).match().replace("PORT", port)));
    }
    if (forwards) {
      lines.add("-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT");
    }
    lines.add("COMMIT");
    return String.join("\n", lines) + "\n";
  }
}
