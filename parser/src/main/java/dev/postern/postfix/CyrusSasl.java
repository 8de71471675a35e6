package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The mechanisms of Cyrus SASL, as its configuration for smtpd names them (lib/config.c of Cyrus
 * SASL 2.1.28): lines {@code key: value}, of which the first with a key counts.
 */
final class CyrusSasl {
  private static final String KEY = "mech_list";

  /** Where Debian's Postfix looks, below the directory of main.cf. */
  private static final String OF_DEBIAN = "/sasl";

  /** Where the library looks by itself. */
  private static final List<String> OF_LIBRARY =
      List.of("/etc/sasl2", "/etc/sasl", "/usr/lib64/sasl2", "/usr/lib/sasl2", "/usr/lib/sasl");

  private final Scope scope;

  CyrusSasl(Scope scope) {
    this.scope = scope;
  }

  /** Those it announces where their plug-ins are installed, in upper case, sorted. */
  Fact<List<String>> announced() {
    return scope
        .value("smtpd_sasl_path")
        .flatMap(
            name ->
                scope.value("cyrus_sasl_config_path").flatMap(path -> of(name + ".conf", path)));
  }

  private Fact<List<String>> of(String name, String path) {
    List<String> directories = new ArrayList<>();
    directories.add(scope.machine().configDirectory() + OF_DEBIAN);
    directories.addAll(List.of(path.split(":", -1)));
    directories.addAll(OF_LIBRARY);
    for (String directory : directories) {
      Optional<SourceFile> file = scope.machine().read(directory + "/" + name);
      if (file.isPresent()) {
        return named(file.get());
      }
    }
    return unnamed("no %s is among the files".formatted(Text.quoted(name)));
  }

  private static Fact<List<String>> unnamed(String why) {
    return Fact.unknown(why + ": Cyrus SASL then offers every mechanism of which it has a plug-in");
  }

  private static Fact<List<String>> named(SourceFile file) {
    Fact<List<String>> found = unnamed(file.path() + " names none");
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      Origin here = new Origin.Setting(file.lineSpan(number), line);
      if (colon < 1 || colon == line.length() - 1) {
        // The library gives up at such a line, and smtpd with it.
        return Fact.known(List.of(), here);
      }
      if (!found.isKnown() && line.substring(0, colon).equalsIgnoreCase(KEY)) {
        found = Fact.known(mechanisms(line.substring(colon + 1)), here);
      }
    }
    return found;
  }

  private static List<String> mechanisms(String words) {
    List<String> names = new ArrayList<>();
    for (Text.Token word : Text.tokens(words, false)) {
      String name = word.text().toUpperCase(Locale.ROOT);
      if (SaslMechanisms.isKnown(name) && !names.contains(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return List.copyOf(names);
  }
}
