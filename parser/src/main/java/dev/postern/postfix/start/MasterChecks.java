package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.HostName;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.MasterFields;
import dev.postern.postfix.syntax.Text;
import java.util.Optional;

/**
 * Entries of master.cf over which the master daemon ends, and nothing listens at all, though
 * postconf takes them (get_master_ent() of master/master_ent.c).
 */
public final class MasterChecks {
  private static final String LITERAL = "ipv6:";

  private MasterChecks() {}

  /**
   * Why master ends; empty where it does not, or where the host decides that: whether a name has an
   * address, or an address is its own.
   *
   * @param protocols inet_protocols
   */
  public static Optional<String> complaint(
      MasterEntry entry, Services services, Fact<String> protocols) {
    for (Text.Token word : entry.arguments()) {
      Optional<String> wrong =
          word.text().startsWith("{") ? Braces.extract(word.text()).error() : Optional.empty();
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return entry.type().equals("inet")
        ? MasterFields.masterComplaint(entry)
            .or(() -> ofPort(entry.service(), services))
            .or(() -> ofHost(entry.service(), protocols))
        : Optional.empty();
  }

  private static Optional<String> ofPort(String service, Services services) {
    String port = Services.portText(service);
    boolean isNone = port.isEmpty() || port.startsWith("-");
    return isNone || services.lacks(port)
        ? Optional.of(
            "unknown service: \"" + Text.quoted(port) + "\" is neither a port nor a name of one")
        : Optional.empty();
  }

  private static Optional<String> ofHost(String service, Fact<String> protocols) {
    String host = Services.host(service);
    boolean isAny = host.isEmpty() && !service.startsWith("[");
    if (isAny || Text.lower(host).startsWith(LITERAL)) {
      return Optional.empty();
    }
    Optional<Address> address = Address.parse(host);
    if (address.isEmpty()) {
      return HostName.isValid(host)
          ? Optional.empty()
          : Optional.of(
              "\"" + Text.quoted(host) + "\" is neither an address nor the name of a host");
    }
    boolean spoken =
        protocols
            .map(words -> Listening.families(words).contains(address.get().family().number()))
            .toOptional()
            .orElse(true);
    return spoken
        ? Optional.empty()
        : Optional.of(host + " is of a family that inet_protocols leaves out");
  }
}
