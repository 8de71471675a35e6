package dev.postern.policy;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.policy.condition.Scope;
import dev.postern.policy.condition.Truth;
import dev.postern.posture.Endpoint;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Exposure.WitnessPacket;
import dev.postern.posture.network.FilteredPort;
import dev.postern.posture.network.Reach;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.TlsVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the witness of one failure. */
final class WitnessMaker {
  /** Documentation addresses: RFC 5737 section 3, RFC 3849. */
  private static final String OUTSIDE_V4 = "203.0.113.7";

  private static final String OUTSIDE_V6 = "2001:db8::7";

  private final Scope scope;
  private final Origin.@Nullable Setting statement;

  /**
   * A maker for one subject.
   *
   * @param statement where the finding points to
   */
  WitnessMaker(Scope scope, Origin.@Nullable Setting statement) {
    this.scope = scope;
    this.statement = statement;
  }

  /** The first witness that surely holds. */
  Optional<Witness> first(List<WitnessPlan> plans) {
    for (WitnessPlan plan : plans) {
      if (plan.when().evaluate(scope).truth() == Truth.TRUE) {
        Optional<Witness> witness = make(plan.proof());
        if (witness.isPresent()) {
          return witness;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Witness> make(WitnessPlan.Proof proof) {
    if (proof instanceof WitnessPlan.Session session) {
      return session(session);
    }
    if (proof instanceof WitnessPlan.Packet) {
      return packet();
    }
    if (proof instanceof WitnessPlan.Handshake) {
      return handshake();
    }
    return proof instanceof WitnessPlan.Relay ? relay() : statement();
  }

  private Optional<Witness> session(WitnessPlan.Session session) {
    if (!(scope.subject() instanceof Endpoint endpoint)) {
      return Optional.empty();
    }
    WitnessPlan.Dialogue dialogue =
        session.dialogues().get(endpoint.protocol().toOptional().map(Word::of).orElse(""));
    Optional<Integer> port = endpoint.port().toOptional().map(endpoint.exposure()::dialled);
    if (dialogue == null || port.isEmpty()) {
      return Optional.empty();
    }
    List<String> send = dialogue.send().stream().map(line -> line.fill(scope)).toList();
    return Optional.of(
        new Witness.Session(client(endpoint), port.get(), send, dialogue.expect().fill(scope)));
  }

  /** An address that gets in, and to which the endpoint speaks. */
  private static String client(Endpoint endpoint) {
    if (!endpoint.clients().toOptional().map(networks -> networks.isAny()).orElse(true)) {
      return endpoint
          .clients()
          .toOptional()
          .flatMap(networks -> networks.prefixes().stream().findFirst())
          .map(prefix -> prefix.last().equals(prefix.base()) ? prefix.base() : next(prefix))
          .map(Object::toString)
          .orElse(OUTSIDE_V4);
    }
    return endpoint
        .exposure()
        .witness()
        .map(WitnessPacket::source)
        .orElse(onlyV6(endpoint.exposure()) ? OUTSIDE_V6 : OUTSIDE_V4);
  }

  /** The first address of a block that is not its network's own. */
  private static Address next(Prefix prefix) {
    Address base = prefix.base();
    return new Address(base.family(), base.high(), base.low() + 1);
  }

  private static boolean onlyV6(Exposure exposure) {
    return exposure.v4().is(Reach.NONE) && !exposure.v6().is(Reach.NONE);
  }

  private Optional<Witness> packet() {
    Object subject = scope.subject();
    if (subject instanceof Endpoint endpoint) {
      return packet(endpoint.exposure(), endpoint.port());
    }
    if (subject instanceof FilteredPort port) {
      return packet(port.exposure(), port.port());
    }
    return subject instanceof SmtpRelay relay
        ? packet(relay.exposure(), relay.port())
        : Optional.empty();
  }

  private static Optional<Witness> packet(Exposure exposure, Fact<Integer> port) {
    if (port.toOptional().isEmpty() || exposure.verdict().is(Reach.NONE)) {
      return Optional.empty();
    }
    boolean v6 = onlyV6(exposure);
    WitnessPacket found =
        exposure.witness().orElse(new WitnessPacket(v6 ? OUTSIDE_V6 : OUTSIDE_V4, "eth0"));
    int family = found.source().indexOf(':') >= 0 ? 6 : 4;
    return port.toOptional()
        .map(
            number ->
                new Witness.Packet(
                    found.source(), family, found.iface(), exposure.dialled(number)));
  }

  private Optional<Witness> handshake() {
    if (!(scope.subject() instanceof Endpoint endpoint) || !endpoint.port().isKnown()) {
      return Optional.empty();
    }
    Optional<TlsVersion> lowest =
        endpoint
            .tls()
            .versions()
            .toOptional()
            .flatMap(versions -> versions.stream().min(Comparator.naturalOrder()));
    return lowest.flatMap(
        version ->
            endpoint
                .port()
                .toOptional()
                .map(
                    port ->
                        new Witness.Handshake(
                            endpoint.exposure().dialled(port), version.toString(), "")));
  }

  private Optional<Witness> relay() {
    return scope.subject() instanceof SmtpRelay relay
        ? relay
            .witness()
            .map(
                found ->
                    new Witness.Relay(
                        found.client(), found.helo(), found.sender(), found.recipient()))
        : Optional.empty();
  }

  private Optional<Witness> statement() {
    return statement == null || statement.text().isEmpty()
        ? Optional.empty()
        : Optional.of(new Witness.FileContent(statement.span().file(), statement.text()));
  }
}
