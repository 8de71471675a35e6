package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.posture.Authentication;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Mechanism;
import dev.postern.posture.Reach;
import dev.postern.posture.Smtp;
import dev.postern.posture.SmtpRelay;
import dev.postern.posture.State;
import dev.postern.posture.TlsVersion;
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
import java.util.Collections;
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
  private static final List<String> ANNOUNCED =
      List.of("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "ANONYMOUS");
  private static final int SEEDS = Integer.getInteger("postern.postfix.seeds", 80);
  private static final long FIRST_SEED = Long.getLong("postern.postfix.seed", 1);
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

  private String version = "";
  private int compared;
  private final List<String> unknown = new ArrayList<>();

  /** Both files of one instance. */
  private record Configuration(String main, String master) {}

  @Test
  void tlsLoginAndRelayingAgreeWithTheRunningServer() throws IOException {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    configurations()
        .forEach(
            (name, files) ->
                all.put(name, Map.of("main.cf", files.main(), "master.cf", files.master())));
    assertThat(all).hasSizeGreaterThanOrEqualTo(28);
    agree(all);
    assertThat(unknown).isEmpty();
  }

  /** Configurations by chance; more of them with {@code -Dpostern.postfix.seeds=}. */
  @Test
  void whatTheSettingsOfChanceDoAgreesWithTheRunningServer() throws IOException {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      all.put("seed-" + seed, RandomInstance.files(seed));
    }
    agree(all);
    System.out.printf(
        "%d configurations, %d answers compared, %d unknown%n", SEEDS, compared, unknown.size());
    assertThat(unknown.size()).as("unknown: %s", unknown).isLessThan(compared / 50);
  }

  private void agree(Map<String, Map<String, String>> all) throws IOException {
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
    version =
        Oracle.ask(List.of(Oracle.require("postconf").toString(), "-d", "-h", "mail_version"))
            .out()
            .strip();
    Map<String, Contribution> postures = new LinkedHashMap<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                timeout.toString(),
                String.valueOf(60 + 10 * all.size()),
                python.toString(),
                "src/test/python/postfix_probe.py"));
    for (Map.Entry<String, Map<String, String>> entry : all.entrySet()) {
      Path directory = Files.createDirectory(temp.resolve(entry.getKey()));
      for (Map.Entry<String, String> file : entry.getValue().entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), file.getValue());
      }
      Contribution posture = posture(entry.getValue());
      postures.put(entry.getKey(), posture);
      Files.writeString(directory.resolve("attempts.json"), attempts(posture));
      command.add(directory.toString());
    }
    Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSize(all.size());
    SoftAssertions every = new SoftAssertions();
    for (String line : lines) {
      Map<String, Object> met = Json.object(line);
      Path directory = Path.of((String) Objects.requireNonNull(met.get("directory")));
      String name = String.valueOf(directory.getFileName());
      // An offer that is hidden keeps nobody from logging in.
      String files = String.valueOf(all.get(name));
      boolean hidden =
          files.contains("smtpd_sasl_exceptions_networks")
              || files.contains("smtpd_sasl_mechanism_filter");
      compare(name, Objects.requireNonNull(postures.get(name)), hidden, met, every);
    }
    every.assertAll();
  }

  private Contribution posture(Map<String, String> texts) {
    Map<String, byte[]> files = new TreeMap<>();
    texts.forEach((name, text) -> files.put("etc/postfix/" + name, bytes(text)));
    return PostfixPosture.read(
        new MemoryTree(files),
        "etc/postfix",
        PostfixSettingsGoldenTest.platform(version),
        Fact.known(ANNOUNCED));
  }

  /** The witness where the posture has one; else what an imaginative stranger would try. */
  private static String attempts(Contribution posture) {
    Map<String, String> ports = new TreeMap<>();
    for (SmtpRelay relay : posture.smtpRelays()) {
      List<String> messages = new ArrayList<>();
      relay
          .witness()
          .ifPresent(
              found ->
                  messages.add(
                      message(found.client(), found.helo(), found.sender(), found.recipient())));
      if (messages.isEmpty()) {
        for (String recipient : RandomInstance.RECIPIENTS) {
          for (String sender : RandomInstance.SENDERS) {
            messages.add(message("203.0.113.7", RandomInstance.HELOS.get(0), sender, recipient));
          }
        }
        for (String helo : RandomInstance.HELOS) {
          messages.add(
              message("203.0.113.7", helo, "friend@partner.example.net", "a@b.foreign.test"));
        }
        messages.add(message("203.0.113.7", "", "someone@sender.example", "a@b.foreign.test"));
      }
      ports.put(
          String.valueOf(relay.port().toOptional().orElseThrow()),
          "[" + String.join(",", messages) + "]");
    }
    List<String> members = new ArrayList<>();
    ports.forEach((port, messages) -> members.add("\"" + port + "\":" + messages));
    return "{" + String.join(",", members) + "}";
  }

  private static String message(String client, String helo, String sender, String recipient) {
    return "{\"client\":\"%s\",\"helo\":%s,\"sender\":\"%s\",\"recipient\":\"%s\"}"
        .formatted(client, helo.isEmpty() ? "null" : "\"" + helo + "\"", sender, recipient);
  }

  private void compare(
      String name,
      Contribution posture,
      boolean hidden,
      Map<String, Object> met,
      SoftAssertions every) {
    TreeSet<Long> ports = new TreeSet<>();
    posture.endpoints().forEach(e -> ports.add((long) e.port().toOptional().orElseThrow()));
    every
        .assertThat(List.copyOf(ports))
        .as("%s listens (%s)", name, met.get("error"))
        .isEqualTo(met.get("listening"));
    if (met.get("ports") instanceof Map) {
      Json.asObject(Objects.requireNonNull(met.get("ports")))
          .forEach(
              (port, seen) -> {
                Map<String, Fact<?>> worked = answers(posture, Integer.parseInt(port));
                Map<String, Object> answered = Json.asObject(seen);
                if (answered.containsKey("required")) {
                  boolean useless =
                      Boolean.TRUE.equals(answered.get("required"))
                          && !answered.containsKey("vrfy");
                  answered.put("state", useless ? State.REFUSES : State.WORKS);
                }
                if (Boolean.TRUE.equals(answered.get("handshake"))
                    && !answered.containsKey("vrfy")) {
                  // Sessions under TLS die, after which master lets nobody in for a minute.
                  answered.remove("attempts");
                }
                answered.forEach(
                    (key, answer) -> {
                      if (hidden && key.startsWith("offered")) {
                        return;
                      }
                      Fact<?> fact = worked.getOrDefault(key, Fact.known("(nothing)"));
                      compared++;
                      if (fact.isKnown()) {
                        every
                            .assertThat(String.valueOf(fact.toOptional().orElseThrow()))
                            .as("%s, port %s, %s", name, port, key)
                            .isEqualTo(String.valueOf(answer));
                      } else {
                        unknown.add("%s %s %s: %s".formatted(name, port, key, fact));
                      }
                    });
              });
    }
  }

  private static byte[] bytes(String text) {
    return text.replace("@DIR@", "/etc/ssl").getBytes(StandardCharsets.UTF_8);
  }

  /** What a client on another host meets at a port, in the words of the probe. */
  private static Map<String, Fact<?>> answers(Contribution posture, int port) {
    Optional<Endpoint> met =
        posture.endpoints().stream()
            .filter(endpoint -> endpoint.port().is(port))
            .filter(endpoint -> endpoint.exposure().v4().is(Reach.ANY))
            .findFirst();
    if (met.isEmpty()) {
      return Map.of("connect", Fact.known("refused"));
    }
    Endpoint endpoint = met.get();
    if (endpoint.state().is(State.DEAD)) {
      return Map.of("connect", Fact.known("accepted, then silent"));
    }
    SmtpRelay relay =
        posture.smtpRelays().stream()
            .filter(found -> found.port().is(port))
            .findFirst()
            .orElseThrow();
    Authentication login = endpoint.authentication();
    Fact<Boolean> handshake = endpoint.tls().versions().map(versions -> !versions.isEmpty());
    Map<String, Fact<?>> answers = new TreeMap<>();
    answers.put("connect", Fact.known("accepted"));
    answers.put("tls", endpoint.tls().mode().map(Word::of));
    answers.put("state", endpoint.state());
    answers.put("handshake", handshake);
    answers.put("required", endpoint.tls().required());
    answers.put(
        "versions",
        endpoint.tls().versions().map(list -> list.stream().map(TlsVersion::toString).toList()));
    answers.put("before", names(login.mechanismsBeforeTls()));
    answers.put("offered", names(login.mechanismsBeforeTls()));
    answers.put("after", names(login.mechanismsAfterTls()));
    answers.put("offered-after", names(login.mechanismsAfterTls()));
    answers.put("password", login.cleartext());
    answers.put("helo-required", relay.smtp().heloRequired());
    answers.put("vrfy", relay.smtp().vrfy());
    answers.put("banner", relay.smtp().banner());
    answers.put(
        "bare-newline",
        relay
            .smtp()
            .bareNewline()
            .with(
                relay.smtp().bareNewlineExempt(),
                (done, exempt) ->
                    done == Smtp.BareNewline.TAKEN
                        || exempt.contains(Address.parse("203.0.113.7").orElseThrow())));
    int tries = relay.witness().isPresent() ? 1 : 16;
    answers.put("attempts", relay.open().map(open -> Collections.nCopies(tries, open)));
    return answers;
  }

  private static Fact<List<String>> names(Fact<List<Mechanism>> mechanisms) {
    return mechanisms.map(
        list ->
            list.stream()
                .map(mechanism -> mechanism.name().toOptional().orElseThrow())
                .sorted()
                .toList());
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
