package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.Problem;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Carries out the commands of a configuration of OpenSSL that hold for every program
 * (ssl_do_config() in ssl/ssl_mcnf.c, ssl/ssl_conf.c). A command that fails is passed over.
 */
final class SystemDefaultsReader {
  /** Since when {@code system_default} is read (CHANGES of OpenSSL 1.1.1). */
  private static final String SINCE = "1.1.1";

  private static final String CIPHER_STRING = "cipherstring";

  /** Words of {@code Options} with no bearing on what is told of a listener. */
  private static final Set<String> OTHER_OPTIONS =
      Set.of(
          "allownodhekex",
          "antireplay",
          "bugs",
          "canames",
          "compression",
          "dhsingle",
          "ecdhsingle",
          "emptyfragments",
          "encryptthenmac",
          "extendedmastersecret",
          "ktls",
          "middleboxcompat",
          "noresumptiononrenegotiation",
          "prioritizechacha",
          "rxcertificatecompression",
          "txcertificatecompression",
          "unsafelegacyrenegotiation",
          "unsafelegacyserverconnect");

  private final OpensslConf conf;
  private final Version openssl;
  private final Library library;
  private final Set<Problem> problems;
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final Set<TlsVersion> excluded = EnumSet.noneOf(TlsVersion.class);
  private OptionalInt level = OptionalInt.empty();
  private Optional<TlsVersion> minimum = Optional.empty();
  private Optional<TlsVersion> maximum = Optional.empty();
  private Optional<String> tls13Suites = Optional.empty();
  private List<Group> groups = List.of();
  private boolean serverPreference;
  private boolean tickets = true;
  private Optional<Boolean> renegotiation = Optional.empty();
  private boolean spoiled;

  private SystemDefaultsReader(OpensslConf conf, Version openssl, Set<Problem> problems) {
    this.conf = conf;
    this.openssl = openssl;
    this.library = Library.of(openssl);
    this.problems = problems;
  }

  /**
   * What a version makes of a configuration.
   *
   * @param application the name under which a program looks for its settings, before {@code
   *     openssl_conf}; may be empty
   * @param problems takes the commands that are passed over
   */
  static Fact<SystemDefaults> of(
      OpensslConf conf, String application, Version openssl, Set<Problem> problems) {
    return openssl.atLeast(SINCE)
        ? conf.unknown()
            .map(gap -> Fact.<SystemDefaults>unknown(gap.reason(), gap.origins()))
            .orElseGet(() -> new SystemDefaultsReader(conf, openssl, problems).read(application))
        : Fact.known(SystemDefaults.NONE);
  }

  private Fact<SystemDefaults> read(String application) {
    Optional<OpensslConf.Setting> start =
        conf.setting(OpensslConf.DEFAULT_SECTION, application)
            .or(() -> conf.setting(OpensslConf.DEFAULT_SECTION, "openssl_conf"));
    Optional<OpensslConf.Setting> section =
        start
            .flatMap(modules -> conf.setting(modules.value(), "ssl_conf"))
            .flatMap(names -> conf.setting(names.value(), "system_default"));
    if (section.isEmpty()) {
      return Fact.known(SystemDefaults.NONE);
    }
    for (var entry : conf.section(section.get().value()).entrySet()) {
      OpensslConf.Setting setting = entry.getValue();
      if (!setting.known()) {
        return Fact.unknown(
            "%s in %s takes a variable from the environment"
                .formatted(entry.getKey(), setting.place().file()),
            new Origin.Setting(setting.place(), setting.text()));
      }
      command(entry.getKey().substring(entry.getKey().indexOf('.') + 1), setting);
    }
    return Fact.known(
        new SystemDefaults(
            level,
            minimum,
            maximum,
            excluded,
            tls13Suites,
            groups,
            serverPreference,
            tickets,
            renegotiation,
            spoiled,
            origins));
  }

  private void command(String name, OpensslConf.Setting setting) {
    String value = setting.value();
    String command = name.toLowerCase(Locale.ROOT);
    boolean taken =
        switch (command) {
          case "minprotocol" -> bound(value, true);
          case "maxprotocol" -> bound(value, false);
          case CIPHER_STRING -> cipherString(value);
          case "ciphersuites" -> suites(value);
          case "groups", "curves", "ecdhparameters" -> groups(value);
          case "protocol" -> options(value, this::protocol);
          case "options" -> options(value, this::option);
          default -> true;
        };
    if (!command.equals(CIPHER_STRING) || level.isPresent()) {
      origins.put(command, new Origin.Setting(setting.place(), setting.text()));
    }
    if (!taken) {
      problems.add(
          Problem.warning(
              Problem.Kind.REFUSED,
              setting.place(),
              "OpenSSL does not take the value '%s' of %s and goes on without it"
                  .formatted(value, name)));
    }
  }

  private boolean bound(String value, boolean lowest) {
    if (value.startsWith("DTLS")) {
      return true;
    }
    Optional<TlsVersion> found = Optional.empty();
    for (TlsVersion version : TlsVersion.values()) {
      if (version != TlsVersion.SSLV2 && version.toString().equals(value)) {
        found = Optional.of(version);
      }
    }
    if (found.isEmpty() && !value.equals("None")) {
      return false;
    }
    if (lowest) {
      minimum = found;
    } else {
      maximum = found;
    }
    return true;
  }

  /** The security level is set even by a string that is refused. */
  private boolean cipherString(String value) {
    CipherString.Result result = CipherString.evaluate(value, library);
    OptionalInt own =
        result instanceof CipherString.Selected selected
            ? selected.level()
            : ((CipherString.Invalid) result).level();
    level = own.isPresent() ? own : level;
    spoiled |= result instanceof CipherString.Invalid;
    return result instanceof CipherString.Selected;
  }

  private boolean suites(String value) {
    if (value.isEmpty() || Tls13Suites.valid(value, library)) {
      tls13Suites = Optional.of(value);
      return true;
    }
    spoiled = true;
    return false;
  }

  private boolean groups(String value) {
    GroupList list = GroupList.of(value, openssl);
    Optional<List<Group>> found = list.groups();
    groups = found.orElse(groups);
    if (found.isEmpty() && !value.isEmpty()) {
      spoiled |= list.hasUnknown();
    }
    return found.isPresent();
  }

  /** One word of a list, and whether it is switched on; false when the word is not known. */
  private interface Switch {
    boolean set(String word, boolean on);
  }

  /** What stands behind a word that is not known is not read. */
  private static boolean options(String value, Switch one) {
    for (String word : value.split(",", -1)) {
      String name = word.strip();
      boolean signed = name.startsWith("-") || name.startsWith("+");
      String plain = (signed ? name.substring(1) : name).toLowerCase(Locale.ROOT);
      if (!one.set(plain, !name.startsWith("-"))) {
        return false;
      }
    }
    return true;
  }

  private boolean protocol(String word, boolean on) {
    boolean all = word.equals("all");
    boolean known = all;
    for (TlsVersion version : TlsVersion.values()) {
      if (all || version.toString().equalsIgnoreCase(word)) {
        known = true;
        if (on) {
          excluded.remove(version);
        } else {
          excluded.add(version);
        }
      }
    }
    return known || word.startsWith("dtls");
  }

  private boolean option(String word, boolean on) {
    switch (word) {
      case "serverpreference" -> serverPreference = on;
      case "sessionticket" -> tickets = on;
      case "norenegotiation" -> renegotiation = on ? Optional.of(false) : Optional.empty();
      case "clientrenegotiation" -> {
        if (!openssl.atLeast("3.0")) {
          return false;
        }
        renegotiation = renegotiation.isPresent() ? renegotiation : Optional.of(on);
      }
      default -> {
        return OTHER_OPTIONS.contains(word);
      }
    }
    return true;
  }
}
