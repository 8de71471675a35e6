package dev.postern.firewall.iptables;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What iptables knows: its extensions, and the names of protocols and ports. */
final class Catalogue {
  private final Map<String, Extension> matches = new LinkedHashMap<>();
  private final Map<String, Extension> targets = new LinkedHashMap<>();
  private final Map<String, Integer> protocols = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();

  /** Read when it is first asked for, once for all files. */
  private static final class Loaded {
    private static final Catalogue CATALOGUE = load();
  }

  private Catalogue() {}

  static Catalogue get() {
    return Loaded.CATALOGUE;
  }

  private static Catalogue load() {
    Catalogue catalogue = new Catalogue();
    each(
        "extensions.tsv",
        line -> {
          Extension extension = Extension.parse(line);
          (extension.isTarget() ? catalogue.targets : catalogue.matches)
              .put(extension.name(), extension);
        });
    each(
        "protocols.tsv",
        line -> {
          String[] fields = line.split("\t", -1);
          catalogue.protocols.put(fields[0], Integer.valueOf(fields[1]));
        });
    each(
        "services.tsv",
        line -> {
          int tab = line.indexOf('\t');
          int slash = line.indexOf('/', tab);
          // A name of both protocols has the same number in both; TCP's comes first in the file.
          catalogue.ports.putIfAbsent(
              line.substring(0, tab), Integer.valueOf(line.substring(tab + 1, slash)));
        });
    return catalogue;
  }

  private static void each(String resource, Consumer<String> use) {
    try (InputStream stream = Catalogue.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the program");
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isEmpty()) {
          use.accept(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Extension> match(String name) {
    return Optional.ofNullable(matches.get(name));
  }

  Optional<Extension> target(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  /** The number of a protocol by name or number; {@code all} is 0. */
  Optional<Integer> protocol(String text) {
    return number(text, 255)
        .or(() -> text.equals("all") ? Optional.of(0) : Optional.ofNullable(protocols.get(text)));
  }

  /** The number of a port by service name or number. */
  Optional<Integer> port(String text) {
    return number(text, 0xFFFF).or(() -> Optional.ofNullable(ports.get(text)));
  }

  private static Optional<Integer> number(String text, int most) {
    return Values.number(text).filter(number -> number <= most).map(Long::intValue);
  }
}
