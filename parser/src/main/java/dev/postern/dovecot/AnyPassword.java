package dev.postern.dovecot;

import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.ExternalFile.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a database of 2.2 or 2.3 takes any password for its users, because {@code nopassword} is
 * there and no password to compare with (auth_request_password_verify(), each seen of the running
 * 2.3.19.1). {@code override_fields} come only when the password is found to be right; a driver
 * that runs in a process of its own does not get {@code default_fields}.
 *
 * @param at the path of the section
 * @param external the file that its arguments name, if that was given
 */
record AnyPassword(ScopedFacts facts, String at, Optional<ExternalFile> external) {
  private static final String FIELD = "nopassword";

  /** A password to compare with, or a proxy, which would check it. */
  private static final Pattern OTHER_ATTRIBUTE =
      Pattern.compile("=(?:password|proxy).*|[^=]+=(?:password|proxy).*");

  private static final Pattern NO_PASSWORD_IN_QUERY =
      Pattern.compile("\\bnull\\s+as\\s+[\"'`]?password\\b");

  private static final Pattern ANY_IN_QUERY =
      Pattern.compile("'[^'%]*'\\s+as\\s+[\"'`]?nopassword\\b");

  /** True where the settings themselves say so. */
  Fact<Boolean> said() {
    Fact<String> driver = facts.text(at + "/driver");
    return driver.toOptional().map(this::ofDriver).orElseGet(() -> driver.map(name -> false));
  }

  private Fact<Boolean> ofDriver(String driver) {
    Fact<String> arguments = facts.text(at + "/args");
    return switch (driver) {
      case "static" -> Fact.or(have(arguments), byDefault());
      case "passwd-file" -> byDefault();
      case "passwd" -> Fact.and(byDefault(), arguments.map("blocking=no"::equals));
      case "ldap" -> Fact.or(Fact.and(byDefault(), isCompared()), ofAttributes());
      case "sql" -> ofQuery(written("password_query"));
      default -> Fact.known(false);
    };
  }

  private static Fact<Boolean> have(Fact<String> fields) {
    return LookupFields.of(List.of(fields)).have(FIELD);
  }

  private Fact<Boolean> byDefault() {
    return have(facts.text(at + "/default_fields"));
  }

  /** Whether Dovecot compares the password itself, not the directory. */
  private Fact<Boolean> isCompared() {
    return Fact.and(
        written("auth_bind").map(text -> !text.equalsIgnoreCase("yes")),
        written("blocking").map(text -> !text.equalsIgnoreCase("yes")));
  }

  /** {@code =nopassword=y} without an attribute for the password. */
  private Fact<Boolean> ofAttributes() {
    return Fact.and(
        isCompared(),
        written("pass_attrs")
            .map(
                text -> {
                  List<String> words = List.of(text.replaceAll("\\s", "").split(",", -1));
                  return words.stream().anyMatch(word -> word.startsWith("=" + FIELD + "="))
                      && words.stream().noneMatch(word -> OTHER_ATTRIBUTE.matcher(word).matches());
                }));
  }

  /** Both are the same in every row, and nothing is said of a proxy, which would check it. */
  static Fact<Boolean> ofQuery(Fact<String> query) {
    return query.map(
        written -> {
          String text = written.toLowerCase(Locale.ROOT);
          return NO_PASSWORD_IN_QUERY.matcher(text).find()
              && ANY_IN_QUERY.matcher(text).find()
              && !text.contains("proxy");
        });
  }

  private Fact<String> written(String key) {
    Written written = external.map(file -> file.values().get(key)).orElse(null);
    return written == null
        ? Fact.known("")
        : Fact.known(written.text(), new Origin.Setting(written.place(), key));
  }
}
