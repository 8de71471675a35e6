package dev.postern.firewall.firewalld;

import dev.postern.firewall.iptables.ServiceNames;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Ports and protocols as firewalld's files write them: functions.py of firewalld 1.3.3. */
final class Ports {
  private static final int TCP = 6;

  /** Protocols that have ports. */
  private static final Set<String> WITH_PORTS = Set.of("tcp", "udp", "sctp", "dccp");

  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]+(_[0-9]+)*+");

  private Ports() {}

  /**
   * A port, or {@code FIRST-LAST} in either order, of a protocol; empty when it is none.
   *
   * @param end whose port
   */
  static Optional<Match> match(End end, String text, String protocol) {
    if (!WITH_PORTS.contains(protocol)) {
      return Optional.empty();
    }
    return range(text)
        .map(
            span ->
                protocol.equals("tcp")
                    ? new Match.AllOf(
                        List.of(
                            new Match.Protocols(Set.of(TCP)),
                            new Match.Ports(end, new PortSet(List.of(span)))))
                    : new Match.Always(false));
  }

  static Optional<PortSet.Span> range(String text) {
    Optional<Integer> whole = port(text);
    if (whole.isPresent()) {
      return Optional.of(new PortSet.Span(whole.get(), whole.get()));
    }
    for (int dash = text.indexOf('-'); dash > 0; dash = text.indexOf('-', dash + 1)) {
      Optional<Integer> one = port(text.substring(0, dash));
      Optional<Integer> other = port(text.substring(dash + 1));
      if (one.isPresent() && other.isPresent()) {
        return Optional.of(
            new PortSet.Span(Math.min(one.get(), other.get()), Math.max(one.get(), other.get())));
      }
    }
    return Optional.empty();
  }

  /** getPortID(): a number as Python's int() reads it, or a name. */
  private static Optional<Integer> port(String text) {
    String stripped = text.strip();
    return ServiceNames.port(
        NUMBER.matcher(stripped).matches() ? stripped.replaceAll("[+_]", "") : stripped);
  }

  /** All packets of a protocol; empty when there is none of that name or number. */
  static Optional<Match> protocol(String text) {
    return ServiceNames.protocol(text)
        .map(number -> number == TCP ? new Match.Protocols(Set.of(TCP)) : new Match.Always(false));
  }
}
