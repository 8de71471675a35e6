package dev.postern.firewall.firewalld;

import dev.postern.firewall.firewalld.Zone.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy between zones: firewalld.policy(5).
 *
 * @param from names of zones, {@code ANY} or {@code HOST}
 * @param to names of zones, {@code ANY} or {@code HOST}
 */
record Policy(
    String name, int priority, Target target, List<String> from, List<String> to, Element root) {
  private static final int USUAL_PRIORITY = -1;

  Policy {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  static Policy read(String name, Element root) throws Refused {
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    for (Element child : root.children()) {
      Optional<String> zone = child.attribute("name");
      if (child.name().equals("ingress-zone")) {
        from.add(zone.orElse(""));
      } else if (child.name().equals("egress-zone")) {
        to.add(zone.orElse(""));
      }
    }
    return new Policy(name, priority(root), target(root), from, to, root);
  }

  private static int priority(Element root) throws Refused {
    Optional<String> text = root.attribute("priority");
    if (text.isEmpty()) {
      return USUAL_PRIORITY;
    }
    try {
      int priority = Integer.parseInt(text.get());
      if (priority != 0 && priority >= -32768 && priority <= 32767) {
        return priority;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Refused(root.origin(), "a policy's priority is -32768 to 32767, but not 0");
  }

  private static Target target(Element root) throws Refused {
    return switch (root.attribute("target").orElse("CONTINUE")) {
      case "CONTINUE" -> Target.CONTINUE;
      case "ACCEPT" -> Target.ACCEPT;
      case "REJECT" -> Target.REJECT;
      case "DROP" -> Target.DROP;
      default ->
          throw new Refused(
              root.origin(), "a policy's target is one of CONTINUE, ACCEPT, REJECT and DROP");
    };
  }
}
