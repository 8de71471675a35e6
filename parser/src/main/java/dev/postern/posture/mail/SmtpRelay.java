package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.service.Role;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;
import java.util.List;
import java.util.Optional;

/**
 * What one smtpd service does with mail for foreign domains from clients that have not logged in.
 *
 * @param endpoint the {@link Endpoint#id} it belongs to
 * @param state as of its endpoint
 * @param defaultsOf the version whose defaults hold where nothing is written (Postfix's
 *     compatibility_level)
 * @param open whether a stranger's mail to a foreign domain is taken
 * @param witness a client, sender and recipient that prove it; empty when not known to be open
 * @param trustedNetworks clients that may relay without a login
 * @param trustedBy how those were chosen
 * @param takesOwnMail whether somebody without a login can send at least to the host's own domains
 * @param loginMayForge whether a user who has logged in can send in the name of another one
 * @param restrictions the restrictions as evaluated, in order, one text each
 * @param loginServer whom it asks whether a password is right
 * @param recipients for whom it takes mail
 * @param intake what becomes of it then
 */
public record SmtpRelay(
    Service service,
    String endpoint,
    Fact<Integer> port,
    Fact<Role> role,
    Fact<State> state,
    Fact<Version> defaultsOf,
    Fact<Boolean> open,
    Optional<Witness> witness,
    Fact<Networks> trustedNetworks,
    Fact<TrustedBy> trustedBy,
    Fact<Boolean> takesOwnMail,
    Fact<Boolean> loginMayForge,
    Fact<List<String>> restrictions,
    Smtp smtp,
    LoginServer loginServer,
    Recipients recipients,
    Intake intake,
    Exposure exposure) {

  /**
   * A message that is relayed.
   *
   * @param helo the name that the client gives itself; empty when it gives none
   */
  public record Witness(String client, String helo, String sender, String recipient) {}

  /** Who says which clients are trusted. */
  public enum TrustedBy {
    /** No client is trusted for its address. */
    NOBODY,
    /** A list of the administrator. */
    LIST,
    /** The host's own addresses are taken. */
    HOST,
    /** Every network that an interface of the host is in. */
    SUBNET,
    /** Every network of class A, B or C that an interface of the host is in. */
    CLASS
  }

  public static final Shape<SmtpRelay> SHAPE =
      Shape.<SmtpRelay>named("smtp-relay")
          .part("service", Service.SHAPE, SmtpRelay::service)
          .leaf("endpoint", Type.TEXT, relay -> Fact.known(relay.endpoint()))
          .leaf("port", Type.INTEGER, SmtpRelay::port)
          .leaf("role", Type.of(Role.class), SmtpRelay::role)
          .leaf("state", Type.of(State.class), SmtpRelay::state)
          .leaf("defaults-of", Type.VERSION, SmtpRelay::defaultsOf)
          .leaf("open", Type.BOOLEAN, SmtpRelay::open)
          .leaf("trusted-networks", Type.NETWORKS, SmtpRelay::trustedNetworks)
          .leaf(
              "trusted-breadth",
              Word.BREADTH,
              relay -> relay.trustedNetworks().map(Networks::breadth))
          .leaf("trusted-by", Type.of(TrustedBy.class), SmtpRelay::trustedBy)
          .leaf("takes-own-mail", Type.BOOLEAN, SmtpRelay::takesOwnMail)
          .leaf("login-may-forge", Type.BOOLEAN, SmtpRelay::loginMayForge)
          .leaf("restrictions", new Type.ListOf(Type.TEXT), SmtpRelay::restrictions)
          .part("smtp", Smtp.SHAPE, SmtpRelay::smtp)
          .part("login-server", LoginServer.SHAPE, SmtpRelay::loginServer)
          .part("recipients", Recipients.SHAPE, SmtpRelay::recipients)
          .part("intake", Intake.SHAPE, SmtpRelay::intake)
          .part("exposure", Exposure.SHAPE, SmtpRelay::exposure)
          .build();

  /** The same service as its host lets it be reached. */
  public SmtpRelay with(Exposure other) {
    return new SmtpRelay(
        service,
        endpoint,
        port,
        role,
        state,
        defaultsOf,
        open,
        witness,
        trustedNetworks,
        trustedBy,
        takesOwnMail,
        loginMayForge,
        restrictions,
        smtp,
        loginServer,
        recipients,
        intake,
        other);
  }
}
