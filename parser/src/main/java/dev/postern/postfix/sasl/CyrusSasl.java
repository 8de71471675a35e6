package dev.postern.postfix.sasl;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mechanisms of Cyrus SASL, as its configuration for smtpd names them (lib/config.c of Cyrus
 * SASL 2.1.28): lines {@code key: value}, of which the first with a key counts.
 */
final class CyrusSasl {
  private static final String KEY = "mech_list";

  private static final Pattern KEYS = Pattern.compile("[A-Za-z0-9_-]+");

  /** It needs a client that is known already, which smtpd tells nothing of. */
  private static final String EXTERNAL = "EXTERNAL";

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
    return name().flatMap(name -> file(name).flatMap(found -> announced(name, found)));
  }

  /** Whether the library gives up at a line of its configuration, and smtpd with it. */
  Fact<Boolean> isMalformed() {
    return name()
        .flatMap(this::file)
        .flatMap(
            found ->
                found
                    .flatMap(CyrusSasl::malformed)
                    .map(line -> Fact.known(true, line))
                    .orElseGet(() -> Fact.known(false)));
  }

  private Fact<String> name() {
    return scope.value("smtpd_sasl_path").map(name -> name + ".conf");
  }

  /** The first of that name. */
  private Fact<Optional<SourceFile>> file(String name) {
    return scope.value("cyrus_sasl_config_path").map(path -> file(name, path));
  }

  private Optional<SourceFile> file(String name, String path) {
    List<String> directories = new ArrayList<>();
    directories.add(scope.machine().configDirectory() + OF_DEBIAN);
    directories.addAll(List.of(path.split(":", -1)));
    directories.addAll(OF_LIBRARY);
    for (String directory : directories) {
      Optional<SourceFile> file = scope.machine().read(directory + "/" + name);
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private static Fact<List<String>> announced(String name, Optional<SourceFile> file) {
    if (file.isEmpty()) {
      return unnamed("no %s is among the files".formatted(Text.quoted(name)));
    }
    Optional<Origin> malformed = file.flatMap(CyrusSasl::malformed);
    return malformed.isPresent() ? Fact.known(List.of(), malformed.get()) : named(file.get());
  }

  private static Fact<List<String>> unnamed(String why) {
    return Fact.unknown(why + ": Cyrus SASL then offers every mechanism of which it has a plug-in");
  }

  private static Fact<List<String>> named(SourceFile file) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      int colon = line.indexOf(':');
      if (!isBlank(line) && line.substring(0, colon).equalsIgnoreCase(KEY)) {
        return Fact.known(mechanisms(line.substring(colon + 1)), at(file, number));
      }
    }
    return unnamed(file.path() + " names none");
  }

  /** The first line that is neither empty, a comment, nor a key and its value. */
  private static Optional<Origin> malformed(SourceFile file) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      int colon = line.indexOf(':');
      if (!isBlank(line) && (!isKey(line, colon) || colon == line.length() - 1)) {
        return Optional.of(at(file, number));
      }
    }
    return Optional.empty();
  }

  /** Letters, digits, dashes and underscores up to the colon, without a blank before it. */
  private static boolean isKey(String line, int colon) {
    return colon > 0 && KEYS.matcher(line.substring(0, colon)).matches();
  }

  private static boolean isBlank(String line) {
    return line.isEmpty() || line.startsWith("#");
  }

  private static Origin at(SourceFile file, int number) {
    return new Origin.Setting(file.lineSpan(number), file.line(number).strip());
  }

  private static List<String> mechanisms(String words) {
    List<String> names = new ArrayList<>();
    for (Text.Token word : Text.tokens(words, false)) {
      String name = word.text().toUpperCase(Locale.ROOT);
      if (SecurityOptions.isMechanism(name) && !name.equals(EXTERNAL) && !names.contains(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return List.copyOf(names);
  }
}
