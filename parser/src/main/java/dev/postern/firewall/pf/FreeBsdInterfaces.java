package dev.postern.firewall.pf;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Family;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The interfaces that rc.conf(5) of FreeBSD configures: network.subr and rc.d/netif. */
final class FreeBsdInterfaces {
  private static final String CONFIGURES = "ifconfig_";
  private static final String RUNS = "ipv4_addrs_";

  /** Stands for every interface without a variable of its own. */
  static final String OTHERS = "DEFAULT";

  /** What is no interface's own variable ends in one of these, by rc.conf(5). */
  private static final List<String> SUFFIXES = List.of("_ipv6", "_aliases", "_descr", "_name");

  private final RcConf variables;
  private final Map<String, NetworkInterface> found = new LinkedHashMap<>();

  private FreeBsdInterfaces(RcConf variables) {
    this.variables = variables;
  }

  /** An interface's name as variables have it: an underscore for what no variable's can hold. */
  static String inVariables(String name) {
    return name.replace('.', '_').replace('/', '_').replace('-', '_').replace('+', '_');
  }

  /** By their names in variables. */
  static Map<String, NetworkInterface> read(FileTree tree) throws FileTree.Unreadable {
    RcConf variables = RcConf.of(tree, List.of("network", "netif"), Set.of());
    FreeBsdInterfaces interfaces = new FreeBsdInterfaces(variables);
    for (String variable : variables.names()) {
      for (String start : List.of(CONFIGURES, RUNS)) {
        if (variable.startsWith(start)) {
          interfaces.read(owner(variable.substring(start.length())));
        }
      }
    }
    return interfaces.found;
  }

  private static String owner(String rest) {
    for (String suffix : SUFFIXES) {
      if (rest.endsWith(suffix)) {
        return rest.substring(0, rest.length() - suffix.length());
      }
    }
    int alias = rest.lastIndexOf("_alias");
    return alias > 0 ? rest.substring(0, alias) : rest;
  }

  private void read(String name) {
    if (found.containsKey(name) || InterfaceReader.isLoopback(name)) {
      return;
    }
    InterfaceArguments arguments = new InterfaceArguments(name);
    String own = CONFIGURES + name;
    call(variables.names().contains(own) ? own : CONFIGURES + OTHERS, arguments);
    call(own + "_ipv6", arguments);
    for (int number = 0; variables.names().contains(own + "_alias" + number); number++) {
      call(own + "_alias" + number, arguments);
    }
    call(own + "_aliases", arguments);
    call(RUNS + name, arguments);
    found.put(name, arguments.result());
  }

  private void call(String variable, InterfaceArguments arguments) {
    Fact<String> value = variables.value(variable);
    String where = place(value).orElse(variable);
    if (!value.isKnown()) {
      String why = where + " has a shell work them out";
      arguments.untold(Family.V4, why);
      arguments.untold(Family.V6, why);
      return;
    }
    List<String> call = new ArrayList<>();
    for (String word : value.toOptional().orElse("").strip().split("\\s+", -1)) {
      boolean begins = word.equals("inet") || word.equals("inet6") || variable.startsWith(RUNS);
      if (begins && !call.isEmpty()) {
        arguments.take(call, where);
        call.clear();
      }
      call.add(word);
    }
    arguments.take(call, where);
  }

  private static Optional<String> place(Fact<String> value) {
    for (Origin origin : value.origins()) {
      if (origin instanceof Origin.Setting setting) {
        return Optional.of(setting.span().file() + ":" + setting.span().line());
      }
    }
    return Optional.empty();
  }
}
