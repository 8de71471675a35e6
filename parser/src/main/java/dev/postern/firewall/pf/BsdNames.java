package dev.postern.firewall.pf;

import dev.postern.data.DataFile;
import dev.postern.firewall.iptables.ServiceNames;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Protocols and services by the names that the systems with pf have for them: {@code protocols.tsv}
 * and {@code ports.tsv} beside those that all systems share.
 */
final class BsdNames {
  private static final Map<String, Integer> PROTOCOLS = read("protocols.tsv");
  private static final Map<String, Integer> PORTS = read("ports.tsv");

  private BsdNames() {}

  private static Map<String, Integer> read(String file) {
    Map<String, Integer> numbers = new HashMap<>();
    for (String[] row : DataFile.rows(BsdNames.class, file, 2)) {
      numbers.put(row[0], Integer.valueOf(row[1]));
    }
    return numbers;
  }

  /** A protocol's number by name or number; empty for a name that is not known. */
  static Optional<Integer> protocol(String text) {
    return ServiceNames.protocol(text)
        .or(() -> Optional.ofNullable(PROTOCOLS.get(text.toLowerCase(Locale.ROOT))));
  }

  /** A port by its service's name or by number; empty for a name that is not known. */
  static Optional<Integer> port(String text) {
    return ServiceNames.port(text).or(() -> Optional.ofNullable(PORTS.get(text)));
  }
}
