package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.ExternalFile.Written;
import dev.postern.dovecot.syntax.Template;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * At what auth ends in a file that a database is configured by (the sources are named in {@code
 * external.tsv}; each was asked of the running 2.3.19.1).
 */
final class ExternalCheck {
  private static final String VARIABLE = "$ENV:";

  private final Map<String, List<Rule>> rules = new HashMap<>();

  /** One line of the table. */
  private record Rule(String setting, String type, String words, String wrong, String missing) {

    /** What is wrong with a value; empty when nothing is. */
    private Optional<String> refusal(String value) {
      return switch (type) {
        case "bool" ->
            value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("no")
                ? Optional.empty()
                : Optional.of("Invalid boolean: " + value);
        case "number" ->
            value.matches("[ \\t]*\\+?[0-9].*")
                ? Optional.empty()
                : Optional.of("Invalid number: " + value);
        case "digits" -> value.matches("[0-9]{1,10}") ? Optional.empty() : told(value);
        case "port" ->
            value.matches("0*[1-9][0-9]{0,4}") && Integer.parseInt(value) <= 0xFFFF
                ? Optional.empty()
                : told(value);
        case "words", "anycase" ->
            List.of(words.split(" ", -1)).contains(word(value)) ? Optional.empty() : told(value);
        case "dict" -> told(value, DictUri.refusal(value));
        case "url" -> told(value, HttpUrl.refusal(value));
        default -> Optional.empty();
      };
    }

    private Optional<String> told(String value, Optional<String> why) {
      return value.isEmpty() ? Optional.empty() : why.map(reason -> wrong.replace("%s", reason));
    }

    private Optional<String> told(String value) {
      return Optional.of(wrong.replace("%s", value));
    }

    private String word(String value) {
      return value.isEmpty()
          ? "\"\""
          : type.equals("anycase") ? value.toLowerCase(Locale.ROOT) : value;
    }

    private boolean isThere(ExternalFile file) {
      Written written = file.values().get(setting);
      boolean isFilled = type.equals("filled") || type.equals("dict");
      return written != null && !(isFilled && written.text().isEmpty());
    }
  }

  /** The first mistake in the file of a driver; empty when auth takes it. */
  Optional<Problem> refusal(String driver, ExternalFile file) {
    List<Rule> own = ofDriver(driver);
    return file.refusal()
        .or(() -> wrong(own, file.values()))
        .or(() -> missing(own, file))
        .or(() -> together(driver, file));
  }

  private List<Rule> ofDriver(String driver) {
    if (rules.isEmpty()) {
      for (String[] row : DataFile.rows(ExternalCheck.class, "external.tsv", 6)) {
        rules
            .computeIfAbsent(row[0], none -> new ArrayList<>())
            .add(new Rule(row[1], row[2], row[3], row[4], row[5]));
      }
    }
    return rules.getOrDefault(driver, List.of());
  }

  private static Optional<Problem> wrong(List<Rule> rules, Map<String, Written> values) {
    for (Map.Entry<String, Written> entry : values.entrySet()) {
      Optional<Rule> rule = rule(rules, entry.getKey());
      Span place = entry.getValue().place();
      if (rule.isEmpty()) {
        return refused(place, "Unknown setting: " + entry.getKey());
      }
      String value = entry.getValue().text();
      Optional<String> why = isOpen(value) ? Optional.empty() : rule.get().refusal(value);
      if (why.isPresent()) {
        return refused(place, why.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<Rule> rule(List<Rule> rules, String setting) {
    return rules.stream().filter(rule -> rule.setting().equals(setting)).findFirst();
  }

  private static Optional<Problem> missing(List<Rule> rules, ExternalFile file) {
    Map<String, Boolean> there = new LinkedHashMap<>();
    for (Rule rule : rules) {
      if (!rule.missing().isEmpty()) {
        there.merge(rule.missing(), rule.isThere(file), Boolean::logicalOr);
      }
    }
    return there.entrySet().stream()
        .filter(entry -> !entry.getValue())
        .findFirst()
        .flatMap(entry -> refused(file.start(), entry.getKey()));
  }

  /** What does not go together. */
  private Optional<Problem> together(String driver, ExternalFile file) {
    return switch (driver) {
      case "sql" ->
          text(file, "driver").equals("mysql")
              ? mysql(text(file, "connect"), place(file, "connect"))
              : Optional.empty();
      case "ldap" -> ldap(file);
      case "oauth2" -> new OAuth2File(file).refusal();
      case "dict" -> new DictFileCheck(file).refusal().or(() -> wrongKey(file));
      default -> Optional.empty();
    };
  }

  private Optional<Problem> mysql(String connect, Span place) {
    if (isOpen(connect)) {
      return Optional.empty();
    }
    boolean hosts = false;
    for (String word : connect.split(" +", -1)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals < 0 && !word.isEmpty()) {
        return refused(place, "Missing value in connect string: " + word);
      }
      Optional<Rule> rule = rule(ofDriver("mysql"), name);
      if (!word.isEmpty() && rule.isEmpty()) {
        return refused(place, "Unknown connect string: " + name);
      }
      Optional<String> why = rule.flatMap(own -> own.refusal(word.substring(equals + 1)));
      if (why.isPresent()) {
        return refused(place, why.get());
      }
      hosts |= name.equals("host") || name.equals("hostaddr") || name.equals("option_file");
    }
    return hosts ? Optional.empty() : refused(place, "No hosts given in connect string");
  }

  private Optional<Problem> wrongKey(ExternalFile file) {
    return file.sections().stream()
        .filter(section -> section.type().equals("key"))
        .flatMap(key -> wrong(ofDriver("dict key"), key.values()).stream())
        .findFirst();
  }

  private static Optional<Problem> ldap(ExternalFile file) {
    boolean tls = text(file, "tls").equalsIgnoreCase("yes");
    String version = text(file, "ldap_version").strip();
    boolean old = version.matches("[0-2]");
    if (old && text(file, "sasl_bind").equalsIgnoreCase("yes")) {
      return refused(place(file, "ldap_version"), "LDAP: sasl_bind=yes requires ldap_version=3");
    }
    if (old && tls) {
      return refused(place(file, "ldap_version"), "LDAP: tls=yes requires ldap_version=3");
    }
    Written uris = file.values().get("uris");
    if (uris != null && !isOpen(uris.text()) && !LdapServers.areUris(uris.text())) {
      return refused(uris.place(), "LDAP: ldap_initialize() failed with uris " + uris.text());
    }
    Written hosts = file.values().get("hosts");
    if (uris == null
        && hosts != null
        && !isOpen(hosts.text())
        && !LdapServers.areHosts(hosts.text())) {
      return refused(hosts.place(), "LDAP: ldap_init() failed with hosts: " + hosts.text());
    }
    return isOpen(version) || LdapServers.isVersion(version)
        ? Optional.empty()
        : refused(
            place(file, "ldap_version"), "LDAP: Can't set option protocol_version to " + version);
  }

  /** Whether the LDAP library takes a list of servers, as far as it is written out. */
  static boolean areLdapUris(String uris) {
    return isOpen(uris) || LdapServers.areUris(uris);
  }

  /** Whether something else fills a value in. */
  static boolean isOpen(String value) {
    return value.contains(VARIABLE) || Template.placeholder(value).isPresent();
  }

  static Span place(ExternalFile file, String key) {
    Written written = file.values().get(key);
    return written == null ? file.start() : written.place();
  }

  static String text(ExternalFile file, String key) {
    Written written = file.values().get(key);
    return written == null ? "" : written.text();
  }

  static Optional<Problem> refused(Span place, String message) {
    return Optional.of(Problem.error(Problem.Kind.REFUSED, place, message));
  }
}
