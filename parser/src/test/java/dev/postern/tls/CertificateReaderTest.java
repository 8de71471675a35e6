package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.tls.Certificate;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys that the installed openssl makes, whole and damaged. */
class CertificateReaderTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
  private static final long SEED = 20_261_125;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "rsa:2048, , rsa, 2048, SHA256withRSA",
    "rsa:3072, -sha384, rsa, 3072, SHA384withRSA",
    "rsa:1024, -sha1, rsa, 1024, SHA1withRSA",
    "ec ec_paramgen_curve:prime256v1, , ecdsa, 256, SHA256withECDSA",
    "ec ec_paramgen_curve:secp384r1, -sha512, ecdsa, 384, SHA512withECDSA",
    "ed25519, , eddsa, 256, Ed25519",
    "ed448, , eddsa, 448, Ed448",
    "rsa-pss rsa_keygen_bits:2048, , rsa-pss, 2048, RSASSA-PSS",
  })
  void tellsWhatOpenSslPutIn(String kind, String digest, String type, int bits, String signature)
      throws IOException {
    make(kind, digest == null ? List.of() : List.of(digest));

    Certificate read = read(text("cert.pem"), text("key.pem"));

    assertThat(read.keyType().toOptional()).hasValue(type);
    assertThat(read.keyBits().toOptional()).hasValue(bits);
    assertThat(read.signature().toOptional()).hasValue(signature);
    assertThat(read.names().toOptional()).hasValue(List.of("mail.example.test", "*.example.org"));
    assertThat(read.coversHost().toOptional()).hasValue(true);
    assertThat(read.selfSigned().toOptional()).hasValue(true);
    assertThat(read.lifetimeDays().toOptional()).hasValue(400);
    assertThat(read.keyMatches().toOptional()).hasValue(true);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa:2048, rsa -traditional",
    "ec ec_paramgen_curve:prime256v1, ec",
    "rsa:2048, pkcs8 -topk8 -nocrypt",
  })
  void comparesKeysInEveryForm(String kind, String conversion) throws IOException {
    make(kind, List.of());
    List<String> words = new ArrayList<>(List.of(conversion.split(" ", -1)));
    words.addAll(List.of("-in", path("key.pem"), "-out", path("other.pem")));
    ask(words);

    assertThat(read(text("cert.pem"), text("other.pem")).keyMatches().toOptional()).hasValue(true);
    String certificate = text("cert.pem");
    make(kind, List.of());
    assertThat(read(certificate, text("key.pem")).keyMatches().toOptional()).hasValue(false);
  }

  @ParameterizedTest
  @CsvSource({"rsa -traditional -aes128", "pkcs8 -topk8 -v2 aes128"})
  void leavesEncryptedKeysAlone(String conversion) throws IOException {
    make("rsa:2048", List.of());
    List<String> words = new ArrayList<>(List.of(conversion.split(" ", -1)));
    words.addAll(
        List.of("-passout", "pass:secret", "-in", path("key.pem"), "-out", path("other.pem")));
    ask(words);

    Fact<Boolean> matches = read(text("cert.pem"), text("other.pem")).keyMatches();
    assertThat(matches).isInstanceOf(Fact.Unknown.class);
    assertThat(((Fact.Unknown<Boolean>) matches).reason()).contains("encrypted");
  }

  @Test
  void measuresItsValidityByTheDayItIsTold() throws IOException {
    make("ed25519", List.of());
    Certificate read = read(text("cert.pem"), "");
    LocalDate last = LocalDate.parse(read.notAfter().toOptional().orElseThrow());

    assertThat(read.daysLeft().toOptional())
        .hasValue((int) java.time.temporal.ChronoUnit.DAYS.between(TODAY, last));
  }

  @Test
  void damagedFilesAreNeverMoreThanUnknown() throws IOException {
    make("rsa:2048", List.of());
    String certificate = text("cert.pem");
    String key = text("key.pem");
    Random random = new Random(SEED);
    for (int i = 0; i < 400; i++) {
      Certificate read = read(damaged(certificate, random), damaged(key, random));
      assertThat(read.subject().possibilities()).hasSizeLessThanOrEqualTo(1);
      DhParameters.bits(damaged(key.replace("PRIVATE KEY", "DH PARAMETERS"), random), true);
    }
    assertThat(read("-----BEGIN CERTIFICATE-----\n".repeat(100_000), "").subject().isKnown())
        .isFalse();
  }

  /** A few characters changed, a part left out or doubled. */
  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      damaged.setCharAt(random.nextInt(damaged.length()), (char) (' ' + random.nextInt(95)));
    }
    int from = random.nextInt(damaged.length());
    int to = from + random.nextInt(damaged.length() - from);
    switch (random.nextInt(3)) {
      case 0 -> damaged.delete(from, to);
      case 1 -> damaged.insert(from, damaged.substring(from, to));
      default -> {}
    }
    return damaged.length() == 0 ? " " : damaged.toString();
  }

  private static Certificate read(String certificate, String key) {
    return new CertificateReader(
            new CertificateFiles(
                Fact.known("/cert.pem"),
                Fact.known(true),
                Fact.known(certificate),
                Fact.known("/key.pem"),
                Fact.known(key),
                Fact.known("mx.example.org"),
                Fact.known(true),
                ""),
            () -> TODAY)
        .certificate();
  }

  private void make(String kind, List<String> more) throws IOException {
    Path configuration =
        Files.writeString(
            folder.resolve("openssl.cnf"),
            """
            [req]
            distinguished_name = name
            x509_extensions = extensions
            prompt = no
            [name]
            CN = mail.example.test
            [extensions]
            subjectAltName = DNS:mail.example.test,DNS:*.example.org
            """);
    String[] words = kind.split(" ", -1);
    List<String> command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "400"));
    command.addAll(List.of("-config", configuration.toString(), "-newkey", words[0]));
    if (words.length > 1) {
      command.addAll(List.of("-pkeyopt", words[1]));
    }
    command.addAll(more);
    command.addAll(List.of("-keyout", path("key.pem"), "-out", path("cert.pem")));
    ask(command);
  }

  private static void ask(List<String> words) {
    List<String> command = new ArrayList<>(List.of(Oracle.require("openssl").toString()));
    command.addAll(words);
    Oracle.Answer answer = Oracle.ask(command);
    assertThat(answer.status()).as(answer.err()).isZero();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
