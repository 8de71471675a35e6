package dev.postern.postfix.start;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.postfix.settings.PossibleVersions;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parameters whose tables a program opens as it starts, whatever it is asked. */
public final class OpenedTables {
  static final String PROXY = "proxy:";

  /** Tables that other tables stand in. */
  private static final Set<String> OF_TABLES = Set.of("unionmap:", "pipemap:");

  /**
   * A parameter.
   *
   * @param kind {@code tables}, a {@code list} of patterns and tables, {@code restrictions}
   * @param since the first version that has it
   * @param proxied whether its default holds a proxied table
   */
  private record Parameter(
      String name, String program, String kind, String since, boolean proxied) {

    boolean isIn(PossibleVersions versions) {
      return since.isEmpty() || versions.atLeast(since);
    }
  }

  /** {@code opened-tables.tsv}. */
  private static final class Loaded {
    private static final List<Parameter> PARAMETERS =
        DataFile.rows(OpenedTables.class, "opened-tables.tsv", 5).stream()
            .map(row -> new Parameter(row[0], row[1], row[2], row[3], row[4].equals("yes")))
            .toList();
  }

  private OpenedTables() {}

  private static List<Parameter> of(String program, Scope scope) {
    return Loaded.PARAMETERS.stream()
        .filter(parameter -> parameter.program().equals(program))
        .filter(parameter -> parameter.isIn(scope.versions()))
        .toList();
  }

  private static List<String> classes(Scope scope) {
    return Text.elements(scope.value("smtpd_restriction_classes").toOptional().orElse(""));
  }

  /**
   * The parameters of smtpd that may name a table, restriction classes included.
   *
   * @param defaults whether those count of which the default holds a proxied table
   */
  static List<String> ofSmtpd(Scope scope, boolean defaults) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : of("smtpd", scope)) {
      if (scope.written(parameter.name()).isPresent() || (defaults && parameter.proxied())) {
        names.add(parameter.name());
      }
    }
    names.addAll(classes(scope));
    return names;
  }

  /** The lists of restrictions, restriction classes included. */
  static List<String> restrictions(Scope scope) {
    List<String> names = new ArrayList<>(classes(scope));
    for (Parameter parameter : of("smtpd", scope)) {
      if (parameter.kind().equals("restrictions")) {
        names.add(parameter.name());
      }
    }
    return names;
  }

  /** Tables without a type or a name, over which every program ends (util/dict_open.c). */
  public static List<Failing> nameless(String program, Scope scope) {
    List<Failing> failings = new ArrayList<>();
    for (Parameter parameter : of(program, scope)) {
      if (scope.written(parameter.name()).isPresent()) {
        nameless(parameter.name(), parameter.kind(), scope).ifPresent(failings::add);
      }
    }
    for (String name : program.equals("smtpd") ? classes(scope) : List.<String>of()) {
      nameless(name, "restrictions", scope).ifPresent(failings::add);
    }
    return failings;
  }

  /** The same of one parameter that holds tables only. */
  public static Optional<Failing> namelessIn(String parameter, Scope scope) {
    return nameless(parameter, "tables", scope);
  }

  private static Optional<Failing> nameless(String parameter, String kind, Scope scope) {
    Fact<String> list = scope.value(parameter);
    return Text.elements(list.toOptional().orElse("")).stream()
        .flatMap(element -> nameless(element, kind).stream())
        .findFirst()
        .map(
            table ->
                table.isEmpty()
                    ? "no pattern after '!' in " + parameter
                    : "open dictionary: expecting \"type:name\" form instead of \"%s\" in %s%s"
                        .formatted(
                            Text.quoted(table),
                            parameter,
                            table.startsWith(":") ? ": an IPv6 address stands in brackets" : ""))
        .map(why -> new Failing(Fact.known(true), why, list.origins()));
  }

  /** What is wrong of an element: a table as it is written, or nothing behind exclamation marks. */
  private static Optional<String> nameless(String element, String kind) {
    String table = kind.equals("list") ? element.replaceFirst("^!+", "") : element;
    boolean isTable = kind.equals("tables") || table.startsWith(PROXY);
    while (table.startsWith(PROXY)) {
      table = table.substring(PROXY.length());
    }
    int colon = table.indexOf(':');
    boolean lacksName = colon == 0 || (colon > 0 && colon == table.length() - 1);
    return table.isEmpty() || lacksName || (isTable && colon < 0)
        ? Optional.of(table)
        : inner(table).stream()
            .flatMap(parts -> Text.elements(parts).stream())
            .flatMap(part -> nameless(part, "tables").stream())
            .findFirst();
  }

  /** The tables that a table of tables names. */
  static Optional<String> inner(String table) {
    return OF_TABLES.stream()
        .filter(type -> table.startsWith(type + "{") && table.endsWith("}"))
        .findFirst()
        .map(type -> table.substring(type.length() + 1, table.length() - 1));
  }
}
