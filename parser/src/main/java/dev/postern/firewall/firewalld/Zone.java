package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.firewalld.Stock.StockZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A zone: firewalld.zone(5).
 *
 * @param target what becomes of packets that no element speaks of
 * @param elements what is let in and what is not
 */
record Zone(
    String name,
    Target target,
    List<Element> interfaces,
    List<Element> sources,
    List<Element> elements,
    Origin.Setting origin) {
  private static final Set<String> ELEMENTS =
      Set.of(
          "short",
          "description",
          "service",
          "port",
          "icmp-block",
          "icmp-block-inversion",
          "forward",
          "forward-port",
          "masquerade",
          "rule",
          "protocol",
          "source-port",
          "interface",
          "source");

  Zone {
    interfaces = List.copyOf(interfaces);
    sources = List.copyOf(sources);
    elements = List.copyOf(elements);
  }

  /** What a zone or policy does in the end; {@code CONTINUE} leaves it to what comes after. */
  enum Target {
    REJECT,
    ACCEPT,
    DROP,
    CONTINUE
  }

  /** Reads a zone from its file, or from the files of its directory. */
  static Zone read(String name, List<Element> roots) throws Refused {
    List<Element> interfaces = new ArrayList<>();
    List<Element> sources = new ArrayList<>();
    List<Element> elements = new ArrayList<>();
    Target target = Target.REJECT;
    for (Element root : roots) {
      if (!root.name().equals("zone")) {
        throw new Refused(root.origin(), "'" + root.name() + "' is no zone");
      }
      target = roots.size() == 1 ? target(root) : target;
      for (Element child : root.children()) {
        if (!ELEMENTS.contains(child.name())) {
          throw new Refused(child.origin(), "a zone has no element '" + child.name() + "'");
        }
        switch (child.name()) {
          case "interface" -> interfaces.add(child);
          case "source" -> sources.add(child);
          default -> elements.add(child);
        }
      }
    }
    return new Zone(name, target, interfaces, sources, elements, roots.get(0).origin());
  }

  private static Target target(Element root) throws Refused {
    return switch (root.attribute("target").orElse("default")) {
      case "default", "{chain}_{zone}", "%%REJECT%%" -> Target.REJECT;
      case "ACCEPT" -> Target.ACCEPT;
      case "DROP" -> Target.DROP;
      default ->
          throw new Refused(
              root.origin(), "a zone's target is one of default, ACCEPT, DROP and %%REJECT%%");
    };
  }

  /** A zone as firewalld's package brings it. */
  static Zone of(String name, StockZone stock, Origin.Setting anchor) {
    Origin.Setting origin =
        new Origin.Setting(anchor.span(), "the zone " + name + ", as firewalld brings it");
    List<Element> services = new ArrayList<>();
    for (String service : stock.services()) {
      services.add(new Element("service", Map.of("name", service), List.of(), "", origin));
    }
    Target target =
        switch (stock.target()) {
          case "ACCEPT" -> Target.ACCEPT;
          case "DROP" -> Target.DROP;
          default -> Target.REJECT;
        };
    return new Zone(name, target, List.of(), List.of(), services, origin);
  }

  /** The same with one more interface, named once. */
  Zone with(Element iface) {
    List<Element> more = new ArrayList<>(without(iface).interfaces());
    more.add(iface);
    return new Zone(name, target, more, sources, elements, origin);
  }

  /** The same without an interface. */
  Zone without(Element iface) {
    List<Element> others =
        interfaces.stream().filter(one -> !one.attributes().equals(iface.attributes())).toList();
    return new Zone(name, target, others, sources, elements, origin);
  }

  /** Whether some packets go to it because of their source or interface. */
  boolean isBound() {
    return !interfaces.isEmpty() || !sources.isEmpty();
  }
}
