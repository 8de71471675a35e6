package dev.postern.fail2ban;

import dev.postern.data.DataFile;
import dev.postern.fact.Origin;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jails for mail of a jail.conf that is not among the files: {@code shipped-jails.conf}. */
final class ShippedJails {
  private static final String FILE = "shipped-jails.conf";
  private static final String VERSIONS = "0.11-1.1";

  private ShippedJails() {}

  static IniFile read() {
    try (InputStream stream = DataFile.open(ShippedJails.class, FILE)) {
      IniFile file = Fail2banParser.read(SourceFile.of(FILE, stream.readAllBytes()));
      Map<String, Map<String, Value>> sections = new LinkedHashMap<>();
      file.sections().forEach((name, options) -> sections.put(name, asDefaults(options)));
      return new IniFile(file.source(), asDefaults(file.defaults()), sections, 0, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Value> asDefaults(Map<String, Value> options) {
    Map<String, Value> defaults = new LinkedHashMap<>();
    options.forEach(
        (name, value) -> {
          Origin origin =
              new Origin.Default("fail2ban", VERSIONS, Secrets.shown(name, value.text()));
          defaults.put(name, new Value(value.text(), List.of(origin)));
        });
    return defaults;
  }
}
