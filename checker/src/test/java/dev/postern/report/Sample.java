package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.fact.Origin;
import dev.postern.policy.Advice;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.policy.Fingerprint;
import dev.postern.policy.Fix;
import dev.postern.policy.Judgement;
import dev.postern.policy.Severity;
import dev.postern.policy.Subject;
import dev.postern.policy.Verdict;
import dev.postern.policy.Witness;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings made by hand about {@link SampleHost}, for the reports to show. */
final class Sample {
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
    return List.of(
        new JudgedHost(SampleHost.host("mx1", "hosts/mx1"), new Judgement(findings, others)));
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
        SampleHost.CLEARTEXT.span(),
        List.of(
            new Evidence("authentication.cleartext", true, SampleHost.CLEARTEXT),
            new Evidence("tls.required", false, SampleHost.SSL),
            new Evidence("exposure.verdict", "any", SampleHost.ACCEPT),
            new Evidence("exposure.verdict", "any", SampleHost.POLICY)),
        new Witness.Session(
            "203.0.113.7", 143, List.of("a LOGIN user pass"), "accepted without TLS"),
        new Fix(
            Advice.of("require TLS before any login"),
            List.of(),
            List.of(),
            List.of(
                new Fix.Edit(
                    SampleHost.AUTH,
                    10,
                    "disable_plaintext_auth = no",
                    "disable_plaintext_auth = yes"))),
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
        List.of(new Evidence("exposure.v6", "any", SampleHost.NO_V6)),
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
}
