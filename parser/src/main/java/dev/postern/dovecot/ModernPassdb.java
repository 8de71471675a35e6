package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.List;

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

  /** The names of the fields that are added to every answer, separated by blanks. */
  Fact<String> fields() {
    return facts.text(at + "/fields");
  }

  /** Whether a field is added with a value. */
  Fact<Boolean> adds(String field, String value) {
    Fact<Boolean> added = fields().map(names -> List.of(names.split(" ", -1)).contains(field));
    return added.is(true) ? facts.text(at + "/fields/" + field).map(value::equals) : added;
  }

  Fact<Boolean> yes(String key) {
    return facts.yes(at + "/" + key);
  }
}
