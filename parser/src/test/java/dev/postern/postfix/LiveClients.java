package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Clients of the installed Postfix, and what the posture foretells of them. */
final class LiveClients {
  /** What main.cf holds for SMTP. */
  static final String MAIN =
      """
      compatibility_level = 3.6
      myhostname = client.example.test
      mydestination =
      inet_protocols = ipv4
      smtp_tls_CAfile = @DIR@/ca.pem
      smtp_tls_secure_cert_match = mail.example.test
      smtp_tls_verify_cert_match = mail.example.test
      """;

  private static final String ADDRESS = "10.200.0.2";

  private final String main;
  private final String master;

  /**
   * Some clients.
   *
   * @param rows name, program and options of each, with {@code |} between
   */
  LiveClients(String main, List<String> rows) {
    this.main = main.replace("@IP@", ADDRESS);
    StringBuilder text = new StringBuilder();
    for (String row : rows) {
      String[] words = row.strip().split(" *\\| *", -1);
      text.append(words[0]).append(" unix - - n - - ").append(words[1]).append('\n');
      text.append(" -o ").append(words[1]).append("_helo_name=").append(words[0]).append('\n');
      for (int i = 2; i < words.length; i++) {
        text.append(" -o { ").append(words[i]).append(" }\n");
      }
    }
    this.master = text.toString().replace("lmtp_helo", "lmtp_lhlo").replace("@IP@", ADDRESS);
  }

  /** What the servers of a probe met of each client. */
  Map<String, Map<String, Object>> met(Path directory, String... probe) throws IOException {
    Files.writeString(directory.resolve("main.cf"), main);
    Files.writeString(directory.resolve("master.cf"), master);
    Oracle.Answer answer = new PostfixLab(directory).ask("smtp_client_probe.py", probe);
    Map<String, Object> all = Json.object(answer.out().strip());
    assertThat(all).as(answer.err() + answer.out()).containsKey("clients");
    Map<String, Map<String, Object>> met = new TreeMap<>();
    Json.asObject((Map<?, ?>) Objects.requireNonNull(all.get("clients")))
        .forEach((name, seen) -> met.put(name, Json.asObject((Map<?, ?>) seen)));
    return met;
  }

  /** The posture of each client. */
  Map<String, Outbound> foretold() {
    MemoryTree tree =
        new MemoryTree(
            Map.of("etc/postfix/main.cf", bytes(main), "etc/postfix/master.cf", bytes(master)));
    Map<String, Outbound> clients = new TreeMap<>();
    PostfixPosture.read(tree, "etc/postfix", platform(), Fact.unknown("no Dovecot here"))
        .onHost()
        .outbound()
        .forEach(
            client ->
                clients.put(
                    client.service().name().toOptional().orElseThrow().replace("/unix", ""),
                    client));
    return clients;
  }

  private static Platform platform() {
    String openssl = Oracle.ask(List.of(Oracle.require("openssl").toString(), "version")).out();
    return new Platform(
        Map.of(
            SoftwareName.POSTFIX,
            Fact.known(Version.of(PostfixLab.version())),
            SoftwareName.OPENSSL,
            Fact.known(Version.of(openssl.split(" ", -1)[1]))),
        Fact.unknown("not told"));
  }

  private static byte[] bytes(String text) {
    return text.replace("@DIR@", "/etc/ssl")
        .replace("@T@/etc", "/etc/postfix")
        .getBytes(StandardCharsets.UTF_8);
  }
}
