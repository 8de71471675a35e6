package dev.postern.postfix;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parameters whose tables smtpd opens as it starts, whatever a client does. */
final class OpenedTables {
  static final String PROXY = "proxy:";

  /** Tables that other tables stand in. */
  private static final Set<String> OF_TABLES = Set.of("unionmap:", "pipemap:");

  /** {@code opened-tables.tsv}. */
  private static final class Loaded {
    private static final List<String[]> PARAMETERS =
        DataFile.rows(OpenedTables.class, "opened-tables.tsv", 3);
  }

  private OpenedTables() {}

  /**
   * The parameters that may name a table, restriction classes included.
   *
   * @param defaults whether those count of which the default holds a proxied table
   */
  static List<String> parameters(Scope scope, boolean defaults) {
    List<String> names = new ArrayList<>();
    for (String[] row : Loaded.PARAMETERS) {
      boolean mayHold = scope.written(row[0]).isPresent() || (defaults && row[2].equals("yes"));
      if (mayHold && (row[1].isEmpty() || scope.versions().atLeast(row[1]))) {
        names.add(row[0]);
      }
    }
    names.addAll(Text.elements(scope.value("smtpd_restriction_classes").toOptional().orElse("")));
    return names;
  }

  /** Tables without a type or a name, over which every program ends (util/dict_open.c). */
  static List<Failing> nameless(Scope scope) {
    List<Failing> failings = new ArrayList<>();
    for (String parameter : parameters(scope, false)) {
      Fact<String> list = scope.value(parameter);
      nameless(list.toOptional().orElse(""))
          .map(
              table ->
                  "open dictionary: expecting \"type:name\" form instead of \"%s\" in %s%s"
                      .formatted(
                          Text.quoted(table),
                          parameter,
                          table.startsWith(":") ? ": an IPv6 address stands in brackets" : ""))
          .ifPresent(why -> failings.add(new Failing(Fact.known(true), why, list.origins())));
    }
    return failings;
  }

  private static Optional<String> nameless(String list) {
    for (String element : Text.elements(list)) {
      String table = element.replaceFirst("^!+", "");
      while (table.startsWith(PROXY)) {
        table = table.substring(PROXY.length());
      }
      int colon = table.indexOf(':');
      boolean isProxied = !table.equals(element) && element.startsWith(PROXY);
      if ((isProxied && colon < 0) || colon == 0 || (colon > 0 && colon == table.length() - 1)) {
        return Optional.of(table);
      }
      Optional<String> inner = inner(table).flatMap(OpenedTables::nameless);
      if (inner.isPresent()) {
        return inner;
      }
    }
    return Optional.empty();
  }

  /** The tables that a table of tables names. */
  static Optional<String> inner(String table) {
    return OF_TABLES.stream()
        .filter(type -> table.startsWith(type + "{") && table.endsWith("}"))
        .findFirst()
        .map(type -> table.substring(type.length() + 1, table.length() - 1));
  }
}
