package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Address;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed Dovecot is started with each configuration and asked; the posture must agree. */
class DovecotLiveTest {
  private static final String CERTIFICATE =
      "ssl_cert = <@DIR@/cert.pem\nssl_key = <@DIR@/key.pem\n";

  private static final String LMTP = "service lmtp {\n inet_listener lmtp {\n port = 24\n }\n}\n";

  @TempDir Path temp;

  @Test
  void tlsAndLoginAgreeWithTheRunningServer() throws IOException {
    requireServer();
    Map<Path, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : configurations().entrySet()) {
      Path file = temp.resolve(entry.getKey().replaceAll("[^A-Za-z0-9-]+", "_") + ".conf");
      files.put(Files.writeString(file, entry.getValue()), entry.getValue());
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(24);
    List<String> command = new ArrayList<>(List.of("python3", "src/test/python/dovecot_probe.py"));
    files.keySet().forEach(file -> command.add(file.toString()));
    Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSize(files.size());
    for (String line : lines) {
      Map<String, Object> met = Json.object(line);
      String text = files.get(Path.of((String) Objects.requireNonNull(met.get("file"))));
      compare(Objects.requireNonNull(text), met);
    }
  }

  /** What it takes to run a server in a network of its own. */
  static void requireServer() {
    Oracle.require("dovecot");
    Oracle.require("openssl");
    Oracle.require("python3");
    Path ip = Oracle.require("ip");
    if (Oracle.ask(List.of(ip.toString(), "netns", "list")).status() != 0
        || !"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
  }

  private static void compare(String text, Map<String, Object> met) {
    byte[] finished = text.replace("@DIR@", "/etc/ssl").getBytes(StandardCharsets.UTF_8);
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", finished));
    Meeting meeting =
        new Meeting(
            DovecotPosture.read(tree, "dovecot.conf", Platforms.DEBIAN_12),
            Address.parse("10.200.0.2").orElseThrow(),
            Address.parse("10.200.0.1").orElseThrow());
    assertThat(meeting.listening()).as(text).isEqualTo(met.get("listening"));
    Json.asObject(Objects.requireNonNull(met.get("ports")))
        .forEach(
            (port, seen) -> {
              Map<String, Object> ours = meeting.answers(Integer.parseInt(port));
              if (!Json.asObject(seen).containsKey("protocol")) {
                ours.remove("protocol");
              }
              assertThat(ours).as("port %s of %s", port, text).isEqualTo(seen);
            });
  }

  /** Every combination of the settings that decide, and one configuration of each trap. */
  private static Map<String, String> configurations() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String ssl : List.of("no", "yes", "required")) {
      for (String disable : List.of("yes", "no")) {
        for (String mechanisms : List.of("plain", "plain login", "plain cram-md5", "cram-md5")) {
          all.put(
              ssl + "-" + disable + "-" + mechanisms,
              "protocols = imap pop3\nssl = %s\ndisable_plaintext_auth = %s\nauth_mechanisms = %s\n%s"
                  .formatted(ssl, disable, mechanisms, CERTIFICATE));
        }
      }
    }
    String imap = "protocols = imap\n" + CERTIFICATE;
    all.put("remote", imap + "remote 10.200.0.0/16 {\n disable_plaintext_auth = no\n}\n");
    all.put("local", imap + "local 10.200.0.1 {\n disable_plaintext_auth = no\n}\n");
    all.put("protocol", imap + "protocol imap {\n ssl = no\n}\n");
    all.put("trusted", imap + "ssl = required\nlogin_trusted_networks = 10.200.0.0/16\n");
    all.put(
        "conflict",
        imap + "local 10.200.0.1 {\n ssl = no\n}\nremote 10.200.0.2 {\n ssl = yes\n}\n");
    for (String mechanisms : List.of("anonymous", "anonymous plain", "plain xoauth2")) {
      for (String ssl : List.of("no", "yes")) {
        all.put(
            "all-" + ssl + mechanisms,
            "protocols = imap pop3 lmtp sieve submission\nssl = %s\nauth_mechanisms = %s\n%s%s"
                .formatted(ssl, mechanisms, CERTIFICATE, LMTP));
      }
    }
    all.put("no-certificate", "protocols = imap\n");
    all.put("path-as-certificate", "protocols = imap\nssl_cert = /x\nssl_key = </etc/hostname\n");
    all.put("bad-minimum", imap + "ssl_min_protocol = TLSv9\n");
    all.put(
        "listeners",
        imap
            + "service imap-login {\n inet_listener imap {\n port = 0\n }\n inet_listener imaps {\n ssl = no\n }\n"
            + " inet_listener other {\n port = 1143\n ssl = yes\n }\n inet_listener own {\n port = 2143\n address = 127.0.0.1\n }\n}\n");
    return all;
  }
}
