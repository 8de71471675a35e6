package dev.postern.postfix.sasl;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.List;
import java.util.Locale;

/**
 * Which SASL mechanisms smtpd takes over from its SASL server (xsasl/xsasl_dovecot_server.c,
 * xsasl/xsasl_cyrus_server.c, smtpd/smtpd_sasl_glue.c).
 */
public final class SaslMechanisms {
  private final Scope scope;

  public SaslMechanisms(Scope scope) {
    this.scope = scope;
  }

  /** Security options as the SASL server reads them. */
  public Fact<SecurityOptions> options(String optionsName) {
    return scope.value(optionsName).with(ofDovecot(), SecurityOptions::new);
  }

  private Fact<Boolean> ofDovecot() {
    return scope.value("smtpd_sasl_type").map("dovecot"::equals);
  }

  /** Whether smtpd cannot set its SASL server up, and does not start where logins are enabled. */
  public Fact<Boolean> fails() {
    return scope
        .value("smtpd_sasl_type")
        .flatMap(
            type ->
                switch (type) {
                  case "dovecot" -> Fact.known(false);
                  case "cyrus" -> new CyrusSasl(scope).isMalformed();
                  default -> Fact.known(true);
                });
  }

  /** Those that the SASL server announces, in upper case, sorted. */
  public Fact<List<String>> announced(Fact<List<String>> dovecot) {
    return ofDovecot()
        .flatMap(
            asked ->
                asked
                    ? dovecot.map(
                        names ->
                            names.stream()
                                .map(name -> name.toUpperCase(Locale.ROOT))
                                .sorted()
                                .toList())
                    : new CyrusSasl(scope).announced());
  }

  /** Whether security options leave no mechanism that shows a password or token. */
  public Fact<Boolean> hidesPasswords(String optionsName) {
    return holds(optionsName, "noplaintext");
  }

  /** Whether security options leave no login without an account. */
  public Fact<Boolean> hidesAnonymous(String optionsName) {
    return holds(optionsName, "noanonymous");
  }

  private Fact<Boolean> holds(String optionsName, String option) {
    return scope
        .value(optionsName)
        .map(options -> Text.elements(options).stream().anyMatch(option::equalsIgnoreCase));
  }

  /**
   * Those of a list that security options leave. smtpd_sasl_mechanism_filter hides others from the
   * offer, and smtpd still takes them.
   */
  public Fact<List<String>> left(Fact<List<String>> announced, String optionsName) {
    return options(optionsName)
        .flatMap(options -> announced.map(names -> names.stream().filter(options::leave).toList()));
  }

  /** Those of a list that smtpd_sasl_mechanism_filter leaves in the offer. */
  public Fact<List<String>> shown(Fact<List<String>> left) {
    return scope
        .value("smtpd_sasl_mechanism_filter", "static:rest")
        .flatMap(
            filter ->
                left.map(names -> names.stream().filter(name -> passes(filter, name)).toList()));
  }

  /** Whether a filter leaves a mechanism. */
  public static boolean passes(String filter, String name) {
    for (String pattern : Text.elements(filter)) {
      boolean out = pattern.startsWith("!");
      String bare = out ? pattern.substring(1) : pattern;
      if (bare.equalsIgnoreCase(name) || bare.startsWith("static:")) {
        return !out;
      }
    }
    // An empty filter too leaves none.
    return false;
  }
}
