package dev.postern.postfix.sasl;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Platform.Distribution;
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
  private static final String MECHANISMS = "mech_list";
  private static final String VERIFIERS = "pwcheck_method";

  /** Where every password is right, in libraries that are built with it. */
  private static final String ANY_PASSWORD = "alwaystrue";

  private static final Pattern KEYS = Pattern.compile("[A-Za-z0-9_-]+");

  /** It needs a client that is known already, which smtpd tells nothing of. */
  private static final String EXTERNAL = "EXTERNAL";

  /** Where Debian's Postfix looks first, below the directory of main.cf. */
  private static final String BESIDE_MAIN = "/sasl";

  /** Where it looks then: its Postfix 3.7.11 asks for no other place. */
  private static final List<String> OF_DEBIAN = List.of("/usr/lib/sasl");

  /** Where the library looks by itself, as distributions build it. */
  private static final List<String> OF_LIBRARY =
      List.of("/usr/lib64/sasl2", "/etc/sasl2", "/usr/lib/sasl2", "/usr/local/lib/sasl2");

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
    return folders(path).stream()
        .flatMap(folder -> scope.machine().read(folder + "/" + name).stream())
        .findFirst();
  }

  /**
   * The folders that are searched, in order; where it is not known who built Postfix, those of
   * Debian before the others.
   *
   * @param path cyrus_sasl_config_path, which Debian's Postfix does not heed
   */
  private List<String> folders(String path) {
    Fact<Distribution> distribution = scope.machine().distribution();
    List<String> folders = new ArrayList<>();
    if (distribution.mayBe(Distribution.DEBIAN)) {
      folders.add(scope.machine().configDirectory() + BESIDE_MAIN);
      folders.addAll(OF_DEBIAN);
    }
    if (!distribution.is(Distribution.DEBIAN)) {
      folders.addAll(path.isEmpty() ? OF_LIBRARY : List.of(path.split(":", -1)));
    }
    return folders;
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
    return value(file, MECHANISMS)
        .map(words -> words.map(CyrusSasl::mechanisms))
        .orElseGet(() -> unnamed(file.path() + " names none"));
  }

  /** What the first line with a key says, in a file that is not malformed. */
  private static Optional<Fact<String>> value(SourceFile file, String key) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      int colon = line.indexOf(':');
      if (!isBlank(line) && line.substring(0, colon).equalsIgnoreCase(key)) {
        return Optional.of(Fact.known(line.substring(colon + 1), at(file, number)));
      }
    }
    return Optional.empty();
  }

  /** Whether it takes any password for PLAIN and LOGIN. */
  Fact<Boolean> takesAnyPassword() {
    return name()
        .flatMap(this::file)
        .flatMap(
            file ->
                file.filter(found -> malformed(found).isEmpty())
                    .flatMap(found -> value(found, VERIFIERS))
                    .map(this::hasAnyPassword)
                    .orElseGet(() -> Fact.known(false)));
  }

  /** Debian builds the library with it; others may. */
  private Fact<Boolean> hasAnyPassword(Fact<String> verifiers) {
    Fact<Boolean> isNamed =
        verifiers.map(
            words -> Text.elements(words).stream().anyMatch(ANY_PASSWORD::equalsIgnoreCase));
    Fact<Boolean> isBuilt =
        scope.machine().distribution().is(Distribution.DEBIAN)
            ? Fact.known(true)
            : Fact.unknown("whether Cyrus SASL is built with alwaystrue is not known");
    return Fact.and(isNamed, isBuilt);
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
