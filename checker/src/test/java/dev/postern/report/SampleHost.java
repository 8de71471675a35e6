package dev.postern.report;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.OnHost;
import dev.postern.posture.Trouble;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.LoginServer;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.login.Switch;
import dev.postern.posture.mail.Intake;
import dev.postern.posture.mail.Recipients;
import dev.postern.posture.mail.Smtp;
import dev.postern.posture.mail.SmtpLog;
import dev.postern.posture.mail.SmtpRelay;
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
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A host with two listeners, of which some is unknown, and what went wrong with its files. */
final class SampleHost {
  static final String AUTH = "etc/dovecot/conf.d/10-auth.conf";
  static final String RULES = "etc/iptables/rules.v4";

  static final Origin.Setting CLEARTEXT =
      new Origin.Setting(new Span(AUTH, 10, 1, 10, 28), "disable_plaintext_auth = no");
  static final Origin.Default SSL = new Origin.Default("Dovecot", "2.3", "ssl = yes");
  static final Origin.Setting ACCEPT =
      new Origin.Setting(new Span(RULES, 12, 1, 12, 38), "-A INPUT -p tcp --dport 143 -j ACCEPT");
  static final Origin.Setting POLICY =
      new Origin.Setting(new Span(RULES, 3, 1, 3, 17), ":INPUT DROP [0:0]");
  static final Origin.Assumption NO_V6 =
      new Origin.Assumption("no packet filter for IPv6 was found: every bound port is reachable");

  static final Problem SYNTAX =
      Problem.error(
          Problem.Kind.SYNTAX, new Span(RULES, 14, 4, 14, 9), "found INPTU, expected a chain");
  static final Problem NOTE =
      Problem.warning(
          Problem.Kind.NOTE,
          new Span(AUTH, 2, 1, 2, 9),
          "the setting is obsolete and has no effect");
  static final Problem UNREADABLE =
      Problem.ofFile(
          Problem.Kind.UNREADABLE, "etc/dovecot/private.conf", "permission denied; run as root");

  private SampleHost() {}

  static Host host(String name, String root) {
    return new Host(
        name,
        root,
        List.of(
            new ReadFile(
                SourceFile.of(AUTH, "# logins\n"),
                "dovecot",
                new Coverage(410, 12, 3, 0),
                List.of(NOTE)),
            new ReadFile(
                SourceFile.of(RULES, "*filter\n"),
                "iptables",
                new Coverage(14, 0, 0, 1),
                List.of(SYNTAX))),
        List.of(
            new Software(
                Fact.known(SoftwareName.DOVECOT), Fact.known(Version.of("2.3.19"), List.of())),
            new Software(
                Fact.known(SoftwareName.POSTFIX),
                Fact.oneOf(
                    Set.copyOf(List.of(Version.of("3.7"))), "the version is not known", List.of())),
            new Software(
                Fact.known(SoftwareName.OPENSSL),
                Fact.unknown("the version of openssl is not known"))),
        List.of(imap(), smtp()),
        List.of(relay()),
        OnHost.NONE,
        new PacketFiltering(
            Fact.known(true, POLICY, new Origin.Assumption("no container publishes a port")),
            new PacketFiltering.DefaultInput(
                Fact.known(PacketFiltering.Outcome.DROP, POLICY),
                Fact.known(PacketFiltering.Outcome.ACCEPT, NO_V6)),
            Fact.known(14),
            Fact.known(List.of()),
            FilterUpkeep.NONE),
        Fact.known(List.of()),
        List.of(),
        List.of(new Trouble(SYNTAX), new Trouble(UNREADABLE)),
        List.of(new Origin.Assumption("no mail comes or goes by Exim (etc/exim4/exim4.conf)")));
  }

  private static Endpoint imap() {
    return new Endpoint(
        Service.of(SoftwareName.DOVECOT, "imap-login/imap"),
        Fact.known(Protocol.IMAP),
        Fact.known(Role.ACCESS),
        Fact.known("*"),
        Fact.known(143),
        Fact.known(List.of(4, 6)),
        Fact.known(Networks.ANY),
        Fact.known(State.WORKS),
        BehindProxy.NONE,
        Dialogue.NONE,
        tls(Fact.known(false, SSL)),
        new Authentication(
            Fact.known(true),
            Fact.known(true),
            Fact.known(List.of(Mechanism.of("PLAIN", List.of(CLEARTEXT)))),
            Fact.known(List.of(Mechanism.of("PLAIN", List.of()))),
            Fact.known(true, CLEARTEXT, SSL),
            Fact.known(true, CLEARTEXT),
            Fact.known(true, CLEARTEXT),
            Fact.known(Networks.NONE),
            Fact.known(2),
            Fact.known(Switch.ON),
            PolicyServer.NONE),
        Fact.known(List.of(limit())),
        exposure(
            Fact.known(Reach.ANY, ACCEPT, NO_V6),
            Fact.known(Networks.ANY),
            Optional.of(new Exposure.WitnessPacket("203.0.113.7", "eth0"))));
  }

  private static Endpoint smtp() {
    return new Endpoint(
        Service.of(SoftwareName.POSTFIX, "smtp/inet"),
        Fact.known(Protocol.SMTP),
        Fact.known(Role.EXCHANGE),
        Fact.known("192.0.2.1"),
        Fact.known(25),
        Fact.known(List.of(4)),
        Fact.known(Networks.of(Prefix.parse("192.0.2.0/24").orElseThrow())),
        Fact.unknown("master.cf has {{ smtp_state }} there"),
        BehindProxy.NONE,
        Dialogue.NONE,
        tls(Fact.unknown("one of two versions is in use")),
        new Authentication(
            Fact.known(false),
            Fact.known(false),
            Fact.known(List.of()),
            Fact.known(List.of()),
            Fact.known(false),
            Fact.known(true),
            Fact.known(false),
            Fact.known(Networks.NONE),
            Fact.known(0),
            Fact.known(Switch.OFF),
            PolicyServer.NONE),
        Fact.unknown("the limits stand in a table that is not in the files"),
        exposure(
            Fact.known(Reach.SOME, ACCEPT),
            Fact.known(Networks.of(Prefix.parse("198.51.100.0/24").orElseThrow())),
            Optional.empty()));
  }

  private static final Recipients RECIPIENTS =
      new Recipients() {
        @Override
        public Fact<Boolean> forDomains() {
          return Fact.known(true);
        }

        @Override
        public Fact<Boolean> unknownTaken() {
          return Fact.unknown("the table is not in the files");
        }

        @Override
        public Fact<Boolean> postmaster() {
          return Fact.known(true);
        }

        @Override
        public Fact<Boolean> relayedByTable() {
          return Fact.known(false);
        }

        @Override
        public Fact<Boolean> servesNobody() {
          return Fact.known(false);
        }
      };

  private static final LoginServer LOGIN_SERVER =
      new LoginServer() {
        @Override
        public Fact<Place> place() {
          return Fact.known(Place.THIS_HOST);
        }

        @Override
        public Fact<String> asked() {
          return Fact.known("/var/spool/postfix/private/auth");
        }

        @Override
        public Fact<String> user() {
          return Fact.known("postfix");
        }

        @Override
        public Fact<Answer> answer() {
          return Fact.known(Answer.USABLE);
        }
      };

  private static final Intake INTAKE =
      new Intake() {
        @Override
        public Fact<Boolean> anySize() {
          return Fact.known(false);
        }

        @Override
        public Fact<Boolean> copied() {
          return Fact.known(false);
        }

        @Override
        public Fact<Integer> keptSeconds() {
          return Fact.known(432_000);
        }
      };

  private static SmtpRelay relay() {
    return new SmtpRelay(
        Service.of(SoftwareName.POSTFIX, "smtp/inet"),
        "smtp 25/tcp *",
        Fact.known(25),
        Fact.known(Role.EXCHANGE),
        Fact.known(State.WORKS),
        Fact.known(Version.of("3.6")),
        Fact.unknown("the table is not in the files"),
        Optional.empty(),
        Fact.known(Networks.of(Prefix.LOOPBACK_V4)),
        Fact.known(SmtpRelay.TrustedBy.LIST),
        Fact.known(true),
        Fact.known(false),
        Fact.known(List.of("permit_mynetworks", "reject_unauth_destination")),
        new Smtp(
            Fact.known(true),
            Fact.known(false),
            Fact.known(true),
            Fact.known(false),
            Fact.known(false),
            Fact.known(false),
            Fact.known(false),
            Fact.known(false),
            Fact.known(true),
            Fact.known(Smtp.BareNewline.NORMALIZED),
            Fact.known(Networks.NONE),
            Fact.known(Smtp.Smuggling.PREVENTED),
            new SmtpLog(Fact.known(true), Fact.known(false), Fact.known(false))),
        LOGIN_SERVER,
        RECIPIENTS,
        INTAKE,
        exposure(Fact.known(Reach.ANY, ACCEPT), Fact.known(Networks.ANY), Optional.empty()));
  }

  private static Tls tls(Fact<Boolean> required) {
    return new Tls(
        Fact.known(TlsMode.STARTTLS, SSL),
        required,
        Fact.known(List.of(TlsVersion.TLSV1_2, TlsVersion.TLSV1_3)),
        Fact.known(List.of()),
        Fact.oneOf(
            new java.util.LinkedHashSet<>(List.of(TlsVersion.TLSV1_0, TlsVersion.TLSV1_2)),
            "the default differs between the versions still possible",
            List.of()),
        Fact.known(TlsVersion.TLSV1_3),
        Fact.known(false),
        Handshake.unknown("the sample does not tell", List.of()),
        Certificate.unread(
            Fact.known("/etc/ssl/mx1.pem"), Fact.known(true), "not among the files"));
  }

  private static RateLimit limit() {
    return new RateLimit(
        Fact.known(RateLimit.Layer.FIREWALL),
        Fact.known(RateLimit.Kind.CONNECTIONS),
        Fact.known(5),
        Fact.known(60),
        Fact.known(RateLimit.Key.CLIENT_ADDRESS),
        Fact.known(RateLimit.Action.DROP),
        Fact.known(0),
        Fact.known(List.of(4)),
        Fact.known(Networks.NONE));
  }

  private static Exposure exposure(
      Fact<Reach> verdict, Fact<Networks> sources, Optional<Exposure.WitnessPacket> witness) {
    return new Exposure(
        verdict, verdict, Fact.known(Reach.ANY, NO_V6), sources, Fact.known(Via.DIRECT), witness);
  }
}
