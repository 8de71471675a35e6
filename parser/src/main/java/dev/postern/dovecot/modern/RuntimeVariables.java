package dev.postern.dovecot.modern;

import dev.postern.data.DataFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables that a program of Dovecot 2.4 replaces in a value as soon as it takes its settings
 * ({@code variables-2.4.tsv}). With one that it does not know it gets no settings at all.
 */
final class RuntimeVariables {
  private static final String LOGIN = "login";

  /** What Dovecot calls the part behind the colon of these. */
  private static final Set<String> KEYED = Set.of("date", "time", "generate");

  private final Map<String, Set<String>> known = new HashMap<>();

  private RuntimeVariables() {
    for (String[] row : DataFile.rows(RuntimeVariables.class, "variables-2.4.tsv", 2)) {
      known.put(row[0], Set.of(row[1].split(" ", -1)));
    }
  }

  /** Why a login process cannot expand a value, in Dovecot's words; empty when it can. */
  static Optional<String> refusalByLogin(String value) {
    return refusal(value, LOGIN);
  }

  /** The same of the server itself and of auth, which know nothing of a user or a connection. */
  static Optional<String> refusal(String value) {
    return refusal(value, "");
  }

  private static Optional<String> refusal(String value, String program) {
    List<String> variables = Expansion.of(value).variables();
    if (variables.isEmpty()) {
      return Optional.empty();
    }
    RuntimeVariables all = new RuntimeVariables();
    for (String variable : variables) {
      int colon = variable.indexOf(':');
      Optional<String> why =
          colon < 0
              ? all.ofConnection(variable, program)
              : all.ofHost(variable.substring(0, colon), variable.substring(colon + 1), program);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private Optional<String> ofConnection(String name, String program) {
    return known.getOrDefault(program, Set.of()).contains(name)
        ? Optional.empty()
        : Optional.of("Unknown variable '%s'".formatted(name));
  }

  private Optional<String> ofHost(String prefix, String field, String program) {
    if (prefix.equals("event")) {
      // What is known of an event differs by what a login process does.
      return program.equals(LOGIN)
          ? Optional.empty()
          : Optional.of("event: No such field '%s' in event".formatted(field));
    }
    Set<String> fields = prefix.equals(LOGIN) ? Set.of() : known.getOrDefault(prefix, Set.of());
    if (fields.isEmpty()) {
      return Optional.of("Unsupported prefix '%s'".formatted(prefix));
    }
    if (fields.contains("*")) {
      return field.isEmpty() ? Optional.of(prefix + ": Missing field") : Optional.empty();
    }
    return fields.contains(field)
        ? Optional.empty()
        : Optional.of(
            "%s: Unsupported %s '%s'"
                .formatted(prefix, KEYED.contains(prefix) ? "key" : "field", field));
  }
}
