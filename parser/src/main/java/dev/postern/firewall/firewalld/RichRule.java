package dev.postern.firewall.firewalld;

import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of the rich language, as its element says it: firewalld.richlanguage(5).
 *
 * @param subject the service, port, protocol or other thing it is about; empty for all packets
 * @param action {@code accept}, {@code reject}, {@code drop} or {@code mark}
 */
record RichRule(
    Element element,
    int priority,
    Optional<Family> family,
    Optional<Element> source,
    Optional<Element> destination,
    Optional<Element> subject,
    Optional<Element> action) {

  private static final Set<String> SUBJECTS =
      Set.of(
          "service",
          "port",
          "protocol",
          "icmp-block",
          "icmp-type",
          "masquerade",
          "forward-port",
          "source-port",
          "tcp-mss-clamp");

  /** Those that do something without an action. */
  private static final Set<String> OF_THEMSELVES =
      Set.of("icmp-block", "masquerade", "forward-port", "tcp-mss-clamp");

  private static final Set<String> ACTIONS = Set.of("accept", "reject", "drop", "mark");

  private static final Set<String> LIMITED =
      Set.of("log", "nflog", "audit", "accept", "reject", "drop", "mark");

  private static final Map<Family, Set<String>> REJECTIONS =
      Map.of(
          Family.V4,
          Set.of(
              "icmp-host-prohibited",
              "host-prohib",
              "icmp-net-unreachable",
              "net-unreach",
              "icmp-host-unreachable",
              "host-unreach",
              "icmp-port-unreachable",
              "port-unreach",
              "icmp-proto-unreachable",
              "proto-unreach",
              "icmp-net-prohibited",
              "net-prohib",
              "tcp-reset",
              "tcp-rst",
              "icmp-admin-prohibited",
              "admin-prohib"),
          Family.V6,
          Set.of(
              "icmp6-adm-prohibited",
              "adm-prohibited",
              "icmp6-no-route",
              "no-route",
              "icmp6-addr-unreachable",
              "addr-unreach",
              "icmp6-port-unreachable",
              "port-unreach",
              "tcp-reset"));

  /** A rule that firewalld warns of and leaves out. */
  static final class LeftOut extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    LeftOut(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  /** Reads a {@code rule} element as common_startElement() and Rich_Rule.check() do. */
  static RichRule read(Element element) throws LeftOut {
    Optional<Element> source = Optional.empty();
    Optional<Element> destination = Optional.empty();
    Optional<Element> subject = Optional.empty();
    Optional<Element> action = Optional.empty();
    boolean isLogged = false;
    boolean isAudited = false;
    for (Element child : element.children()) {
      String name = child.name();
      if (LIMITED.contains(name)) {
        RichPart.check(child);
      }
      if (name.equals("source")) {
        source = first(source, child);
      } else if (name.equals("destination")) {
        destination = destination.or(() -> Optional.of(child));
      } else if (SUBJECTS.contains(name)) {
        subject = first(subject, child);
      } else if (ACTIONS.contains(name)) {
        action = first(action, child);
      } else if (name.equals("audit")) {
        isAudited = true;
      } else {
        isLogged |= name.equals("log") || name.equals("nflog");
      }
    }
    RichRule rule =
        new RichRule(
            element, number(element), family(element), source, destination, subject, action);
    rule.check(isLogged, isAudited);
    return rule;
  }

  private static Optional<Element> first(Optional<Element> found, Element next) throws LeftOut {
    if (found.isPresent()) {
      throw new LeftOut("it has both '%s' and '%s'".formatted(found.get().name(), next.name()));
    }
    return Optional.of(next);
  }

  private static Optional<Family> family(Element element) throws LeftOut {
    Optional<String> family = element.attribute("family");
    if (family.isEmpty()) {
      return Optional.empty();
    }
    return switch (family.get()) {
      case "ipv4" -> Optional.of(Family.V4);
      case "ipv6" -> Optional.of(Family.V6);
      default -> throw new LeftOut("'" + family.get() + "' is no family; expected ipv4 or ipv6");
    };
  }

  private static int number(Element element) throws LeftOut {
    String text = element.attribute("priority").orElse("0");
    try {
      int priority = Integer.parseInt(text.strip());
      if (priority >= -32768 && priority <= 32767) {
        return priority;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new LeftOut("'" + text + "' is no priority; expected -32768 to 32767");
  }

  private void check(boolean isLogged, boolean isAudited) throws LeftOut {
    String about = subject.map(Element::name).orElse("");
    boolean hasAddress = source.flatMap(one -> one.attribute("address")).isPresent();
    boolean needsFamily = hasAddress || destination.isPresent() || about.equals("forward-port");
    if (family.isEmpty() && needsFamily) {
      throw new LeftOut("it names an address and no family; add family=\"ipv4\" or \"ipv6\"");
    }
    if (subject.isEmpty() && (!isLogged || priority == 0)) {
      if (action.isEmpty()) {
        throw new LeftOut("it has no action and nothing that it is about");
      }
      if (source.isEmpty() && destination.isEmpty() && priority == 0) {
        throw new LeftOut("it has no source, no destination and nothing that it is about");
      }
    }
    if (!OF_THEMSELVES.contains(about) && !isLogged && !isAudited && action.isEmpty()) {
      throw new LeftOut("it has no action");
    }
    if (OF_THEMSELVES.contains(about) && action.isPresent()) {
      throw new LeftOut("'" + about + "' takes no action");
    }
    if (source.isPresent()) {
      checkEnd(source.get(), Set.of("address", "mac", "ipset"));
    }
    if (destination.isPresent()) {
      checkEnd(destination.get(), Set.of("address", "ipset"));
    }
    checkAction();
  }

  private void checkEnd(Element end, Set<String> kinds) throws LeftOut {
    long given = kinds.stream().filter(kind -> end.attribute(kind).isPresent()).count();
    if (given != 1) {
      throw new LeftOut("its " + end.name() + " is not one of " + String.join(", ", kinds));
    }
    Optional<String> address = end.attribute("address");
    if (address.isPresent()
        && Prefix.parse(address.get())
            .filter(net -> family.filter(own -> own == net.family()).isPresent())
            .isEmpty()) {
      throw new LeftOut("'" + address.get() + "' is no address of its family");
    }
  }

  private void checkAction() throws LeftOut {
    Optional<String> rejection =
        action.filter(one -> one.name().equals("reject")).flatMap(one -> one.attribute("type"));
    if (rejection.isPresent()
        && (family.isEmpty()
            || !REJECTIONS.getOrDefault(family.get(), Set.of()).contains(rejection.get()))) {
      throw new LeftOut("'" + rejection.get() + "' is no way to reject in its family");
    }
  }
}
