package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.service.State;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** smtpd with Cyrus SASL instead of Dovecot: what its configuration names, a client is offered. */
class CyrusSaslLiveTest {
  private static final String MAIN =
      """
      compatibility_level = 3.6
      myhostname = mail.example.test
      mydestination = example.test
      mynetworks = 127.0.0.0/8
      inet_protocols = ipv4
      smtpd_sasl_type = cyrus
      smtpd_sasl_auth_enable = yes
      """;

  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("usual", "pwcheck_method: saslauthd\nmech_list: PLAIN LOGIN\n");
    FILES.put("one", "mech_list:plain\n");
    FILES.put("twice", "mech_list: plain\nmech_list: login\n");
    FILES.put("comma", "mech_list: plain,login\n");
    FILES.put("indented", "#mech_list: x\n  mech_list: PLAIN ANONYMOUS CRAM-MD5 \n");
    FILES.put("folded", "mech_list: plain\n\tlogin\n");
    FILES.put("blank", "mech_list : plain\n");
    FILES.put("words", "log level: 7\nmech_list: plain\n");
    FILES.put("external", "mech_list: EXTERNAL PLAIN\n");
    FILES.put("case", "Mech_List: plain\n");
    FILES.put("tabs", "\nmech_list:\tPLAIN\tCRAM-MD5\r\n");
    FILES.put("empty", "mech_list:\n");
    FILES.put("other", "smtpd_mech_list: plain\nmech_list: login\n");
    FILES.put("comment", "mech_list: plain # login\n");
    FILES.put(
        "many",
        "mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM ANONYMOUS SCRAM-SHA-1 SCRAM-SHA-256\n");
    FILES.put("silent", "pwcheck_method: saslauthd\n");
  }

  private static final List<String> OPTIONS =
      List.of(
          "",
          "noplaintext",
          "noactive",
          "nodictionary",
          "noanonymous",
          "mutual_auth",
          "forward_secrecy",
          "noplaintext, noanonymous",
          "noactive, noanonymous",
          "NOANONYMOUS",
          "noanonymous, noPlaintext",
          ",");

  @TempDir Path temp;

  @Test
  void offersWhatTheConfigurationNames() throws IOException {
    Path sasl = Files.createDirectory(temp.resolve("sasl"));
    List<List<String>> services = new ArrayList<>();
    Map<String, byte[]> tree = new TreeMap<>();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Files.writeString(sasl.resolve(file.getKey() + ".conf"), file.getValue());
      tree.put(
          "etc/postfix/sasl/" + file.getKey() + ".conf",
          file.getValue().getBytes(StandardCharsets.UTF_8));
      services.add(List.of("smtpd_sasl_path=" + file.getKey()));
    }
    services.add(
        List.of("smtpd_sasl_path=tabs", "smtpd_sasl_security_options=noanonymous, noplaintext"));
    services.add(List.of("smtpd_sasl_path=absent"));
    for (String options : OPTIONS) {
      services.add(List.of("smtpd_sasl_path=many", "smtpd_sasl_security_options=" + options));
    }
    services.add(List.of("smtpd_sasl_path=empty", "smtpd_tls_auth_only=yes"));
    services.add(List.of("smtpd_sasl_path=empty", "smtpd_tls_security_level=encrypt"));
    services.add(List.of("smtpd_sasl_path=empty", "smtpd_sasl_auth_enable=no"));
    services.add(List.of("smtpd_sasl_type=nosuch", "smtpd_tls_auth_only=yes"));
    services.add(List.of("smtpd_sasl_type=nosuch", "smtpd_sasl_auth_enable=no"));
    String master = Instance.services(services);
    tree.put("etc/postfix/main.cf", MAIN.getBytes(StandardCharsets.UTF_8));
    tree.put("etc/postfix/master.cf", master.getBytes(StandardCharsets.UTF_8));
    Contribution posture = Instance.read(new MemoryTree(tree));
    Map<String, List<String>> scripts = new TreeMap<>();
    posture.endpoints().forEach(endpoint -> scripts.put(port(endpoint), List.of("EHLO x.test")));
    assertThat(scripts).hasSameSizeAs(services);
    Map<String, List<String>> met = new PostfixLab(temp).talk(MAIN, master, scripts);
    SoftAssertions every = new SoftAssertions();
    for (Endpoint endpoint : posture.endpoints()) {
      List<String> answers = met.getOrDefault(port(endpoint), List.of());
      List<Mechanism> known =
          endpoint.authentication().mechanismsBeforeTls().toOptional().orElse(List.of());
      List<String> names =
          known.stream().map(each -> each.name().toOptional().orElseThrow()).toList();
      boolean answered = answers.size() == 2;
      every
          .assertThat(endpoint.state().is(State.WORKS))
          .as("%s works: %s", port(endpoint), answers)
          .isEqualTo(answered);
      if (answered && endpoint.authentication().mechanismsBeforeTls().isKnown()) {
        every.assertThat(names).as(port(endpoint)).isEqualTo(offered(answers.get(1)));
      } else if (answered) {
        every.assertThat(offered(answers.get(1))).as(port(endpoint)).hasSizeGreaterThan(3);
      }
    }
    every.assertAll();
  }

  private static List<String> offered(String greeting) {
    return greeting
        .lines()
        .filter(line -> line.startsWith("250-AUTH "))
        .flatMap(line -> List.of(line.substring(9).split(" ", -1)).stream())
        .sorted()
        .toList();
  }

  private static String port(Endpoint endpoint) {
    return String.valueOf(endpoint.port().toOptional().orElseThrow());
  }
}
