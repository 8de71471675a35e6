package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.Certificate;
import dev.postern.posture.Version;
import dev.postern.tls.Build;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.Credentials;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.SecurityLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Certificates and keys of an smtpd (tls/tls_certkey.c): those of smtpd_tls_chain_files, or else
 * one of each kind.
 */
final class SmtpdKeys {
  /** A certificate's parameter and its key's. */
  private record Pair(String certificate, String key) {}

  private static final String CHAIN_FILES = "smtpd_tls_chain_files";
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("smtpd_tls_cert_file", "smtpd_tls_key_file"),
          new Pair("smtpd_tls_eccert_file", "smtpd_tls_eckey_file"),
          new Pair("smtpd_tls_dcert_file", "smtpd_tls_dkey_file"));

  private final Scope scope;
  private final HostTls host;

  SmtpdKeys(Scope scope, HostTls host) {
    this.scope = scope;
    this.host = host;
  }

  /**
   * What is shown first.
   *
   * @param level of security at which it is loaded
   */
  Certificate certificate(Fact<Integer> level, Fact<Build> build) {
    return scope.value(CHAIN_FILES).is("") ? ofFirstPair(level, build) : ofChain(level, build);
  }

  private static Fact<Boolean> loaded(
      Fact<Integer> level, Fact<Build> build, ToIntFunction<Version> strength) {
    return level.with(
        build,
        (asked, library) ->
            new SecurityLevel(asked).allowsBits(strength.applyAsInt(library.version())));
  }

  private Certificate ofChain(Fact<Integer> level, Fact<Build> build) {
    Fact<String> list = scope.value(CHAIN_FILES);
    Fact<String> chain = list.flatMap(files -> textWith(files, "CERTIFICATE-----"));
    return host.certificate(
        new CertificateFiles(
            list,
            list.map(files -> !files.isEmpty()),
            chain,
            list,
            list.flatMap(files -> textWith(files, "PRIVATE KEY-----")),
            scope.value("myhostname"),
            loaded(level, build, this::strength),
            ""));
  }

  private Certificate ofFirstPair(Fact<Integer> level, Fact<Build> build) {
    Fact<String> file = Fact.known("", scope.value(CHAIN_FILES).origins());
    Fact<String> keyFile = file;
    for (Pair pair : PAIRS) {
      Fact<String> before = file;
      Fact<String> keyBefore = keyFile;
      file = before.flatMap(found -> found.isEmpty() ? certificate(pair) : Fact.known(found));
      keyFile =
          before.flatMap(
              found ->
                  found.isEmpty()
                      ? certificate(pair)
                          .flatMap(own -> own.isEmpty() ? Fact.known("") : scope.value(pair.key()))
                      : keyBefore);
    }
    Fact<String> chain = text(file);
    Fact<String> key = text(keyFile);
    return host.certificate(
        new CertificateFiles(
            file,
            file.map(text -> !text.isEmpty()),
            chain,
            keyFile,
            key,
            scope.value("myhostname"),
            loaded(level, build, openssl -> Credentials.strength(chain, key, false, true, openssl)),
            ""));
  }

  /** Those of a list of files that hold such a block, joined. */
  private Fact<String> textWith(String files, String block) {
    StringBuilder joined = new StringBuilder();
    Fact<String> missing = Fact.unknown("none of the files holds it");
    for (String file : Text.elements(files)) {
      Fact<String> text = host.text(file);
      if (!text.isKnown()) {
        missing = text;
      }
      text.toOptional().filter(found -> found.contains(block)).ifPresent(joined::append);
    }
    return joined.isEmpty() ? missing : Fact.known(joined.toString());
  }

  /** The kinds of all keys; none when TLS works without a certificate. */
  Fact<Set<KeyKind>> kinds() {
    return scope
        .value(CHAIN_FILES)
        .flatMap(
            files -> files.isEmpty() ? ofPairs() : HostTls.keys(textWith(files, "-----BEGIN ")));
  }

  private Fact<Set<KeyKind>> ofPairs() {
    Fact<Set<KeyKind>> all = Fact.known(Set.of());
    for (Pair pair : PAIRS) {
      Fact<Set<KeyKind>> own =
          certificate(pair)
              .flatMap(
                  file -> file.isEmpty() ? Fact.known(Set.of()) : HostTls.key(host.text(file)));
      all = both(all, own);
    }
    return all;
  }

  /** Bits of security of the weakest of them; where one is refused, there is no TLS at all. */
  int strength(Version openssl) {
    Fact<String> chain = scope.value(CHAIN_FILES);
    if (!chain.is("")) {
      List<Fact<String>> texts = new ArrayList<>();
      for (String file : chain.toOptional().map(Text::elements).orElse(List.of())) {
        texts.add(host.text(file));
      }
      return Credentials.strength(texts, openssl);
    }
    int strength = Credentials.STRONG;
    for (Pair pair : PAIRS) {
      Fact<String> file = certificate(pair);
      if (!file.is("")) {
        strength =
            Math.min(
                strength,
                Credentials.strength(
                    text(file), text(scope.value(pair.key())), false, true, openssl));
      }
    }
    return strength;
  }

  private static Fact<Set<KeyKind>> both(Fact<Set<KeyKind>> one, Fact<Set<KeyKind>> other) {
    return one.with(
        other,
        (these, those) -> {
          Set<KeyKind> both = new HashSet<>(these);
          both.addAll(those);
          return both;
        });
  }

  private Fact<String> certificate(Pair pair) {
    return scope.value(pair.certificate()).map(text -> text.equalsIgnoreCase("none") ? "" : text);
  }

  private Fact<String> text(Fact<String> path) {
    return path.flatMap(
        found -> found.isEmpty() ? Fact.unknown("no file is configured") : host.text(found));
  }
}
