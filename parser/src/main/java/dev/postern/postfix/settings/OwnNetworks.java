package dev.postern.postfix.settings;

import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The default of {@code mynetworks}, which mynetworks_style takes from the host's interfaces. */
final class OwnNetworks {
  private static final List<String> LOOPBACK =
      List.of("127.0.0.0/8", "[::ffff:127.0.0.0]/104", "[::1]/128");

  private OwnNetworks() {}

  /** Asks for the value of a parameter. */
  interface Values {
    String of(String name) throws UnknownValue;
  }

  /** The networks as a value of mynetworks; what has to be assumed is added to the origins. */
  static String text(Values values, Set<Origin> origins) throws UnknownValue {
    String style = values.of("mynetworks_style");
    List<String> interfaces = Text.elements(values.of("inet_interfaces"));
    boolean loopbackOnly =
        !interfaces.isEmpty()
            && interfaces.stream()
                .allMatch(
                    name ->
                        name.equals("loopback-only")
                            || name.equals("localhost")
                            || Address.parse(name).filter(Address::isLoopback).isPresent());
    if (loopbackOnly) {
      return String.join(" ", LOOPBACK);
    }
    if (!style.equals("host")) {
      throw new UnknownValue(
          "mynetworks_style = %s trusts the networks of the host's interfaces, which the files do"
                  .formatted(style)
              + " not tell");
    }
    List<String> networks = new ArrayList<>(LOOPBACK);
    for (String name : interfaces) {
      Address.parse(name)
          .filter(address -> !address.isLoopback())
          .ifPresent(
              address ->
                  networks.add(name.indexOf(':') >= 0 ? "[" + address + "]/128" : address + "/32"));
    }
    origins.add(
        new Origin.Assumption(
            "mynetworks_style = host trusts the host's own addresses and no others"));
    return String.join(" ", networks);
  }
}
