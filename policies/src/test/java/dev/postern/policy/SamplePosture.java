package dev.postern.policy;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.OnHost;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.login.Switch;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.FilterUpkeep;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Role;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Tls;
import dev.postern.posture.tls.TlsMode;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.Span;
import java.util.List;
import java.util.Optional;

/** One IMAP endpoint of a Dovecot host, reachable from anywhere; single facts can be replaced. */
public final class SamplePosture {
  private Fact<Boolean> tlsRequired = Fact.known(true, setting(6, "ssl = required"));
  private Fact<Boolean> cleartext = Fact.known(false, setting(6, "ssl = required"));
  private Fact<State> state = Fact.known(State.WORKS);
  private Fact<Reach> reach = Fact.known(Reach.ANY);
  private Fact<Networks> clients = Fact.known(Networks.ANY);
  private Fact<List<RateLimit>> rateLimits = Fact.known(List.of());
  private Fact<List<TlsVersion>> versions =
      Fact.known(List.of(TlsVersion.TLSV1_2, TlsVersion.TLSV1_3));
  private Fact<TlsVersion> minimum = Fact.known(TlsVersion.TLSV1_2);
  private Fact<Version> dovecot = Fact.known(Version.of("2.3.19"));

  /** A statement of {@code etc/dovecot/dovecot.conf}. */
  public static Origin.Setting setting(int line, String text) {
    return new Origin.Setting(
        new Span("etc/dovecot/dovecot.conf", line, 1, line, text.length() + 1), text);
  }

  public SamplePosture tlsRequired(Fact<Boolean> fact) {
    tlsRequired = fact;
    return this;
  }

  public SamplePosture cleartext(Fact<Boolean> fact) {
    cleartext = fact;
    return this;
  }

  public SamplePosture state(Fact<State> fact) {
    state = fact;
    return this;
  }

  public SamplePosture reach(Fact<Reach> fact) {
    reach = fact;
    return this;
  }

  public SamplePosture clients(Fact<Networks> fact) {
    clients = fact;
    return this;
  }

  public SamplePosture rateLimits(Fact<List<RateLimit>> fact) {
    rateLimits = fact;
    return this;
  }

  public SamplePosture versions(Fact<List<TlsVersion>> fact) {
    versions = fact;
    return this;
  }

  public SamplePosture minimum(Fact<TlsVersion> fact) {
    minimum = fact;
    return this;
  }

  public SamplePosture dovecot(Fact<Version> fact) {
    dovecot = fact;
    return this;
  }

  public Endpoint endpoint() {
    List<Mechanism> plain = List.of(Mechanism.of("plain", List.of()));
    return new Endpoint(
        Service.of(SoftwareName.DOVECOT, "imap-login/imap"),
        Fact.known(Protocol.IMAP),
        Fact.known(Role.ACCESS),
        Fact.known("*"),
        Fact.known(143),
        Fact.known(List.of(4, 6)),
        clients,
        state,
        BehindProxy.NONE,
        Dialogue.NONE,
        new Tls(
            Fact.known(TlsMode.STARTTLS),
            tlsRequired,
            versions,
            Fact.known(List.of()),
            minimum,
            Fact.known(TlsVersion.TLSV1_3),
            Fact.known(false),
            Handshake.unknown("the sample does not tell", List.of()),
            Certificate.unread(
                Fact.known("/etc/ssl/mail.pem"), Fact.known(true), "not among the files")),
        new Authentication(
            Fact.known(true),
            Fact.known(true),
            Fact.known(plain),
            Fact.known(plain),
            cleartext,
            Fact.known(false),
            Fact.known(false),
            Fact.known(Networks.NONE),
            Fact.known(2),
            Fact.known(Switch.ON),
            PolicyServer.NONE),
        rateLimits,
        new Exposure(
            reach,
            reach,
            reach,
            Fact.known(Networks.ANY),
            Fact.known(Via.DIRECT),
            Optional.of(new Exposure.WitnessPacket("203.0.113.9", "eth0"))));
  }

  public Host host() {
    return new Host(
        "mx1",
        "hosts/mx1",
        List.of(),
        List.of(new Software(Fact.known(SoftwareName.DOVECOT), dovecot)),
        List.of(endpoint()),
        List.of(),
        OnHost.NONE,
        new PacketFiltering(
            Fact.known(false),
            new PacketFiltering.DefaultInput(
                Fact.unknown("no packet filter was found"),
                Fact.unknown("no packet filter was found")),
            Fact.known(0),
            Fact.known(List.of()),
            FilterUpkeep.NONE),
        Fact.known(List.of()),
        List.of(),
        List.of(),
        List.of());
  }
}
