package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A network listener of a service that is started, or may be.
 *
 * @param scope how its processes ask for their settings
 * @param enabled whether its service is started and the listener opened
 * @param tls whether TLS comes first
 * @param haproxy whether the HAProxy protocol is expected
 * @param address the addresses as written; the global {@code listen} when it has none of its own
 * @param shared whether others may have its port, too
 */
record Listener(
    String service,
    String name,
    Scope scope,
    ListenerKind kind,
    Fact<Boolean> enabled,
    Fact<Integer> port,
    Fact<Boolean> tls,
    Fact<Boolean> haproxy,
    Fact<String> address,
    Fact<Boolean> shared) {

  private static final Set<Boolean> EITHER = new LinkedHashSet<>(List.of(false, true));

  /** Those of every service, in the order of the services' names. */
  static List<Listener> of(DovecotSettings settings, FileTree tree) {
    EnabledProtocols protocols = new EnabledProtocols(settings, tree);
    ListenerKind.Table kinds = new ListenerKind.Table();
    List<Listener> listeners = new ArrayList<>();
    List<String> services = new ArrayList<>(settings.sections(Scope.GLOBAL, "service"));
    services.sort(String::compareTo);
    for (String service : services) {
      String path = "service/" + SectionNames.escape(service);
      String protocol = settings.value(Scope.GLOBAL, path + "/protocol").toOptional().orElse("");
      Fact<Boolean> enabled = protocol.isEmpty() ? Fact.known(true) : protocols.enabled(protocol);
      String spoken =
          protocol.isEmpty()
              ? kinds.spokenBy(
                  settings.value(Scope.GLOBAL, path + "/executable").toOptional().orElse(""))
              : protocol;
      for (String id : settings.sections(Scope.GLOBAL, path + "/inet_listener")) {
        String at = path + "/inet_listener/" + SectionNames.escape(id);
        Listener listener = listener(settings, service, at, id, spoken, kinds, enabled);
        if (!listener.enabled().is(false)) {
          listeners.add(listener);
        }
      }
    }
    return listeners;
  }

  private static Listener listener(
      DovecotSettings settings,
      String service,
      String at,
      String id,
      String protocol,
      ListenerKind.Table kinds,
      Fact<Boolean> enabled) {
    ScopedFacts global = new ScopedFacts(settings, Scope.GLOBAL);
    ScopedFacts master = new ScopedFacts(settings, settings.dialect().master());
    Fact<Integer> port = global.text(at + "/port").flatMap(Listener::number);
    Fact<Boolean> tls = global.yes(at + "/ssl");
    // With ssl = no, the master does not open listeners that have TLS (service.c).
    Fact<Boolean> dropped = Fact.and(tls, master.ssl().map("no"::equals));
    Fact<String> own = global.text(at + "/address");
    Fact<String> address = own.flatMap(a -> a.isEmpty() ? global.text("listen") : Fact.known(a));
    String name =
        global
            .text(at + "/name")
            .toOptional()
            .filter(n -> !n.isEmpty())
            .orElse(isNumber(id) ? "" : id);
    String label = name.isEmpty() ? port.toOptional().map(String::valueOf).orElse("?") : name;
    return new Listener(
        service,
        label,
        Scope.of(protocol.isEmpty() ? service : protocol).inService(service),
        kinds.of(service, protocol, name),
        Fact.and(Fact.and(enabled, Fact.not(dropped)), isOpened(port)),
        port,
        tls,
        global.yes(at + "/haproxy"),
        address,
        settings.dialect().isModern()
            ? global.yes("service/" + SectionNames.escape(service) + "/reuse_port")
            : global.yes(at + "/reuse_port"));
  }

  /** Port 0 opens none; which port it is may not be known. */
  private static Fact<Boolean> isOpened(Fact<Integer> port) {
    if (port.isKnown()) {
      return Fact.known(!port.is(0));
    }
    return port.possibilities().isEmpty()
        ? Fact.oneOf(EITHER, ((Fact.Unknown<Integer>) port).reason(), port.origins())
        : port.map(number -> number != 0);
  }

  private static boolean isNumber(String id) {
    return !id.isEmpty() && id.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Fact<Integer> number(String text) {
    try {
      return Fact.known(Integer.parseInt(text), List.<Origin>of());
    } catch (NumberFormatException e) {
      return Fact.unknown("not a port: " + text);
    }
  }
}
