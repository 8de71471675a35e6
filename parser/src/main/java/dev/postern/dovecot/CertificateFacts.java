package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Certificate;
import dev.postern.posture.Version;
import dev.postern.source.Paths;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.Credentials;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.Negotiation;
import dev.postern.tls.SecurityLevel;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The certificates, keys and parameters that a group of clients meets. */
final class CertificateFacts {
  private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]*CERTIFICATE-----");

  private final ScopedFacts facts;
  private final HostTls host;

  CertificateFacts(ScopedFacts facts, HostTls host) {
    this.facts = facts;
    this.host = host;
  }

  /** What the listener shows; whether it can be used depends on what is negotiated with it. */
  Certificate certificate(Fact<Negotiation> negotiation) {
    boolean password = hasPassword();
    return host.certificate(
        new CertificateFiles(
            path("ssl_cert"),
            present(),
            pem("ssl_cert"),
            path("ssl_key"),
            pem("ssl_key"),
            Fact.unknown("Dovecot's configuration does not tell the host's name"),
            negotiation.map(
                found ->
                    new CertificateFiles.Protection(
                        new SecurityLevel(found.level()), password, found.openssl()))));
  }

  /** Kinds of the keys of both certificates. */
  Fact<Set<KeyKind>> keys() {
    Fact<Set<KeyKind>> first = HostTls.keys(pem("ssl_cert"), pem("ssl_key"));
    return hasAlternative()
        ? first.with(HostTls.keys(pem("ssl_alt_cert"), pem("ssl_alt_key")), CertificateFacts::both)
        : first;
  }

  private static Set<KeyKind> both(Set<KeyKind> one, Set<KeyKind> other) {
    Set<KeyKind> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  /**
   * Bits of security of the weakest of all that is loaded. Where one thing is refused, Dovecot sets
   * up no TLS at all.
   */
  int strength(Version openssl) {
    int strength = strength("ssl_cert", "ssl_key", openssl);
    if (hasAlternative()) {
      strength = Math.min(strength, strength("ssl_alt_cert", "ssl_alt_key", openssl));
    }
    return facts.isSet("ssl_dh").is(true)
        ? Math.min(strength, Credentials.strengthOfPrime(pem("ssl_dh")))
        : strength;
  }

  private int strength(String certificate, String key, Version openssl) {
    return Credentials.strength(pem(certificate), pem(key), hasPassword(), false, openssl);
  }

  private boolean hasAlternative() {
    return !facts.text("ssl_alt_cert").is("");
  }

  /** Also when it is not known: a key that needs one is not held against it. */
  private boolean hasPassword() {
    return !facts.text("ssl_key_password").is("");
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
