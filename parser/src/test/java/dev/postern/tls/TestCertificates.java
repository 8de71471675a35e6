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
          "dh2048.pem",
          "dh3072.pem");

  private TestCertificates() {}

  /** Makes them all in a directory. */
  static Path make(Path openssl, Path directory) throws IOException {
    certificate(openssl, directory, "rsa", "rsa:2048");
    certificate(openssl, directory, "ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    certificate(openssl, directory, "ed", "ed25519");
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
