package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.tls.Certificate;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificates that a running smtpd shows to clients who ask for a name, and the posture's. */
class NamedCertificatesLiveTest {
  private static final List<String> ASKED =
      List.of("one.test", "host.two.test", "two.test", "bad.test", "else.test");

  private static final List<String> TABLES =
      List.of(
          "inline:{{one.test = @T@/etc/one.key @T@/etc/one.pem}}",
          "inline:{{One.Test = @T@/etc/one.key, @T@/etc/one.pem}}",
          "inline:{{.two.test = @T@/etc/two.key @T@/etc/two.pem}}",
          "inline:{{two.test = @T@/etc/two.key @T@/etc/two.pem}}",
          "inline:{{bad.test = @T@/etc/one.key @T@/etc/two.pem}}",
          "inline:{{bad.test = @T@/etc/one.pem @T@/etc/one.key}}",
          "inline:{{bad.test = @T@/etc/one.pem}}",
          "texthash:@T@/etc/names",
          "inline:{{one.test = @T@/etc/two.key @T@/etc/two.pem}}, texthash:@T@/etc/names",
          "texthash:@T@/etc/names inline:{{one.test = @T@/etc/two.key @T@/etc/two.pem}}");

  @TempDir Path temp;

  @Test
  void areThoseThatThePostureNames() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String name : List.of("one", "two", "main")) {
      certificate(name);
      for (String file : List.of(name + ".key", name + ".pem")) {
        files.put(file, Files.readString(temp.resolve(file)));
      }
    }
    files.put(
        "names",
        """
        one.test @T@/etc/one.key @T@/etc/one.pem
        .two.test @T@/etc/two.key,
          @T@/etc/two.pem
        """);
    files.put(
        "main.cf",
        Instance.SERVER
            + """
            smtpd_tls_security_level = may
            smtpd_tls_chain_files = @T@/etc/main.key @T@/etc/main.pem
            """);
    StringBuilder master = new StringBuilder();
    for (int i = 0; i < TABLES.size(); i++) {
      master.append(
          """
          %d inet n - n - - smtpd
           -o {tls_server_sni_maps = %s}
          """
              .formatted(2500 + i, TABLES.get(i)));
    }
    files.put("master.cf", master.toString());
    Map<String, byte[]> tree = new TreeMap<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(temp.resolve(file.getKey()), file.getValue());
      tree.put(
          "etc/postfix/" + file.getKey(),
          file.getValue().replace("@T@/etc", "/etc/postfix").getBytes(StandardCharsets.UTF_8));
    }
    Map<String, Object> met = met();
    List<Endpoint> endpoints = Instance.read(new MemoryTree(tree)).endpoints();
    assertThat(endpoints).hasSameSizeAs(TABLES);
    for (Endpoint endpoint : endpoints) {
      int port = endpoint.port().toOptional().orElseThrow();
      Map<String, String> foretold = new TreeMap<>();
      ASKED.forEach(name -> foretold.put(name, shown(endpoint, name)));
      assertThat(foretold).as(TABLES.get(port - 2500)).isEqualTo(met.get(String.valueOf(port)));
    }
  }

  private static String shown(Endpoint endpoint, String name) {
    Certificate certificate =
        endpoint.tls().namedCertificates().stream()
            .filter(named -> isFor(named, name))
            .findFirst()
            .orElse(endpoint.tls().certificate());
    return certificate.usable().is(true) ? certificate.subject().toOptional().orElse("?") : "";
  }

  private static boolean isFor(Certificate certificate, String name) {
    String asked = certificate.askedName().toOptional().orElseThrow();
    return asked.startsWith(".") ? name.endsWith(asked) : name.equals(asked);
  }

  private Map<String, Object> met() {
    Oracle.Answer answer =
        new PostfixLab(temp).ask("postfix_sni_probe.py", ASKED.toArray(String[]::new));
    assertThat(answer.out()).as(answer.err()).isNotEmpty();
    return Json.object(Objects.requireNonNull(answer.out().strip()));
  }

  private void certificate(String name) {
    List<String> command = new ArrayList<>(List.of(Oracle.require("openssl").toString()));
    command.addAll(List.of("req", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048"));
    command.addAll(
        List.of("-subj", "/CN=" + name, "-keyout", temp.resolve(name + ".key").toString()));
    command.addAll(List.of("-out", temp.resolve(name + ".pem").toString()));
    assertThat(Oracle.ask(command).status()).isZero();
  }
}
