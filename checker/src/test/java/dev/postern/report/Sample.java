package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fingerprint;
import dev.postern.policy.Fix;
import dev.postern.policy.Judgement;
import dev.postern.policy.Severity;
import dev.postern.policy.Subject;
import dev.postern.policy.Verdict;
import dev.postern.policy.Witness;
import dev.postern.posture.Authentication;
import dev.postern.posture.Certificate;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Exposure;
import dev.postern.posture.FilterUpkeep;
import dev.postern.posture.Handshake;
import dev.postern.posture.Host;
import dev.postern.posture.Mechanism;
import dev.postern.posture.OnHost;
import dev.postern.posture.PacketFiltering;
import dev.postern.posture.Protocol;
import dev.postern.posture.RateLimit;
import dev.postern.posture.Reach;
import dev.postern.posture.Recipients;
import dev.postern.posture.Role;
import dev.postern.posture.Service;
import dev.postern.posture.Smtp;
import dev.postern.posture.SmtpLog;
import dev.postern.posture.SmtpRelay;
import dev.postern.posture.Software;
import dev.postern.posture.SoftwareName;
import dev.postern.posture.State;
import dev.postern.posture.Switch;
import dev.postern.posture.Tls;
import dev.postern.posture.TlsMode;
import dev.postern.posture.TlsVersion;
import dev.postern.posture.Trouble;
import dev.postern.posture.Version;
import dev.postern.posture.Via;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small leaky host, its posture and findings made by hand, for the reports to show. */
final class Sample {
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

  private static final Problem SYNTAX =
      Problem.error(
          Problem.Kind.SYNTAX, new Span(RULES, 14, 4, 14, 9), "found INPTU, expected a chain");
  private static final Problem NOTE =
      Problem.warning(
          Problem.Kind.NOTE,
          new Span(AUTH, 2, 1, 2, 9),
          "the setting is obsolete and has no effect");
  private static final Problem UNREADABLE =
      Problem.ofFile(
          Problem.Kind.UNREADABLE, "etc/dovecot/private.conf", "permission denied; run as root");

  private Sample() {}

  /** What a run tells that shows some verdicts and counts the others. */
  static List<JudgedHost> report(Verdict... shown) {
    List<Verdict> told =
        shown.length == 0 ? List.of(Verdict.FAIL, Verdict.UNKNOWN) : List.of(shown);
    List<Finding> findings = new ArrayList<>();
    Map<Verdict, Integer> others = new EnumMap<>(Verdict.class);
    for (Finding finding : findings()) {
      if (told.contains(finding.verdict())) {
        findings.add(finding);
      } else {
        others.merge(finding.verdict(), 1, Integer::sum);
      }
    }
    findings.sort(Finding.ORDER);
    return List.of(new JudgedHost(host("mx1", "hosts/mx1"), new Judgement(findings, others)));
  }

  static List<Finding> findings() {
    return List.of(cleartext(), openPort(), unknownRelay(), passed());
  }

  static Finding cleartext() {
    return new Finding(
        "AUTH-001",
        "cleartext-login",
        Severity.CRITICAL,
        Verdict.FAIL,
        subject("imap", 143),
        "A password can cross the network in clear: imap on 143 accepts LOGIN before STARTTLS",
        CLEARTEXT.span(),
        List.of(
            new Evidence("authentication.cleartext", true, CLEARTEXT),
            new Evidence("tls.required", false, SSL),
            new Evidence("exposure.verdict", "any", ACCEPT),
            new Evidence("exposure.verdict", "any", POLICY)),
        new Witness.Session(
            "203.0.113.7", 143, List.of("a LOGIN user pass"), "accepted without TLS"),
        new Fix(
            "require TLS before any login",
            List.of(
                new Fix.Edit(
                    AUTH, 10, "disable_plaintext_auth = no", "disable_plaintext_auth = yes"))),
        List.of("RFC 8314 section 4.1", "PCI DSS 4.2.1"),
        new Fingerprint(List.of("5d1f0c")),
        "cleartext");
  }

  static Finding openPort() {
    return new Finding(
        "PORT-004",
        "mail-port-open-over-ipv6",
        Severity.MEDIUM,
        Verdict.FAIL,
        new Subject("filtered-port", "143/tcp", Map.of("port", 143)),
        "Port 143 is open over IPv6 and closed over IPv4",
        null,
        List.of(new Evidence("exposure.v6", "any", NO_V6)),
        new Witness.Packet("2001:db8::7", 6, "eth0", 143),
        null,
        List.of(),
        new Fingerprint(List.of("77aa01")),
        "port");
  }

  static Finding unknownRelay() {
    Origin map =
        new Origin.Setting(
            new Span("etc/postfix/main.cf", 31, 1, 31, 52),
            "smtpd_relay_restrictions = mysql:/etc/postfix/relay.cf");
    return new Finding(
        "RELAY-001",
        "open-relay",
        Severity.CRITICAL,
        Verdict.UNKNOWN,
        new Subject("smtp-relay", "smtp 25/tcp *", Map.of("port", 25)),
        "Whether smtp on 25 relays for strangers is unknown: the table mysql:/etc/postfix/relay.cf"
            + " is not in the files",
        new Span("etc/postfix/main.cf", 31, 1, 31, 52),
        List.of(new Evidence("open", "unknown: the table is not in the files", map)),
        null,
        null,
        List.of("RFC 5321 section 7"),
        new Fingerprint(List.of("0b44f2")),
        "relay");
  }

  static Finding passed() {
    return new Finding(
        "TLS-002",
        "old-tls-versions",
        Severity.HIGH,
        Verdict.PASS,
        subject("imaps", 993),
        "imap on 993 speaks TLSv1.2 and newer only",
        null,
        List.of(
            new Evidence(
                "tls.minimum",
                "TLSv1.2",
                new Origin.Default("Dovecot", "2.3.15-2.3.21", "ssl_min_protocol = TLSv1.2"))),
        null,
        null,
        List.of(),
        new Fingerprint(List.of("c0ffee")),
        "");
  }

  private static Subject subject(String protocol, int port) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("protocol", protocol);
    attributes.put("port", port);
    attributes.put("address", "*");
    attributes.put("clients", "any");
    return new Subject("endpoint", protocol + " " + port + "/tcp *", attributes);
  }

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
            Fact.known(true, POLICY),
            new PacketFiltering.DefaultInput(
                Fact.known(PacketFiltering.Outcome.DROP, POLICY),
                Fact.known(PacketFiltering.Outcome.ACCEPT, NO_V6)),
            Fact.known(14),
            Fact.known(List.of()),
            FilterUpkeep.NONE),
        Fact.known(List.of()),
        List.of(),
        List.of(new Trouble(SYNTAX), new Trouble(UNREADABLE)));
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
        Fact.known(false),
        tls(Fact.known(false, SSL)),
        new Authentication(
            Fact.known(true),
            Fact.known(List.of(Mechanism.of("PLAIN", List.of(CLEARTEXT)))),
            Fact.known(List.of(Mechanism.of("PLAIN", List.of()))),
            Fact.known(true, CLEARTEXT, SSL),
            Fact.known(true, CLEARTEXT),
            Fact.known(true, CLEARTEXT),
            Fact.known(Networks.NONE),
            Fact.known(2),
            Fact.known(Switch.ON)),
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
        Fact.known(false),
        tls(Fact.unknown("one of two versions is in use")),
        new Authentication(
            Fact.known(false),
            Fact.known(List.of()),
            Fact.known(List.of()),
            Fact.known(false),
            Fact.known(true),
            Fact.known(false),
            Fact.known(Networks.NONE),
            Fact.known(0),
            Fact.known(Switch.OFF)),
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
            Fact.known("mail.example.com ESMTP"),
            Fact.known(false),
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
        RECIPIENTS,
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
