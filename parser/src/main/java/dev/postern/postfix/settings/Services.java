package dev.postern.postfix.settings;

import dev.postern.net.Address;
import dev.postern.net.InternetNames;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.table.Machine;
import dev.postern.source.SourceFile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The services that run: of several master.cf entries for one endpoint the last one does
 * (master/master_conf.c); an endpoint is a type and a canonical address, so that {@code 25} is
 * {@code smtp}.
 */
public final class Services {
  private final Map<String, MasterEntry> running = new LinkedHashMap<>();
  private final KnownPorts known;
  private final Optional<Map<String, Integer>> ports;

  private Services(
      List<MasterEntry> entries, KnownPorts known, Optional<Map<String, Integer>> ports) {
    this.known = known;
    this.ports = ports;
    for (MasterEntry entry : entries) {
      running.put(identity(entry.service(), entry.type()), entry);
    }
  }

  /** Those of an instance; names of ports are looked up as its host does. */
  public static Services of(PostfixSettings settings) {
    // Before 3.6 there is no such parameter: names are looked up alone.
    String known = settings.everyProgram().value("known_tcp_ports").toOptional().orElse("");
    return new Services(settings.running(), new KnownPorts(known), ports(settings.machine()));
  }

  /** Names of TCP ports in the tree's own etc/services; empty when it has none. */
  private static Optional<Map<String, Integer>> ports(Machine machine) {
    Optional<SourceFile> own = machine.read("/etc/services");
    Map<String, Integer> ports = new HashMap<>();
    if (own.isPresent()) {
      for (int number = 1; number <= own.get().lines(); number++) {
        String line = own.get().line(number);
        int comment = line.indexOf('#');
        String[] words =
            (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
        if (words.length > 1 && words[1].endsWith("/tcp")) {
          Numbers.integer(words[1].substring(0, words[1].length() - 4))
              .ifPresent(
                  port -> {
                    ports.putIfAbsent(words[0], port.intValue());
                    for (int i = 2; i < words.length; i++) {
                      ports.putIfAbsent(words[i], port.intValue());
                    }
                  });
        }
      }
    }
    return own.map(file -> ports);
  }

  /** The entries that run, each in the place of the first entry of its endpoint. */
  public List<MasterEntry> running() {
    return List.copyOf(running.values());
  }

  /** The entry that runs for {@code service/type}; a service alone means inet or else unix. */
  public Optional<MasterEntry> find(String name) {
    int slash = name.lastIndexOf('/');
    if (slash < 0) {
      return find(name + "/inet").or(() -> find(name + "/unix"));
    }
    return Optional.ofNullable(
        running.get(identity(name.substring(0, slash), name.substring(slash + 1))));
  }

  /** The port of {@code [host:]port-or-name}; empty when the name is in no list. */
  public Optional<Integer> port(String service) {
    String port = portText(service);
    // Of a number that is too large the lower 16 bits count.
    return Numbers.number(port).map(number -> (int) (number & 0xFFFF)).or(() -> named(port));
  }

  /** The port of {@code [host:]port-or-name} as it is written. */
  public static String portText(String service) {
    return service.substring(hostEnd(service));
  }

  /** Whether a port is a name for sure that the host's own list of services does not have. */
  public boolean lacks(String port) {
    return ports.isPresent() && Numbers.number(port).isEmpty() && named(port).isEmpty();
  }

  private Optional<Integer> named(String name) {
    return known.find(name).or(() -> lookedUp(name));
  }

  private Optional<Integer> lookedUp(String name) {
    return ports.isPresent()
        ? Optional.ofNullable(ports.get().get(name))
        : InternetNames.tcpPort(name);
  }

  /** The host of {@code [host:]port-or-name}; empty text without one. */
  public static String host(String service) {
    int end = hostEnd(service);
    String host = end == 0 ? "" : service.substring(0, end - 1);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int hostEnd(String service) {
    int bracket = service.startsWith("[") ? service.indexOf(']') : -1;
    if (bracket > 0) {
      return Math.min(service.length(), bracket + 2);
    }
    int colon = service.lastIndexOf(':');
    return colon + 1;
  }

  private String identity(String service, String type) {
    if (!type.equals("inet")) {
      return type + " " + service;
    }
    String host = host(service);
    return "inet "
        + Address.parse(host).map(Address::toString).orElse(host)
        + " "
        + port(service).map(String::valueOf).orElse(service);
  }
}
