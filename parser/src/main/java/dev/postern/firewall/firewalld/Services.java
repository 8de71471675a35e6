package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.AddressSet;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Services by name: what packets each of them means. */
public final class Services {
  private final Map<String, List<String>> words = new LinkedHashMap<>();
  private final ConfigFiles files;
  private final boolean isComplete;

  /** Services of a host, the package's looked up when they are asked for. */
  Services(ConfigFiles files) {
    this.files = files;
    this.isComplete = files.hasStock("services");
    if (!isComplete) {
      words.putAll(Stock.services());
    }
  }

  /** Takes in a service's file, in place of an earlier one of the name. */
  void define(String name, Element root) throws Refused {
    List<String> service = new ArrayList<>();
    for (Element element : root.children()) {
      switch (element.name()) {
        case "port" ->
            service.add(
                element.attribute("port").isEmpty()
                    ? "protocol:" + required(element, "protocol")
                    : port(element));
        case "source-port" -> service.add("source:" + port(element));
        case "protocol" -> service.add("protocol:" + required(element, "value"));
        case "destination" ->
            element.attributes().forEach((family, net) -> service.add(family + ":" + net));
        case "include" -> service.add("include:" + required(element, "service"));
        case "short", "description", "module", "helper" -> {
          // Without bearing on what gets through.
        }
        default ->
            throw new Refused(
                element.origin(), "a service has no element '" + element.name() + "'");
      }
    }
    for (String word : service) {
      if (!word.startsWith("include:") && !word.startsWith("ip") && match(word).isEmpty()) {
        throw new Refused(root.origin(), "the service '" + name + "' has no port like " + word);
      }
    }
    words.put(name, List.copyOf(service));
  }

  private static String port(Element element) throws Refused {
    return required(element, "port") + "/" + required(element, "protocol");
  }

  private static String required(Element element, String attribute) throws Refused {
    return element
        .attribute(attribute)
        .orElseThrow(
            () ->
                new Refused(
                    element.origin(),
                    "'%s' needs the attribute '%s'".formatted(element.name(), attribute)));
  }

  private static Optional<Match> match(String word) {
    int colon = word.indexOf(':');
    String kind = colon < 0 ? "" : word.substring(0, colon);
    String rest = word.substring(colon + 1);
    if (kind.equals("protocol")) {
      return Ports.protocol(rest);
    }
    int slash = rest.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Ports.match(
            kind.equals("source") ? End.SOURCE : End.DESTINATION,
            rest.substring(0, slash),
            rest.substring(slash + 1));
  }

  /**
   * The packets of a service and those it includes, each list the matches of one rule.
   *
   * @param user the statement that names it
   */
  List<List<Match>> packets(String name, Origin.Setting user) throws Refused {
    List<List<Match>> packets = new ArrayList<>();
    collect(name, user, new HashSet<>(), packets);
    return packets;
  }

  private void collect(
      String name, Origin.Setting user, Set<String> seen, List<List<Match>> packets)
      throws Refused {
    if (!seen.add(name)) {
      return;
    }
    if (!words.containsKey(name)) {
      Optional<Element> stock = files.stock("services", name);
      if (stock.isPresent()) {
        define(name, stock.get());
      }
    }
    List<String> service = words.get(name);
    if (service == null) {
      if (isComplete) {
        throw new Refused(user, "there is no service '" + name + "'");
      }
      packets.add(
          List.of(new Match.Undecidable("the service " + name + ", which no file here defines")));
      return;
    }
    List<Match> destinations = new ArrayList<>();
    for (String word : service) {
      if (word.startsWith("ipv4:") || word.startsWith("ipv6:")) {
        Prefix.parse(word.substring(5))
            .ifPresent(
                net -> destinations.add(new Match.Addresses(End.DESTINATION, AddressSet.of(net))));
      } else if (word.startsWith("include:")) {
        collect(word.substring("include:".length()), user, seen, packets);
      }
    }
    for (String word : service) {
      match(word)
          .ifPresent(
              match ->
                  packets.add(
                      destinations.isEmpty()
                          ? List.of(match)
                          : List.of(new Match.AnyOf(destinations), match)));
    }
  }
}
