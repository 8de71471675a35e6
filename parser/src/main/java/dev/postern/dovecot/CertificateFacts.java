package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.Paths;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The certificates and keys that the settings of one connection name. */
record CertificateFacts(ScopedFacts facts, HostTls host) {
  private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]*CERTIFICATE-----");

  /** Kinds of the keys of both certificates. */
  Fact<Set<KeyKind>> keys() {
    Fact<Set<KeyKind>> first = HostTls.keys(pem("ssl_cert"));
    return facts.text("ssl_alt_cert").is("")
        ? first
        : first.with(HostTls.keys(pem("ssl_alt_cert")), CertificateFacts::both);
  }

  private static Set<KeyKind> both(Set<KeyKind> one, Set<KeyKind> other) {
    Set<KeyKind> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  CertificateFiles files() {
    return new CertificateFiles(
        path("ssl_cert"),
        present(),
        pem("ssl_cert"),
        path("ssl_key"),
        pem("ssl_key"),
        Fact.unknown("Dovecot's configuration does not tell the host's name"));
  }

  /** The PEM text that a setting holds, or that the file holds which it names. */
  Fact<String> pem(String name) {
    return path(name).flatMap(path -> path.isEmpty() ? facts.text(name) : host.text(path));
  }

  /** The path after a leading {@code <}, seen from the file that sets it; else empty. */
  private Fact<String> path(String name) {
    Fact<String> text = facts.text(name);
    return text.map(
        value -> {
          if (!value.startsWith("<")) {
            return "";
          }
          String directory =
              text.origins().stream()
                  .filter(Origin.Setting.class::isInstance)
                  .map(origin -> Paths.parent(((Origin.Setting) origin).span().file()))
                  .findFirst()
                  .orElse("");
          String path = Paths.resolve(directory, value.substring(1));
          return path.startsWith("/") ? path : "/" + path;
        });
  }

  /** Without a leading {@code <} the value itself must be the certificate. */
  Fact<Boolean> present() {
    return Fact.and(
        facts.text("ssl_cert").map(v -> v.startsWith("<") || PEM.matcher(v).find()),
        facts.isSet("ssl_key"));
  }
}
