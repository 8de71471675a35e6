package dev.postern.firewall.iptables.syntax;

import dev.postern.data.DataFile;
import dev.postern.net.InternetNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What iptables knows: its extensions, and the names of protocols and ports. */
public final class Catalogue {
  private final Map<String, Extension> matches = new LinkedHashMap<>();
  private final Map<String, Extension> targets = new LinkedHashMap<>();

  /** Read when it is first asked for, once for all files. */
  private static final class Loaded {
    private static final Catalogue CATALOGUE = load();
  }

  private Catalogue() {}

  /** The one there is, read at first use. */
  public static Catalogue get() {
    return Loaded.CATALOGUE;
  }

  private static Catalogue load() {
    Catalogue catalogue = new Catalogue();
    for (String[] row : DataFile.rows(Catalogue.class, "extensions.tsv", 5)) {
      Extension extension = Extension.parse(row);
      (extension.isTarget() ? catalogue.targets : catalogue.matches)
          .put(extension.name(), extension);
    }
    return catalogue;
  }

  Optional<Extension> match(String name) {
    return Optional.ofNullable(matches.get(name));
  }

  Optional<Extension> target(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  /** The number of a protocol by name or number; {@code all} is 0. */
  public Optional<Integer> protocol(String text) {
    return number(text, 255)
        .or(() -> text.equals("all") ? Optional.of(0) : InternetNames.protocol(text));
  }

  /** The number of a port by service name or number. */
  public Optional<Integer> port(String text) {
    return number(text, 0xFFFF).or(() -> InternetNames.port(text));
  }

  private static Optional<Integer> number(String text, int most) {
    return Values.number(text).filter(number -> number <= most).map(Long::intValue);
  }
}
