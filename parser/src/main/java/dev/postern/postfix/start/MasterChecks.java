package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.HostName;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.MasterFields;
import dev.postern.postfix.syntax.Text;
import java.util.List;
import java.util.Optional;

/**
 * Entries of master.cf over which the master daemon ends, and nothing listens at all, though
 * postconf takes them (get_master_ent() of master/master_ent.c).
 */
final class MasterChecks {
  private static final String LITERAL = "ipv6:";

  private MasterChecks() {}

  /**
   * Why master ends or, where DNS decides that, may end: whether an address is one of the host's is
   * not asked.
   *
   * @param scope the parameters as master reads them
   */
  static Optional<Failing> failing(MasterEntry entry, Services services, Scope scope) {
    return complaint(entry, services, scope)
        .map(why -> new Failing(Fact.known(true), why, List.of(entry.origin())))
        .or(() -> ofHost(entry, scope));
  }

  private static Optional<String> complaint(MasterEntry entry, Services services, Scope scope) {
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
            .or(() -> ofInterfaces(entry.service(), scope))
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

  private static boolean isAnywhere(String service) {
    return Services.host(service).isEmpty() && !service.startsWith("[");
  }

  private static Optional<String> ofInterfaces(String service, Scope scope) {
    String interfaces = scope.value(OwnAddresses.INTERFACES).toOptional().orElse("all");
    return isAnywhere(service) && Text.elements(interfaces).isEmpty()
        ? Optional.of(
            "service definition requires valid host name or address, or non-empty inet_interfaces setting")
        : Optional.empty();
  }

  private static Optional<Failing> ofHost(MasterEntry entry, Scope scope) {
    String host = Services.host(entry.service());
    if (!entry.type().equals("inet")
        || isAnywhere(entry.service())
        || Text.lower(host).startsWith(LITERAL)) {
      return Optional.empty();
    }
    boolean isHost = Address.parse(host).isPresent() || HostName.isValid(host);
    Fact<Boolean> lacks =
        isHost
            ? OwnAddresses.hasNone(host, scope.value(OwnAddresses.PROTOCOLS), scope.machine())
            : Fact.known(true);
    return lacks.mayBe(true)
        ? Optional.of(
            new Failing(
                lacks,
                "bad hostname or network address: " + Text.quoted(entry.service()),
                List.of(entry.origin())))
        : Optional.empty();
  }
}
