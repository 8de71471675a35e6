package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.daemon.UnixSocket.Kind;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import java.util.ArrayList;
import java.util.List;

/** The UNIX sockets and FIFOs of the services that are started (Dovecot 2.3.19.1 src/master). */
final class SocketFacts {
  private SocketFacts() {}

  static List<UnixSocket> of(DovecotSettings settings, FileTree tree) {
    ScopedFacts facts = new ScopedFacts(settings, Scope.GLOBAL);
    EnabledProtocols protocols = new EnabledProtocols(settings, tree);
    List<UnixSocket> sockets = new ArrayList<>();
    List<String> services = new ArrayList<>(settings.sections(Scope.GLOBAL, "service"));
    services.sort(String::compareTo);
    for (String service : services) {
      String path = "service/" + SectionNames.escape(service);
      String protocol = facts.text(path + "/protocol").toOptional().orElse("");
      if (protocol.isEmpty() || !protocols.enabled(protocol).is(false)) {
        for (Kind kind : Kind.values()) {
          String list = path + (kind == Kind.FIFO ? "/fifo_listener" : "/unix_listener");
          for (String id : settings.sections(Scope.GLOBAL, list)) {
            String at = list + "/" + SectionNames.escape(id);
            // Mode 0 keeps it from being opened.
            if (!facts.text(at + "/mode").map(SocketFacts::isZero).is(true)) {
              sockets.add(socket(facts, service, kind, at, id));
            }
          }
        }
      }
    }
    return sockets;
  }

  private static UnixSocket socket(
      ScopedFacts facts, String service, Kind kind, String at, String id) {
    Fact<String> named = facts.text(at + "/path").map(text -> text.isEmpty() ? id : text);
    Fact<String> path =
        named.flatMap(
            text ->
                text.startsWith("/")
                    ? Fact.known(plain(text))
                    : facts.text("base_dir").map(base -> plain(base + "/" + text)));
    return new UnixSocket(
        Fact.known(SoftwareName.DOVECOT),
        Fact.known(kind),
        path,
        Fact.known(service),
        kind == Kind.FIFO ? Fact.known("") : type(facts, at, id),
        facts.text(at + "/mode").map(SocketFacts::permissions),
        owner(facts, at + "/user"),
        owner(facts, at + "/group"));
  }

  private static String plain(String path) {
    return Paths.normalise(path).map(normal -> "/" + normal).orElse(path);
  }

  /** The permissions that a number gives: one without a leading zero is decimal. */
  private static String permissions(String mode) {
    return mode.matches("[0-9]{1,9}")
        ? "0%03o".formatted(Integer.parseInt(mode, mode.startsWith("0") ? 8 : 10) & 0777)
        : mode;
  }

  static boolean isZero(String mode) {
    for (int i = 0; i < mode.length(); i++) {
      if (mode.charAt(i) != '0') {
        return false;
      }
    }
    return !mode.isEmpty();
  }

  /** A setting in 2.4; before it what the socket's name ends in (src/auth/main.c). */
  private static Fact<String> type(ScopedFacts facts, String at, String id) {
    if (facts.settings().dialect().isModern()) {
      return facts.text(at + "/unix_listener_type");
    }
    String name = Paths.name(id);
    return Fact.known(name.substring(name.lastIndexOf('-') + 1));
  }

  /** The master's own, root, unless one is named. */
  static Fact<String> owner(ScopedFacts facts, String setting) {
    return facts
        .text(setting)
        .flatMap(
            name ->
                name.startsWith("$")
                    ? facts.text(name.substring(1))
                    : Fact.known(name.isEmpty() ? "root" : name));
  }
}
