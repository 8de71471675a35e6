package dev.postern.firewall.firewalld;

import dev.postern.data.DataFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What firewalld's package brings, for hosts whose /usr/lib/firewalld is not among the files. */
final class Stock {
  private Stock() {}

  /**
   * A zone of the package.
   *
   * @param target as its file writes it
   */
  record StockZone(String target, List<String> services) {
    StockZone {
      services = List.copyOf(services);
    }
  }

  /** Each service's words: {@code services.tsv}. */
  static Map<String, List<String>> services() {
    Map<String, List<String>> services = new LinkedHashMap<>();
    for (String[] row : DataFile.rows(Stock.class, "services.tsv", 2)) {
      services.put(row[0], words(row[1]));
    }
    return services;
  }

  static Map<String, StockZone> zones() {
    Map<String, StockZone> zones = new LinkedHashMap<>();
    for (String[] row : DataFile.rows(Stock.class, "zones.tsv", 3)) {
      zones.put(row[0], new StockZone(row[1], words(row[2])));
    }
    return zones;
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
