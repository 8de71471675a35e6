package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.DovecotPosture;
import dev.postern.fact.Fact;
import dev.postern.postfix.PostfixPosture;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
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
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installed Dovecot and Postfix are started with each configuration, and a client that can do
 * everything tries every version, suite and group; the posture must tell the same.
 */
class TlsLiveTest {
  private static final Path MASTER = Path.of("/usr/lib/postfix/sbin/master");

  /** The groups that the probe tries. */
  private static final Set<String> TRIED =
      Set.of("x25519", "x448", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072");

  @TempDir Path temp;

  @Test
  void handshakesAgreeWithTheRunningServers() throws IOException {
    Path python = Oracle.require("python3");
    Path openssl = Oracle.require("openssl");
    Oracle.require("dovecot");
    if (!Files.isExecutable(MASTER)) {
      Oracle.skip(MASTER + " is not installed");
    }
    if (Oracle.ask(List.of(Oracle.require("ip").toString(), "netns", "list")).status() != 0
        || !"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Path certificates = TestCertificates.make(openssl, Files.createDirectory(temp.resolve("pem")));
    Map<String, TlsConfiguration> all = TlsConfiguration.all();
    List<String> command =
        new ArrayList<>(
            List.of(
                Oracle.require("timeout").toString(),
                "600",
                python.toString(),
                "src/test/python/tls_probe.py",
                certificates.toString()));
    for (Map.Entry<String, TlsConfiguration> entry : all.entrySet()) {
      command.add(entry.getValue().write(temp.resolve(entry.getKey())).toString());
    }
    Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSize(all.size());

    SoftAssertions every = new SoftAssertions();
    int listeners = 0;
    for (String line : lines) {
      Map<String, Object> met = Json.object(line);
      Path path = Path.of((String) Objects.requireNonNull(met.get("path")));
      Path named = path.endsWith("dovecot.conf") ? path.getParent() : path;
      String name = String.valueOf(Objects.requireNonNull(named).getFileName());
      TlsConfiguration configuration = Objects.requireNonNull(all.get(name));
      Contribution posture = posture(configuration, certificates);
      Map<String, Object> ports = Json.asObject(Objects.requireNonNull(met.get("ports")));
      every.assertThat(ports).as("%s: %s", name, met.get("error")).isNotEmpty();
      for (Map.Entry<String, Object> port : ports.entrySet()) {
        listeners++;
        Map<String, Object> seen = new TreeMap<>(Json.asObject(port.getValue()));
        every.check(
            () ->
                assertThat(told(posture, Integer.parseInt(port.getKey()), seen))
                    .as("%s, port %s", name, port.getKey())
                    .isEqualTo(seen));
      }
    }
    every.assertAll();
    assertThat(listeners).isGreaterThanOrEqualTo(all.size());
  }

  private static Contribution posture(TlsConfiguration configuration, Path certificates)
      throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, String> file : configuration.files().entrySet()) {
      files.put(
          file.getKey().equals(TlsConfiguration.OPENSSL) ? "etc/ssl/openssl.cnf" : file.getKey(),
          file.getValue().replace("@DIR@", "/pem").getBytes(StandardCharsets.UTF_8));
    }
    for (String name : TestCertificates.NAMES) {
      files.put("pem/" + name, Files.readAllBytes(certificates.resolve(name)));
    }
    MemoryTree tree = new MemoryTree(files);
    Platform platform =
        new Platform(
            Map.of(
                SoftwareName.DOVECOT, Fact.known(Version.of("2.3.19.1")),
                SoftwareName.POSTFIX, Fact.known(Version.of("3.7.11")),
                SoftwareName.OPENSSL, Fact.known(Version.of("3.0.17"))),
            Fact.known(Distribution.DEBIAN));
    return configuration.files().containsKey("main.cf")
        ? PostfixPosture.read(tree, "", platform, Fact.unknown("no Dovecot"))
        : DovecotPosture.read(tree, "dovecot.conf", platform);
  }

  private static <T> T known(Fact<T> fact) {
    return fact.toOptional().orElseThrow(() -> new AssertionError(fact.toString()));
  }

  /** What the posture tells, in the words of the probe; what the probe could not see left out. */
  private static Map<String, Object> told(
      Contribution posture, int port, Map<String, Object> seen) {
    Endpoint endpoint =
        posture.endpoints().stream()
            .filter(found -> found.port().is(port))
            .findFirst()
            .orElseThrow();
    Handshake handshake = endpoint.tls().handshake();
    List<TlsVersion> versions = known(endpoint.tls().versions());
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("versions", versions.stream().map(TlsVersion::toString).toList());
    List<Suite> suites = known(handshake.suites());
    told.put("suites", suites.stream().map(Suite::name).sorted().toList());
    if (seen.containsKey("tickets")) {
      told.put("tickets", known(handshake.tickets()));
      told.put("compression", known(handshake.compression()));
      told.put("renegotiation", known(handshake.renegotiation()));
    }
    if (seen.containsKey("resumption-seconds")) {
      told.put("resumption-seconds", (long) known(handshake.resumptionSeconds()));
    }
    if (seen.containsKey("preference")) {
      told.put("preference", Word.of(known(handshake.preference())));
    }
    if (seen.containsKey("groups")) {
      boolean tls13 = versions.contains(TlsVersion.TLSV1_3);
      told.put(
          "groups",
          known(handshake.groups()).stream()
              .filter(group -> TRIED.contains(group.name()))
              .filter(group -> tls13 || group.kind() == Group.Kind.ELLIPTIC_CURVE)
              .map(Group::name)
              .sorted()
              .toList());
    }
    told.put("dh-bits", (long) known(handshake.dhBits()));
    boolean isDead = endpoint.state().is(State.DEAD);
    if (seen.containsKey("greets")) {
      told.put("greets", !isDead);
    }
    boolean servesInClear = endpoint.tls().required().is(false) && !isDead;
    assertThat(endpoint.state().is(State.WORKS))
        .as("%s", endpoint.state())
        .isEqualTo(!versions.isEmpty() || servesInClear);
    return new TreeMap<>(told);
  }
}
