package dev.postern.dovecot;

import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A section that names a database of passwords in Dovecot 2.4, where each of its settings may also
 * stand outside of it (2.4.4 src/auth/auth-settings.c, db-passwd-file.c).
 *
 * @param at its path, {@code passdb/sql}
 */
record ModernPassdb(ScopedFacts facts, String at) {

  Fact<String> driver() {
    return facts.text(at + "/driver");
  }

  /** The file with the accounts; empty for drivers that have none. */
  Fact<String> file() {
    return driver()
        .flatMap(
            driver ->
                driver.equals("passwd-file")
                    ? facts.text(at + "/passwd_file_path")
                    : Fact.known(""));
  }

  /** As written; else the driver's own, where it has one. */
  Fact<String> scheme() {
    if (driver().is("static")) {
      return facts.text(at + "/static_password").map(StaticPassword::scheme);
    }
    Fact<String> general = facts.text(at + "/default_password_scheme");
    boolean written = general.origins().stream().anyMatch(Origin.Setting.class::isInstance);
    return written
        ? general
        : driver()
            .flatMap(
                driver -> {
                  Fact<String> own =
                      facts.text(
                          "passdb_" + driver.replace('-', '_') + "/passdb_default_password_scheme");
                  return own.possibilities().isEmpty() ? general : own;
                });
  }

  /** The fields that are added to every answer. */
  LookupFields fields() {
    return new LookupFields(List.of(facts.text(at + "/fields").map(this::values)));
  }

  /** Whether the settings say that any password is taken (seen of the running 2.4.4). */
  Fact<Boolean> takesAny() {
    Fact<Boolean> query =
        driver().is("sql")
            ? AnyPassword.ofQuery(withoutText(facts.text(at + "/sql_query")))
            : Fact.known(false);
    return Fact.or(fields().have("nopassword"), query);
  }

  /** Told by its place alone: a query may hold a key. */
  private static Fact<String> withoutText(Fact<String> query) {
    List<Origin> places =
        query.origins().stream()
            .map(
                origin ->
                    origin instanceof Origin.Setting setting
                        ? new Origin.Setting(setting.span(), "query")
                        : origin)
            .toList();
    return query.toOptional().map(text -> Fact.known(text, places)).orElse(query);
  }

  private Map<String, Fact<String>> values(String names) {
    Map<String, Fact<String>> values = new LinkedHashMap<>();
    for (String name : names.split(" ", -1)) {
      if (!name.isEmpty()) {
        values.put(name, facts.text(at + "/fields/" + SectionNames.escape(name)));
      }
    }
    return values;
  }

  Fact<Boolean> yes(String key) {
    return facts.yes(at + "/" + key);
  }
}
