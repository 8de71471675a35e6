package dev.postern.fail2ban;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.InternetNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which TCP ports an action closes to a banned address: {@code actions.tsv}. */
final class BanScope {
  private static final int LAST_PORT = 65535;

  private final Map<String, String> scopes = new HashMap<>();
  private final Map<String, List<String>> programs = new HashMap<>();
  private final Function<String, Fact<Boolean>> effective;

  /**
   * The actions on one host.
   *
   * @param effective whether a program, such as {@code ufw}, is there and changes what the kernel
   *     lets through
   */
  BanScope(Function<String, Fact<Boolean>> effective) {
    this.effective = effective;
    for (String[] row : DataFile.rows(BanScope.class, "actions.tsv", 3)) {
      scopes.put(row[0], row[1]);
      programs.put(row[0], row[2].equals("-") ? List.of() : Python.words(row[2]));
    }
  }

  /** Whether one of a jail's actions keeps a banned address from a TCP port. */
  Fact<Boolean> bans(JailSettings jail, int port) {
    List<Origin> origins = jail.option("action").map(Value::origins).orElse(List.of());
    Fact<Boolean> any = Fact.known(false, origins);
    for (JailSettings.Part action : jail.actions()) {
      any = Fact.or(any, bans(action, port, origins));
    }
    return any;
  }

  private Fact<Boolean> bans(JailSettings.Part action, int port, List<Origin> origins) {
    String scope = scopes.getOrDefault(action.name(), "other");
    boolean doesNothing =
        action.definition().filter(options -> text(options, "actionban").isBlank()).isPresent();
    if (scope.equals("none") || doesNothing) {
      return Fact.known(false, origins);
    }
    for (String program : programs.getOrDefault(action.name(), List.of())) {
      Fact<Boolean> works = effective.apply(program);
      if (works.is(false)) {
        return works;
      }
    }
    int colon = scope.indexOf(':');
    if (colon > 0) {
      scope = typed(action.given(), scope.substring(0, colon), scope.substring(colon + 1));
    }
    String chain = text(action.given(), "chain");
    boolean otherChain =
        !chain.isEmpty()
            && !chain.startsWith("<")
            && !chain.toUpperCase(Locale.ROOT).contains("INPUT");
    if (scope.equals("other") || otherChain) {
      return Fact.unknown(
          "what action "
              + action.name()
              + (otherChain ? " does in chain " + chain : " does")
              + " is not evaluated",
          origins);
    }
    if (scope.equals("host")) {
      return Fact.known(true, origins);
    }
    return Fact.and(ofTcp(action, origins), ofPort(action, scope, port, origins));
  }

  private static String typed(Map<String, Value> given, String parameter, String otherwise) {
    String type = text(given, parameter);
    if (type.isEmpty()) {
      return otherwise;
    }
    String bare =
        type.startsWith("<") && type.endsWith(">") ? type.substring(1, type.length() - 1) : type;
    return switch (bare) {
      case "multiport", "oneport", "allports" -> bare;
      default -> "other";
    };
  }

  private static Fact<Boolean> ofTcp(JailSettings.Part action, List<Origin> origins) {
    String protocol = text(action.given(), "protocol").toLowerCase(Locale.ROOT);
    boolean tcp =
        protocol.isEmpty() || Python.words(protocol).contains("tcp") || protocol.equals("all");
    return Fact.known(tcp, origins);
  }

  private Fact<Boolean> ofPort(
      JailSettings.Part action, String scope, int port, List<Origin> origins) {
    if (scope.equals("allports")) {
      return Fact.known(true, origins);
    }
    String list = text(action.given(), "port");
    if (list.isEmpty()) {
      list = "ssh";
    }
    List<String> items = Python.words(list);
    if (scope.equals("oneport") && items.size() > 1) {
      return Fact.known(false, origins);
    }
    boolean found = false;
    for (String item : items) {
      int colon = item.indexOf(':');
      Optional<Integer> first = port(colon < 0 ? item : item.substring(0, colon), 0);
      Optional<Integer> last = port(colon < 0 ? item : item.substring(colon + 1), LAST_PORT);
      if (first.isEmpty() || last.isEmpty()) {
        return Fact.unknown(
            "'" + item + "' is no port that Postern knows; unless the host does, nothing is banned",
            origins);
      }
      found |= first.get() <= port && port <= last.get();
    }
    return Fact.known(found, origins);
  }

  private Optional<Integer> port(String text, int otherwise) {
    return text.isEmpty()
        ? Optional.of(otherwise)
        : InternetNames.tcpPort(text)
            .or(() -> Python.integer(text).filter(port -> port >= 0 && port <= LAST_PORT));
  }

  private static String text(Map<String, Value> options, String name) {
    return options.getOrDefault(name, Value.of("")).text();
  }
}
