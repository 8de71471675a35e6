package dev.postern.postfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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

  private static final String PLAIN = "mech_list: plain\n";

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
      tree.put("etc/postfix/sasl/" + file.getKey() + ".conf", file.getValue().getBytes(UTF_8));
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
    // It is not looked for there.
    String elsewhere = "@T@/etc/other";
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("elsewhere.conf"), PLAIN);
    tree.put(elsewhere + "/elsewhere.conf", PLAIN.getBytes(UTF_8));
    services.add(List.of("smtpd_sasl_path=elsewhere", "cyrus_sasl_config_path=" + elsewhere));
    String master = Instance.services(services);
    tree.put("etc/postfix/main.cf", MAIN.getBytes(UTF_8));
    tree.put("etc/postfix/master.cf", master.getBytes(UTF_8));
    Contribution posture = read(tree, Distribution.DEBIAN);
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

  @Test
  void isConfiguredWhereThatOfADistributionLooks() {
    String main = MAIN + "smtpd_sasl_path = one\n";
    assertThat(offered(main, "etc/sasl2/one.conf", Distribution.RED_HAT)).contains("PLAIN");
    assertThat(offered(main, "etc/sasl2/one.conf", Distribution.DEBIAN)).doesNotContain("PLAIN");
    assertThat(offered(main, "etc/postfix/sasl/one.conf", Distribution.DEBIAN)).contains("PLAIN");
    assertThat(offered(main, "etc/postfix/sasl/one.conf", Distribution.RED_HAT))
        .doesNotContain("PLAIN");
    String elsewhere = main + "cyrus_sasl_config_path = /etc/other\n";
    assertThat(offered(elsewhere, "etc/other/one.conf", Distribution.RED_HAT)).contains("PLAIN");
    assertThat(offered(elsewhere, "etc/sasl2/one.conf", Distribution.RED_HAT))
        .doesNotContain("PLAIN");
  }

  private static String offered(String main, String path, Distribution distribution) {
    Map<String, byte[]> tree = new TreeMap<>();
    tree.put(path, PLAIN.getBytes(UTF_8));
    tree.put("etc/postfix/main.cf", main.getBytes(UTF_8));
    tree.put("etc/postfix/master.cf", Instance.SMTP.getBytes(UTF_8));
    return read(tree, distribution)
        .endpoints()
        .get(0)
        .authentication()
        .mechanismsBeforeTls()
        .toOptional()
        .map(List::toString)
        .orElse("unknown");
  }

  private static Contribution read(Map<String, byte[]> tree, Distribution distribution) {
    Platform platform =
        new Platform(
            Map.of(SoftwareName.POSTFIX, Fact.known(Version.of("3.7.11"))),
            Fact.known(distribution));
    return PostfixPosture.read(new MemoryTree(tree), "etc/postfix", platform, Instance.NO_DOVECOT);
  }

  @Test
  void takesAnyPasswordWhereItsConfigurationSaysSo() throws IOException {
    Path sasl = Files.createDirectory(temp.resolve("sasl"));
    Map<String, byte[]> tree = new TreeMap<>();
    Map<String, Boolean> verifiers =
        Map.of("alwaystrue", true, "auxprop AlwaysTrue", true, "auxprop", false, "nosuch", false);
    List<List<String>> services = new ArrayList<>();
    Map<String, List<String>> scripts = new TreeMap<>();
    String password = Base64.getEncoder().encodeToString("\0nobody\0at all".getBytes(UTF_8));
    for (String verifier : verifiers.keySet()) {
      String name = verifier.replace(' ', '-');
      String text = PLAIN + "pwcheck_method: " + verifier + "\n";
      Files.writeString(sasl.resolve(name + ".conf"), text);
      tree.put("etc/postfix/sasl/" + name + ".conf", text.getBytes(UTF_8));
      scripts.put(String.valueOf(2500 + services.size()), List.of("AUTH PLAIN " + password));
      services.add(List.of("smtpd_sasl_path=" + name));
    }
    SoftAssertions every = new SoftAssertions();
    Map<String, List<String>> met =
        new PostfixLab(temp).talk(MAIN, Instance.services(services), scripts);
    for (List<String> service : services) {
      String port = String.valueOf(2500 + services.indexOf(service));
      String verifier = service.get(0).replace("smtpd_sasl_path=", "").replace('-', ' ');
      tree.put("etc/postfix/main.cf", MAIN.getBytes(UTF_8));
      tree.put("etc/postfix/master.cf", Instance.services(List.of(service)).getBytes(UTF_8));
      boolean foretold =
          read(tree, Distribution.DEBIAN).onHost().accounts().stream()
              .anyMatch(database -> database.withoutPassword().is(true));
      every.assertThat(foretold).as(verifier).isEqualTo(verifiers.get(verifier));
      every
          .assertThat(met.getOrDefault(port, List.of()).get(1).startsWith("235"))
          .as("%s: %s", verifier, met.get(port))
          .isEqualTo(foretold);
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
