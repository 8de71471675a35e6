package dev.postern.firewall.firewalld;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    lines("services.tsv").forEach(line -> services.put(line[0], words(line[1])));
    return services;
  }

  static Map<String, StockZone> zones() {
    Map<String, StockZone> zones = new LinkedHashMap<>();
    lines("zones.tsv").forEach(line -> zones.put(line[0], new StockZone(line[1], words(line[2]))));
    return zones;
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  private static List<String[]> lines(String resource) {
    try (InputStream stream = Stock.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the program");
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
