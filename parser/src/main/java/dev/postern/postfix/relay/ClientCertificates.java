package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.table.Lookup;
import java.util.List;

/**
 * Whether a stranger's certificate lets it in: anybody can make one, and where a table has the
 * fingerprint of every certificate, that will do (permit_tls_clientcerts() of smtpd_check.c).
 *
 * @param asked whether smtpd asks clients for a certificate
 */
record ClientCertificates(Scope scope, boolean asked) {
  static final Origin OF_ITS_OWN =
      new Origin.Assumption("a stranger shows a certificate of its own making");

  /** As smtpd writes fingerprints: hexadecimal, with colons. */
  private static final String ANY = "9F:3C:51:0B:77:E2:48:A6:1D:C0:85:3E:F4:92:6B:D7";

  /** What {@code permit_tls_clientcerts} does. */
  Fact<Boolean> listed() {
    return ifAsked(
        AddressClass.first(scope, "relay_clientcerts", List.of(ANY))
            .map(answer -> answer instanceof Lookup.Found));
  }

  /** What {@code permit_tls_all_clientcerts} does. */
  Fact<Boolean> listedOrTrusted() {
    return ifAsked(
        Fact.or(
            listed(),
            Fact.unknown("permit_tls_all_clientcerts lets in whoever has a trusted certificate")));
  }

  /** What {@code check_ccert_access} does; whom it turns away shows no certificate. */
  Fact<Boolean> permittedBy(String table) {
    return ifAsked(
        scope
            .machine()
            .table(table)
            .find(ANY)
            .map(
                answer ->
                    Lookup.filled(answer) instanceof Lookup.Found action
                        && AccessAction.of(action.value()) == AccessAction.PERMITS));
  }

  private Fact<Boolean> ifAsked(Fact<Boolean> letIn) {
    return asked ? letIn : Fact.known(false);
  }
}
