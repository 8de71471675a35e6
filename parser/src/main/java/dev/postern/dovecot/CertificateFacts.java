package dev.postern.dovecot;

import dev.postern.dovecot.settings.Filter;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Certificate;
import dev.postern.source.Paths;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.Credentials;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.Negotiation;
import dev.postern.tls.SecurityLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The certificates, keys and parameters that a group of clients meets. */
final class CertificateFacts {
  private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]*CERTIFICATE-----");

  private static final String CERTIFICATE = "ssl_cert";
  private static final String KEY = "ssl_key";

  private final ScopedFacts facts;
  private final HostTls host;

  CertificateFacts(ScopedFacts facts, HostTls host) {
    this.facts = facts;
    this.host = host;
  }

  /** What the listener shows; whether it can be used depends on what is negotiated with it. */
  Certificate certificate(Fact<Negotiation> negotiation) {
    return certificate(negotiation, hostName(), "");
  }

  /** As it was written; by default, and where a variable is part of it, the machine tells it. */
  private Fact<String> hostName() {
    Fact<String> name = facts.text("hostname");
    boolean written =
        name.origins().stream().anyMatch(Origin.Setting.class::isInstance)
            && name.toOptional().filter(text -> text.indexOf('%') < 0).isPresent();
    return written && !name.is("")
        ? name
        : Fact.unknown("Dovecot's configuration does not tell the host's name");
  }

  /**
   * What clients see who ask for a name, where it is another certificate (Dovecot 2.3.19.1
   * src/login-common/client-common.c, client_sni_callback()).
   */
  List<Certificate> named(Fact<Negotiation> negotiation) {
    List<Certificate> named = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Filter filter : facts.settings().filters()) {
      filter.localName().ifPresent(text -> names.addAll(List.of(text.split("\\s+", -1))));
    }
    for (String name : names) {
      ScopedFacts asking = new ScopedFacts(facts.settings(), facts.scope().withLocalName(name));
      if (!asking.text(CERTIFICATE).equals(facts.text(CERTIFICATE))
          || !asking.text(KEY).equals(facts.text(KEY))) {
        Fact<String> looked =
            name.indexOf('*') < 0
                ? Fact.known(name)
                : Fact.unknown("clients ask for any name like " + name);
        named.add(new CertificateFacts(asking, host).certificate(negotiation, looked, name));
      }
    }
    return named;
  }

  private Certificate certificate(
      Fact<Negotiation> negotiation, Fact<String> hostName, String askedName) {
    return host.certificate(
        new CertificateFiles(
            path(CERTIFICATE),
            present(),
            pem(CERTIFICATE),
            path(KEY),
            pem(KEY),
            hostName,
            negotiation.map(
                found ->
                    new SecurityLevel(found.level())
                        .allowsBits(
                            Credentials.strength(
                                pem(CERTIFICATE), pem(KEY), hasPassword(), true, found.openssl()))),
            askedName));
  }

  /** Kinds of the keys of both certificates. */
  Fact<Set<KeyKind>> keys() {
    Fact<Set<KeyKind>> first = HostTls.key(pem(CERTIFICATE), pem(KEY));
    return hasAlternative()
        ? first.with(HostTls.key(pem("ssl_alt_cert"), pem("ssl_alt_key")), CertificateFacts::both)
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
    int strength = strength(CERTIFICATE, KEY, openssl);
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
        facts.text(CERTIFICATE).map(v -> v.startsWith("<") || PEM.matcher(v).find()),
        facts.isSet(KEY));
  }
}
