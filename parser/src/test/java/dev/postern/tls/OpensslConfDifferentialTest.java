package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of OpenSSL made by chance: the installed library must take them as we do. */
class OpensslConfDifferentialTest {
  private static final long SEED = Long.getLong("postern.tls.seed", 20_261_125);
  private static final int COUNT = Integer.getInteger("postern.tls.confs", 400);
  private static final Version OPENSSL = Version.of("3.0.17");

  private static final List<String> COMMANDS =
      List.of(
          "MinProtocol = TLSv1",
          "MinProtocol = TLSv1.3",
          "TLS.MinProtocol = TLSv1.1",
          "DTLS.MinProtocol = DTLSv1.2",
          "MaxProtocol = TLSv1.2",
          "MaxProtocol = None",
          "maxprotocol = TLSv1.1",
          "MaxProtocol = tlsv1.2",
          "MaxProtocol = '' TLSv1.2",
          "CipherString = DEFAULT@SECLEVEL=0",
          "CipherString = DEFAULT:@SECLEVEL=1",
          "CipherString = HIGH:!aNULL:@SECLEVEL=3",
          "CipherString = DEFAULT",
          "CipherString = FOO",
          "CipherString = @SECLEVEL=0",
          "CipherString = \"ECDHE+AESGCM:@SECLEVEL=1\"",
          "CipherString = $list",
          "CipherString = ${values::list}:@SECLEVEL=4",
          "CipherString = $(values::list)$values::more",
          "list = HIGH:@SECLEVEL=5",
          "Ciphersuites = TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256",
          "Ciphersuites = FOO:TLS_AES_256_GCM_SHA384",
          "Ciphersuites = FOO",
          "Ciphersuites =",
          "Groups = X25519:P-256",
          "Groups = P-999",
          "Groups = P-256:P-256",
          "ECDHParameters = P-384",
          "Protocol = -TLSv1.1",
          "Protocol = ALL,-TLSv1.2",
          "Protocol = -ALL, TLSv1.3",
          "Protocol = -TLSv1.3,FOO,-TLSv1",
          "Options = ServerPreference",
          "Options = -SessionTicket,ServerPreference",
          "Options = +SessionTicket, -serverpreference",
          "Options = NoRenegotiation",
          "Options = ClientRenegotiation, FOO, ServerPreference",
          "Options = UnsafeLegacyRenegotiation,-EncryptThenMac,ClientRenegotiation",
          "1.Options = -SessionTicket",
          "Foo = Bar",
          "SignatureAlgorithms = RSA+SHA256",
          ".include @DIR@/more",
          ".include = @DIR@/more",
          ".include @DIR@/nothing",
          ".include @DIR@/all.d",
          "[defaults]",
          "[ defaults ] rest",
          "[other]",
          "defaults::Options = ServerPreference",
          "# MaxProtocol = TLSv1.2",
          "# joined \\",
          "CipherString = HIGH:\\\n!aNULL:@SECLEVEL=0",
          "Max\\\nProtocol = TLSv1.2",
          "MaxProtocol = TLSv1\\.2",
          "MaxProtocol = TLSv1.2 # remark",
          "MaxProtocol = TLSv1.2\\#",
          "  MaxProtocol=TLSv1.2  \t",
          "");

  /** Lines of which one makes OpenSSL drop the file. */
  private static final List<String> MISTAKES =
      List.of(
          "nonsense",
          "MaxProtocol TLSv1.2",
          "MaxProtocol = $nothing",
          "MaxProtocol = ${list",
          "[defaults",
          "= x",
          "M\u00e4x = 1",
          "(a) = b",
          "MaxProtocol = $");

  private static final Map<String, String> INCLUDED =
      Map.of(
          "more",
          "Options = ServerPreference\n[defaults]\nMaxProtocol = TLSv1.2\n",
          "all.d/a.cnf",
          "CipherString = DEFAULT@SECLEVEL=1\n",
          "all.d/b.txt",
          "nonsense");

  @TempDir Path temp;

  @Test
  void theInstalledOpensslTakesThemAlike() throws IOException {
    Path python = Oracle.require("python3");
    Answer version = Oracle.ask(List.of(Oracle.require("openssl").toString(), "version"));
    if (!version.out().startsWith("OpenSSL 3.0.")) {
      Oracle.skip("the installed OpenSSL is not of the line 3.0");
    }
    for (Map.Entry<String, String> file : INCLUDED.entrySet()) {
      Path path = temp.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, file.getValue());
    }
    Random random = new Random(SEED);
    List<String> texts = new ArrayList<>();
    List<String> command =
        new ArrayList<>(
            List.of(python.toString(), "src/test/python/openssl_conf_probe.py", "program"));
    for (int i = 0; i < COUNT; i++) {
      texts.add(text(random));
      command.add(Files.writeString(temp.resolve(i + ".cnf"), texts.get(i)).toString());
    }
    Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSize(COUNT);
    SoftAssertions every = new SoftAssertions();
    int told = 0;
    for (int i = 0; i < COUNT; i++) {
      Map<String, Object> ours = ours(texts.get(i));
      told += ours.equals(ours("")) ? 0 : 1;
      every
          .assertThat(new TreeMap<>(ours))
          .as(texts.get(i))
          .isEqualTo(new TreeMap<>(Json.object(lines.get(i))));
    }
    every.assertAll();
    assertThat(told).as("configurations that change something").isGreaterThan(COUNT / 2);
  }

  private static String text(Random random) {
    List<String> lines = new ArrayList<>();
    lines.add("list = ALL");
    lines.add((random.nextInt(8) == 0 ? "program" : "openssl_conf") + " = start");
    if (random.nextInt(8) == 0) {
      lines.add("program = elsewhere");
    }
    lines.add("[values]\nlist = HIGH\nmore = :@SECLEVEL=1");
    lines.add("[start]\nssl_conf = tls\n[tls]\nsystem_default = defaults\n[defaults]");
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      lines.add(COMMANDS.get(random.nextInt(COMMANDS.size())));
    }
    if (random.nextInt(10) == 0) {
      lines.add(random.nextInt(lines.size()), MISTAKES.get(random.nextInt(MISTAKES.size())));
    }
    return String.join("\n", lines) + (random.nextBoolean() ? "\n" : "");
  }

  private static Map<String, Object> ours(String text) {
    Map<String, byte[]> files = new TreeMap<>();
    INCLUDED.forEach(
        (name, content) -> files.put("etc/ssl/" + name, content.getBytes(StandardCharsets.UTF_8)));
    files.put(
        "etc/ssl/openssl.cnf", text.replace("@DIR@", "/etc/ssl").getBytes(StandardCharsets.UTF_8));
    Set<Problem> problems = new LinkedHashSet<>();
    OpensslConf conf = OpensslConfReader.read(new MemoryTree(files), "etc/ssl/openssl.cnf");
    SystemDefaults found =
        SystemDefaultsReader.of(conf, "program", OPENSSL, problems).toOptional().orElseThrow();
    Build build = new Build(OPENSSL, found.level().orElse(2), found);
    Map<String, Object> told = new TreeMap<>();
    told.put("level", (long) build.level());
    told.put("spoiled", found.spoiled());
    told.put("minimum", found.minimum().map(TlsVersion::toString).orElse(""));
    told.put("maximum", found.maximum().map(TlsVersion::toString).orElse(""));
    told.put(
        "excluded",
        found.excluded().stream()
            .filter(version -> version != TlsVersion.SSLV2)
            .sorted()
            .map(TlsVersion::toString)
            .toList());
    told.put("tls13", build.tls13("").stream().map(Suite::name).toList());
    told.put("server", found.serverPreference());
    told.put("tickets", found.tickets());
    told.put("no-renegotiation", found.renegotiation().filter(allowed -> !allowed).isPresent());
    told.put("renegotiation", found.renegotiation().orElse(false));
    return told;
  }
}
