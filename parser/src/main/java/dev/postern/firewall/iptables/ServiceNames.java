package dev.postern.firewall.iptables;

import dev.postern.firewall.iptables.syntax.Catalogue;
import java.util.Locale;
import java.util.Optional;

/** The numbers of ports and protocols by their names: /etc/services, /etc/protocols. */
public final class ServiceNames {
  private ServiceNames() {}

  /** A port's number by service name or number. */
  public static Optional<Integer> port(String text) {
    return Catalogue.get().port(text);
  }

  /** A protocol's number by name or number; {@code all} is 0. */
  public static Optional<Integer> protocol(String text) {
    return Catalogue.get().protocol(text.toLowerCase(Locale.ROOT));
  }
}
