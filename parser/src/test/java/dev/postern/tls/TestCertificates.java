package dev.postern.tls;

import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates, keys and parameters that tests make for themselves with the installed openssl. */
final class TestCertificates {
  static final List<String> NAMES =
      List.of(
          "rsa.pem",
          "rsa.key",
          "ec.pem",
          "ec.key",
          "ed.pem",
          "ed.key",
          "chain.pem",
          "weak.pem",
          "weak.key",
          "sha1.pem",
          "sha1.key",
          "encrypted.key",
          "rsa.der",
          "rsa-key.der",
          "old.key",
          "windows.pem",
          "leaf.pem",
          "leaf.key",
          "wrong-order.pem",
          "trusted.pem",
          "pss.pem",
          "pss.key",
          "ed448.pem",
          "ed448.key",
          "parameters.key",
          "dh1024.pem",
          "dh2048.pem",
          "dh3072.pem");

  private TestCertificates() {}

  /** Makes them all in a directory. */
  static Path make(Path openssl, Path directory) throws IOException {
    certificate(openssl, directory, "rsa", "rsa:2048");
    certificate(openssl, directory, "ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    certificate(openssl, directory, "ed", "ed25519");
    certificate(openssl, directory, "weak", "rsa:1024");
    certificate(openssl, directory, "pss", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048");
    certificate(openssl, directory, "ed448", "ed448");
    inOtherForms(openssl, directory);
    signed(openssl, directory, "sha1", "-sha1");
    ask(
        openssl,
        "pkcs8",
        "-topk8",
        "-in",
        directory.resolve("rsa.key").toString(),
        "-passout",
        "pass:secret",
        "-out",
        directory.resolve("encrypted.key").toString());
    ask(
        openssl,
        "dhparam",
        "-dsaparam",
        "-out",
        directory.resolve("dh1024.pem").toString(),
        "1024");
    for (String bits : List.of("2048", "3072")) {
      ask(
          openssl,
          "genpkey",
          "-genparam",
          "-algorithm",
          "DH",
          "-pkeyopt",
          "group:ffdhe" + bits,
          "-out",
          directory.resolve("dh" + bits + ".pem").toString());
    }
    StringBuilder chain = new StringBuilder();
    for (String name : List.of("rsa.key", "rsa.pem", "ec.key", "ec.pem")) {
      chain.append(Files.readString(directory.resolve(name)));
    }
    Files.writeString(directory.resolve("chain.pem"), chain);
    return directory;
  }

  private static void inOtherForms(Path openssl, Path directory) throws IOException {
    convert(openssl, directory, "x509 -outform der", "rsa.pem", "rsa.der");
    convert(openssl, directory, "pkey -outform der", "rsa.key", "rsa-key.der");
    convert(openssl, directory, "rsa -traditional", "rsa.key", "old.key");
    convert(openssl, directory, "x509 -trustout", "rsa.pem", "trusted.pem");
    convert(openssl, directory, "x509 -text", "rsa.pem", "windows.pem");
    Path windows = directory.resolve("windows.pem");
    Files.writeString(windows, Files.readString(windows).replace("\n", "\r\n"));
    convert(openssl, directory, "ecparam -name prime256v1", "ec.key", "parameters.key");
    convert(openssl, directory, "ec", "ec.key", "ec-old.key");
    Files.writeString(
        directory.resolve("parameters.key"),
        Files.readString(directory.resolve("parameters.key"))
            + Files.readString(directory.resolve("ec-old.key")));
    signed(openssl, directory, "leaf", "-sha256");
    Files.writeString(
        directory.resolve("wrong-order.pem"),
        Files.readString(directory.resolve("rsa.pem"))
            + Files.readString(directory.resolve("leaf.pem")));
  }

  private static void convert(
      Path openssl, Path directory, String command, String from, String to) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(List.of("-in", directory.resolve(from).toString()));
    words.addAll(List.of("-out", directory.resolve(to).toString()));
    ask(openssl, words.toArray(String[]::new));
  }

  /** OpenSSL looks at the signatures of those only that did not sign themselves. */
  private static void signed(Path openssl, Path directory, String name, String digest) {
    String request = directory.resolve(name + ".csr").toString();
    List<String> words = new ArrayList<>(List.of("req", "-new", "-nodes", "-newkey", "rsa:2048"));
    words.addAll(List.of("-subj", "/CN=leaf.example.test", "-out", request));
    words.addAll(List.of("-keyout", directory.resolve(name + ".key").toString()));
    ask(openssl, words.toArray(String[]::new));
    words = new ArrayList<>(List.of("x509", "-req", digest, "-days", "30", "-set_serial", "7"));
    words.addAll(List.of("-in", request, "-CA", directory.resolve("rsa.pem").toString()));
    words.addAll(List.of("-CAkey", directory.resolve("rsa.key").toString()));
    words.addAll(List.of("-out", directory.resolve(name + ".pem").toString()));
    ask(openssl, words.toArray(String[]::new));
  }

  private static void certificate(Path openssl, Path directory, String name, String... kind) {
    List<String> words = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30"));
    words.addAll(List.of("-subj", "/CN=mail.example.test", "-newkey"));
    words.addAll(List.of(kind));
    words.addAll(List.of("-keyout", directory.resolve(name + ".key").toString()));
    words.addAll(List.of("-out", directory.resolve(name + ".pem").toString()));
    ask(openssl, words.toArray(String[]::new));
  }

  private static void ask(Path openssl, String... words) {
    List<String> command = new ArrayList<>(List.of(openssl.toString()));
    command.addAll(List.of(words));
    Oracle.Answer answer = Oracle.ask(command);
    if (answer.status() != 0) {
      throw new AssertionError(command + ": " + answer.err());
    }
  }
}
