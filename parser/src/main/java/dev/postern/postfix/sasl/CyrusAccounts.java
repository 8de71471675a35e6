package dev.postern.postfix.sasl;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.service.SoftwareName;
import java.util.Optional;

/** Who vouches for passwords where smtpd asks Cyrus SASL. */
public final class CyrusAccounts {
  private CyrusAccounts() {}

  /** What takes any password; empty where nothing does. */
  public static Optional<AccountDatabase> withoutPasswords(Scope scope) {
    Fact<Boolean> asked =
        Fact.and(
            scope.yes("smtpd_sasl_auth_enable"),
            scope.value("smtpd_sasl_type").map("cyrus"::equals));
    Fact<Boolean> any = asked.is(false) ? asked : new CyrusSasl(scope).takesAnyPassword();
    Fact<Boolean> none = Fact.known(false);
    return Fact.and(asked, any).is(false)
        ? Optional.empty()
        : Optional.of(
            new AccountDatabase(
                Fact.known(SoftwareName.POSTFIX),
                Fact.known("alwaystrue", any.origins()),
                Fact.known(""),
                Fact.known(""),
                none,
                none,
                Fact.and(asked, any).from(any.origins()),
                none,
                none,
                none));
  }
}
