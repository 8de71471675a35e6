package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.tls.Build;
import dev.postern.tls.Credentials;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.Negotiation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Postfix has its lists of protocols and ciphers twice: for TLS that is demanded and for TLS that
 * is only offered. Compares those that count for a service with the others.
 */
final class OtherLists {
  private static final String NO_CERTIFICATE = "none";

  /** Those in use, where nothing tells which key a certificate has. */
  private static final Set<KeyKind> USUAL_KEYS = Set.of(KeyKind.RSA, KeyKind.ECDSA);

  private OtherLists() {}

  /**
   * Whether the lists that do not count keep something out that those that count let in: an older
   * version, or a suite with a certificate. Anonymous suites are left aside, since between mail
   * servers they do no harm (RFC 7672 section 8.2).
   *
   * @param enforce whether TLS is demanded
   * @param allowed the versions that the list allows which counts
   * @param counting the ciphers that count
   */
  static Fact<Boolean> stricter(
      Scope scope,
      Fact<Boolean> enforce,
      HostTls host,
      Fact<Build> build,
      Fact<Set<KeyKind>> keys,
      Fact<List<TlsVersion>> allowed,
      SmtpdCiphers counting) {
    Fact<Optional<String>> list = counting.list();
    Fact<Boolean> otherwise = Fact.not(enforce);
    SmtpdCiphers others = new SmtpdCiphers(scope, otherwise, host);
    Fact<List<TlsVersion>> othersAllow = SmtpdTls.allowed(scope, otherwise);
    List<Origin> origins = new ArrayList<>(allowed.origins());
    origins.addAll(list.origins());
    origins.addAll(othersAllow.origins());
    origins.addAll(others.list().origins());
    Fact<Boolean> versions = othersAllow.with(allowed, OtherLists::startsLater);
    Fact<Boolean> same = list.with(others.list(), Optional::equals);
    if (versions.is(true) || same.is(true)) {
      return versions.from(origins);
    }
    Fact<Set<KeyKind>> anyKeys = keys.isKnown() ? keys : Fact.known(USUAL_KEYS);
    // Of the same versions, so that only the cipher strings differ.
    Fact<Boolean> suites =
        build.flatMap(
            library ->
                counting
                    .negotiation(allowed, anyKeys, Credentials.STRONG, library)
                    .with(
                        others.negotiation(allowed, anyKeys, Credentials.STRONG, library),
                        OtherLists::isNarrower));
    return Fact.or(versions, suites).from(origins);
  }

  private static boolean startsLater(List<TlsVersion> others, List<TlsVersion> counting) {
    return !others.isEmpty() && !counting.isEmpty() && others.get(0).compareTo(counting.get(0)) > 0;
  }

  private static boolean isNarrower(Negotiation counting, Negotiation others) {
    if (others.versions().isEmpty()) {
      return false;
    }
    for (Suite suite : counting.suites()) {
      if (!suite.authentication().equals(NO_CERTIFICATE) && !others.suites().contains(suite)) {
        return true;
      }
    }
    return false;
  }
}
