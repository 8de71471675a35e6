package dev.postern.posture;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Role;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.State;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.Tls;
import java.util.ArrayList;
import java.util.List;

/**
 * One listener as one group of clients meets it.
 *
 * @param address {@code *} (all of IPv4, or of both families), {@code ::} (all of IPv6), or one
 *     address
 * @param families the address families it is bound in: 4, 6 or both
 * @param clients the networks this entry speaks of; {@link Networks#ANY} unless a filter makes a
 *     difference
 * @param state unknown with the reason when the files do not tell whether the listener exists or
 *     works
 * @param behindProxy whom it believes about the clients' addresses
 */
public record Endpoint(
    Service service,
    Fact<Protocol> protocol,
    Fact<Role> role,
    Fact<String> address,
    Fact<Integer> port,
    Fact<List<Integer>> families,
    Fact<Networks> clients,
    Fact<State> state,
    BehindProxy behindProxy,
    Dialogue dialogue,
    Tls tls,
    Authentication authentication,
    Fact<List<RateLimit>> rateLimits,
    Exposure exposure) {
  public static final Shape<Endpoint> SHAPE =
      Shape.<Endpoint>named("endpoint")
          .part("service", Service.SHAPE, Endpoint::service)
          .leaf("protocol", Type.of(Protocol.class), Endpoint::protocol)
          .leaf("role", Type.of(Role.class), Endpoint::role)
          .leaf("address", Type.TEXT, Endpoint::address)
          .leaf("port", Type.INTEGER, Endpoint::port)
          .leaf("families", new Type.ListOf(Type.INTEGER), Endpoint::families)
          .leaf("clients", Type.NETWORKS, Endpoint::clients)
          .leaf("state", Type.of(State.class), Endpoint::state)
          .part("behind-proxy", BehindProxy.SHAPE, Endpoint::behindProxy)
          .part("dialogue", Dialogue.SHAPE, Endpoint::dialogue)
          .part("tls", Tls.SHAPE, Endpoint::tls)
          .part("authentication", Authentication.SHAPE, Endpoint::authentication)
          .parts("rate-limits", RateLimit.SHAPE, Endpoint::rateLimits)
          .part("exposure", Exposure.SHAPE, Endpoint::exposure)
          .build();

  /**
   * The same endpoint, reached and limited otherwise. Where nobody is answered none is greeted or
   * logs in.
   */
  public Endpoint with(Exposure otherExposure, Fact<List<RateLimit>> otherLimits) {
    boolean dead = state.is(State.DEAD);
    return with(
        dead ? Dialogue.unanswered(state.origins()) : dialogue,
        tls,
        dead ? authentication.unanswered(state.origins()) : authentication,
        otherLimits,
        otherExposure);
  }

  /** The same endpoint once with each of its certificates, the one for most clients first. */
  public List<Endpoint> byCertificate() {
    List<Endpoint> all = new ArrayList<>();
    all.add(this);
    for (Certificate named : tls.namedCertificates()) {
      all.add(with(dialogue, tls.with(named, List.of()), authentication, rateLimits, exposure));
    }
    return all;
  }

  private Endpoint with(
      Dialogue otherDialogue,
      Tls otherTls,
      Authentication otherLogin,
      Fact<List<RateLimit>> otherLimits,
      Exposure otherExposure) {
    return new Endpoint(
        service,
        protocol,
        role,
        address,
        port,
        families,
        clients,
        state,
        behindProxy,
        otherDialogue,
        otherTls,
        otherLogin,
        otherLimits,
        otherExposure);
  }

  /** {@code PROTOCOL PORT/tcp ADDRESS[ clients CIDR][ name NAME]}, stable from run to run. */
  public String id() {
    String base =
        word(protocol.map(Word::of))
            + " "
            + word(port.map(String::valueOf))
            + "/tcp "
            + word(address);
    String ofClients =
        clients.is(Networks.ANY)
            ? base
            : base + " clients " + word(clients.map(Networks::toString));
    String name = tls.certificate().askedName().toOptional().orElse("");
    return name.isEmpty() ? ofClients : ofClients + " name " + name;
  }

  private static String word(Fact<String> fact) {
    return fact.toOptional().orElse("?");
  }
}
