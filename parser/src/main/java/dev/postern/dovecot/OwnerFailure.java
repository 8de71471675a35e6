package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user or group of a service or of one of its sockets that is written as a number. The master
 * looks for an account of that name, finds none and does not start (get_uidgid() and get_gid(),
 * seen of the running 2.3.19.1 and 2.4.4).
 */
final class OwnerFailure {
  private final DovecotSettings settings;
  private final ScopedFacts facts;
  private final Span start;

  private OwnerFailure(DovecotSettings settings, Span start) {
    this.settings = settings;
    this.facts = new ScopedFacts(settings, Scope.GLOBAL);
    this.start = start;
  }

  /**
   * The first one.
   *
   * @param start the place to name where a default is wrong
   */
  static Optional<Problem> of(DovecotSettings settings, FileTree tree, Span start) {
    OwnerFailure failure = new OwnerFailure(settings, start);
    EnabledProtocols protocols = new EnabledProtocols(settings, tree);
    List<String> services = new ArrayList<>(settings.sections(Scope.GLOBAL, "service"));
    services.sort(String::compareTo);
    return services.stream()
        .filter(service -> failure.isStarted(service, protocols))
        .flatMap(service -> failure.ofService(service).stream())
        .findFirst();
  }

  private boolean isStarted(String service, EnabledProtocols protocols) {
    Optional<String> protocol = facts.text(path(service) + "/protocol").toOptional();
    return protocol.filter(name -> name.isEmpty() || protocols.enabled(name).is(true)).isPresent();
  }

  private static String path(String service) {
    return "service/" + SectionNames.escape(service);
  }

  private Optional<Problem> ofService(String service) {
    String path = path(service);
    Stream<String> own = Stream.of("/user", "/group", "/privileged_group", "/extra_groups");
    Stream<String> ofSockets =
        Stream.of("/unix_listener", "/fifo_listener")
            .flatMap(kind -> sockets(path + kind))
            .flatMap(socket -> Stream.of(socket + "/user", socket + "/group"));
    return Stream.concat(own.map(setting -> path + setting), ofSockets)
        .flatMap(setting -> failure(service, setting).stream())
        .findFirst();
  }

  /** Those that are opened. */
  private Stream<String> sockets(String list) {
    return settings.sections(Scope.GLOBAL, list).stream()
        .map(id -> list + "/" + SectionNames.escape(id))
        .filter(at -> facts.text(at + "/mode").map(SocketFacts::isZero).is(false));
  }

  private Optional<Problem> failure(String service, String setting) {
    Fact<String> owner = SocketFacts.owner(facts, setting);
    return owner
        .toOptional()
        .flatMap(
            names -> Stream.of(names.split("[ ,]+", -1)).filter(OwnerFailure::isNumber).findFirst())
        .map(
            name ->
                Problem.error(
                    Problem.Kind.REFUSED,
                    place(owner),
                    "service(%s): %s doesn't exist: %s (names are looked up, not numbers; the server does not start)"
                        .formatted(service, setting.endsWith("/user") ? "User" : "Group", name)));
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Span place(Fact<String> owner) {
    return owner.origins().stream()
        .filter(Origin.Setting.class::isInstance)
        .map(origin -> ((Origin.Setting) origin).span())
        .findFirst()
        .orElse(start);
  }
}
