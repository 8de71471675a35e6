package dev.postern.postfix.tls;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import java.util.Set;

/**
 * The certificate that smtpd demands of each client where TLS is mandatory (smtpd_start_tls() of
 * smtpd.c): after the handshake it answers 421 to whoever shows none that an authority it knows has
 * signed.
 *
 * @param enforced whether TLS is mandatory; else the demand has no effect
 */
public record DemandedCertificate(Scope scope, Fact<Boolean> enforced) {
  /** Where the systems keep the authorities that browsers know, who sign for anybody. */
  private static final Set<String> PUBLIC =
      Set.of(
          "/etc/ssl/certs",
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/ssl/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/pki/tls/cert.pem",
          "/etc/pki/tls/certs",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem");

  /** Whether one is demanded. */
  public Fact<Boolean> demanded() {
    return Fact.and(enforced, scope.yes("smtpd_tls_req_ccert"));
  }

  /** Whether strangers are turned away: one of a public authority anybody can have. */
  public Fact<Boolean> keepsStrangersOut() {
    Fact<Boolean> demanded = demanded();
    return demanded.is(false)
        ? demanded
        : Fact.and(
            demanded,
            Fact.not(
                Fact.or(
                    scope.yes("tls_append_default_CA"),
                    Fact.or(
                        file().map(PUBLIC::contains),
                        directory().map(DemandedCertificate::isPublic)))));
  }

  /** Whether everybody is: no authority is known. */
  public Fact<Boolean> keepsAllOut() {
    Fact<Boolean> demanded = demanded();
    return demanded.is(false)
        ? demanded
        : Fact.and(
            Fact.and(demanded, Fact.not(scope.yes("tls_append_default_CA"))),
            file().with(directory(), (file, directory) -> (file + directory).isEmpty()));
  }

  private Fact<String> file() {
    return scope.value("smtpd_tls_CAfile");
  }

  private Fact<String> directory() {
    return scope.value("smtpd_tls_CApath");
  }

  private static boolean isPublic(String directory) {
    return PUBLIC.contains(
        directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory);
  }
}
