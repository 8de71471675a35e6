package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Authentication;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Mechanism;
import dev.postern.posture.Reach;
import dev.postern.posture.SmtpRelay;
import dev.postern.posture.State;
import dev.postern.posture.TlsMode;
import dev.postern.posture.Word;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed Postfix is started with each configuration and asked; the posture must agree. */
class PostfixLiveTest {
  private static final Path MASTER = Path.of("/usr/lib/postfix/sbin/master");
  private static final List<String> ANNOUNCED = List.of("PLAIN", "LOGIN", "CRAM-MD5");
  private static final String CERTIFICATE =
      "smtpd_tls_cert_file = @DIR@/cert.pem\nsmtpd_tls_key_file = @DIR@/key.pem\n";
  private static final String BASE =
      """
      compatibility_level = 3.6
      myhostname = mail.example.test
      mydestination = example.test
      mynetworks = 127.0.0.0/8
      inet_protocols = ipv4
      smtpd_sasl_type = dovecot
      """;
  private static final String LOGIN = "smtpd_sasl_auth_enable = yes\n";
  private static final String SMTP = "smtp inet n - n - - smtpd\n";
  private static final String THREE =
      SMTP
          + """
          submission inet n - n - - smtpd
            -o smtpd_tls_security_level=encrypt
          465 inet n - n - - smtpd
            -o smtpd_tls_wrappermode=yes
          """;

  @TempDir Path temp;

  /** Both files of one instance. */
  private record Configuration(String main, String master) {}

  @Test
  void tlsLoginAndRelayingAgreeWithTheRunningServer() throws IOException {
    Oracle.require("postconf");
    Oracle.require("openssl");
    Path python = Oracle.require("python3");
    Path ip = Oracle.require("ip");
    Path timeout = Oracle.require("timeout");
    if (!Files.isExecutable(MASTER)) {
      Oracle.skip(MASTER + " is not installed");
    }
    if (Oracle.ask(List.of(ip.toString(), "netns", "list")).status() != 0
        || !"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Map<String, Configuration> all = configurations();
    assertThat(all).hasSizeGreaterThanOrEqualTo(28);
    List<String> command =
        new ArrayList<>(
            List.of(
                timeout.toString(), "100", python.toString(), "src/test/python/postfix_probe.py"));
    for (Map.Entry<String, Configuration> entry : all.entrySet()) {
      Path directory = Files.createDirectory(temp.resolve(entry.getKey()));
      Files.writeString(directory.resolve("main.cf"), entry.getValue().main());
      Files.writeString(directory.resolve("master.cf"), entry.getValue().master());
      command.add(directory.toString());
    }
    Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSize(all.size());
    String version =
        Oracle.ask(List.of(Oracle.require("postconf").toString(), "-d", "-h", "mail_version"))
            .out()
            .strip();
    SoftAssertions every = new SoftAssertions();
    for (String line : lines) {
      Map<String, Object> met = Json.object(line);
      Path directory = Path.of((String) Objects.requireNonNull(met.get("directory")));
      String name = String.valueOf(directory.getFileName());
      compare(name, Objects.requireNonNull(all.get(name)), met, version, every);
    }
    every.assertAll();
  }

  private static void compare(
      String name,
      Configuration configuration,
      Map<String, Object> met,
      String version,
      SoftAssertions every) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("etc/postfix/main.cf", bytes(configuration.main()));
    files.put("etc/postfix/master.cf", bytes(configuration.master()));
    Contribution posture =
        PostfixPosture.read(
            new MemoryTree(files),
            "etc/postfix",
            PostfixSettingsGoldenTest.platform(version),
            Fact.known(ANNOUNCED));
    TreeSet<Long> ports = new TreeSet<>();
    posture.endpoints().forEach(e -> ports.add((long) e.port().toOptional().orElseThrow()));
    every
        .assertThat(List.copyOf(ports))
        .as("%s listens (%s)", name, met.get("error"))
        .isEqualTo(met.get("listening"));
    if (met.get("ports") instanceof Map) {
      Json.asObject(Objects.requireNonNull(met.get("ports")))
          .forEach(
              (port, seen) ->
                  every
                      .assertThat(answers(posture, Integer.parseInt(port)))
                      .as("%s, port %s", name, port)
                      .isEqualTo(new TreeMap<>(Json.asObject(seen))));
    }
  }

  private static byte[] bytes(String text) {
    return text.replace("@DIR@", "/etc/ssl").getBytes(StandardCharsets.UTF_8);
  }

  /** What a client on another host meets at a port, in the words of the probe. */
  private static Map<String, Object> answers(Contribution posture, int port) {
    Map<String, Object> answers = new TreeMap<>();
    Optional<Endpoint> met =
        posture.endpoints().stream()
            .filter(endpoint -> endpoint.port().is(port))
            .filter(endpoint -> endpoint.exposure().v4().is(Reach.ANY))
            .findFirst();
    if (met.isEmpty()) {
      answers.put("connect", "refused");
      return answers;
    }
    Endpoint endpoint = met.get();
    if (endpoint.state().is(State.DEAD)) {
      answers.put("connect", "accepted, then silent");
      return answers;
    }
    Authentication login = endpoint.authentication();
    TlsMode mode = endpoint.tls().mode().toOptional().orElseThrow();
    boolean handshake = !endpoint.tls().versions().toOptional().orElseThrow().isEmpty();
    boolean required = endpoint.tls().required().toOptional().orElseThrow();
    answers.put("connect", "accepted");
    answers.put("tls", Word.of(mode));
    answers.put("handshake", handshake);
    answers.put("required", required);
    answers.put("before", names(login.mechanismsBeforeTls()));
    answers.put("after", names(login.mechanismsAfterTls()));
    answers.put("password", login.cleartext().toOptional().orElseThrow());
    SmtpRelay relay =
        posture.smtpRelays().stream()
            .filter(found -> found.port().is(port))
            .findFirst()
            .orElseThrow();
    answers.put("relays", relay.open().toOptional().orElseThrow());
    assertThat(endpoint.state().is(required && !handshake ? State.REFUSES : State.WORKS))
        .as("state %s", endpoint.state())
        .isTrue();
    assertThat(login.offered().toOptional())
        .hasValue(
            !names(login.mechanismsBeforeTls()).isEmpty()
                || !names(login.mechanismsAfterTls()).isEmpty());
    return answers;
  }

  private static List<String> names(Fact<List<Mechanism>> mechanisms) {
    return mechanisms.toOptional().orElseThrow().stream()
        .map(mechanism -> mechanism.name().toOptional().orElseThrow())
        .sorted()
        .toList();
  }

  /** Every combination of the settings that decide, and one configuration of each trap. */
  private static Map<String, Configuration> configurations() {
    Map<String, Configuration> all = new LinkedHashMap<>();
    for (String level : List.of("none", "may", "encrypt")) {
      for (String only : List.of("yes", "no")) {
        for (String sasl : List.of("yes", "no")) {
          all.put(
              level + "-" + only + "-" + sasl,
              new Configuration(
                  BASE
                      + CERTIFICATE
                      + "smtpd_tls_security_level = %s\nsmtpd_tls_auth_only = %s\nsmtpd_sasl_auth_enable = %s\n"
                          .formatted(level, only, sasl),
                  THREE));
        }
      }
    }
    String may = BASE + CERTIFICATE + LOGIN + "smtpd_tls_security_level = may\n";
    all.put(
        "no-certificate",
        new Configuration(BASE + LOGIN + "smtpd_tls_security_level = may\n", THREE));
    all.put(
        "no-certificate-open",
        new Configuration(
            BASE + "smtpd_tls_security_level = encrypt\n",
            SMTP + " -o smtpd_relay_restrictions=permit,reject\n"));
    all.put(
        "bogus-level",
        new Configuration(BASE + CERTIFICATE + "smtpd_tls_security_level = bogus\n", THREE));
    all.put(
        "bogus-boolean",
        new Configuration(may, SMTP + " -o smtpd_tls_auth_only=true\n587 inet n - n - - smtpd\n"));
    all.put(
        "duplicate",
        new Configuration(may, SMTP + "25 inet n - n - - smtpd\n -o smtpd_tls_security_level=\n"));
    all.put("loopback-only", new Configuration(may + "inet_interfaces = loopback-only\n", THREE));
    all.put(
        "own-address",
        new Configuration(
            may,
            """
            127.0.0.1:smtp inet n - n - - smtpd
            10.200.0.1:587 inet n - n - - smtpd
            0.0.0.0:2525 inet n - n - - smtpd
            """));
    all.put("trusts-the-world", new Configuration(may + "mynetworks = 0.0.0.0/0\n", THREE));
    all.put(
        "permit-before-reject",
        new Configuration(
            may,
            SMTP
                + " -o smtpd_relay_restrictions=permit,reject_unauth_destination\n"
                + "587 inet n - n - - smtpd\n"
                + " -o {smtpd_relay_restrictions=permit_mynetworks reject_unauth_destination permit}\n"
                + "465 inet n - n - - smtpd\n -o smtpd_tls_wrappermode=yes\n"
                + " -o smtpd_relay_restrictions=static:ok,reject_unauth_destination\n"));
    all.put(
        "permit-in-one-list",
        new Configuration(
            may + "smtpd_recipient_restrictions = permit\n",
            SMTP
                + "587 inet n - n - - smtpd\n -o smtpd_relay_restrictions=\n"
                + " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n"));
    all.put(
        "no-plaintext",
        new Configuration(
            may
                + "smtpd_sasl_security_options = noanonymous, noplaintext\n"
                + "smtpd_sasl_tls_security_options = noanonymous\n",
            THREE));
    all.put(
        "no-plaintext-at-all",
        new Configuration(may + "smtpd_sasl_security_options = noanonymous, noplaintext\n", THREE));
    all.put(
        "bogus-security-option",
        new Configuration(may + "smtpd_sasl_security_options = nonsense\n", SMTP));
    all.put(
        "mechanism-filter",
        new Configuration(may + "smtpd_sasl_mechanism_filter = !cram-md5, static:rest\n", SMTP));
    all.put(
        "one-service-cannot-change-destinations",
        new Configuration(
            may + "relay_domains = com\nparent_domain_matches_subdomains =\n",
            SMTP
                + """
                587 inet n - n - - smtpd
                  -o relay_domains=static:all
                2525 inet n - n - - smtpd
                  -o mydestination=static:all
                2526 inet n - n - - smtpd
                  -o parent_domain_matches_subdomains=relay_domains
                """));
    all.put("relays-a-whole-tld", new Configuration(may + "relay_domains = com\n", SMTP));
    all.put(
        "relays-what-a-static-table-says",
        new Configuration(may + "relay_domains = static:all\n", SMTP));
    all.put(
        "world-is-local",
        new Configuration(may + "mydestination = static:all\nlocal_recipient_maps =\n", SMTP));
    return all;
  }
}
