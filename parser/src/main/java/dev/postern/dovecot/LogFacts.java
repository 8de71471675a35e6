package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.posture.daemon.LogTarget;
import dev.postern.posture.daemon.Logging;
import dev.postern.posture.daemon.Logging.Passwords;
import dev.postern.posture.service.SoftwareName;
import java.util.List;

/**
 * What is written down of logins. Passwords that were tried are, only where the reason of a failure
 * is (Dovecot 2.3.19.1 src/auth/auth-request.c, auth_request_log_login_failure()).
 */
final class LogFacts {
  private static final List<String> SHORT =
      List.of("sha1:1", "sha1:2", "sha1:3", "sha1:4", "sha1:5", "sha1:6");

  /** The variables of each version for the client's address (2.3.19.1 src/login-common/). */
  private static final List<String> ADDRESS =
      List.of("%r", "%{rip", "%{real_rip", "%{remote_ip", "%{real_remote_ip");

  private static final List<String> ENCRYPTION = List.of("%c", "%k", "%{secured", "%{ssl_security");

  private LogFacts() {}

  static Logging of(DovecotSettings settings) {
    ScopedFacts facts = new ScopedFacts(settings, Scope.GLOBAL);
    Fact<Boolean> everything = facts.yes("auth_debug_passwords");
    Fact<Boolean> reasons =
        Fact.or(Fact.or(facts.yes("auth_verbose"), facts.yes("auth_debug")), everything);
    Fact<Passwords> tried =
        reasons.flatMap(
            yes ->
                yes
                    ? facts.text("auth_verbose_passwords").map(LogFacts::passwords)
                    : Fact.known(Passwords.NONE));
    return new Logging(
        Fact.known(SoftwareName.DOVECOT),
        destination(facts),
        Fact.known(true),
        reasons,
        everything.flatMap(yes -> yes ? Fact.known(Passwords.PLAIN) : tried),
        facts.yes("verbose_ssl"),
        named(facts, ADDRESS),
        named(facts, ENCRYPTION));
  }

  /** Whether the line of a login holds one of the variables. */
  private static Fact<Boolean> named(ScopedFacts facts, List<String> variables) {
    return facts
        .text("login_log_format_elements")
        .map(
            line -> {
              for (String variable : variables) {
                if (line.contains(variable)) {
                  return true;
                }
              }
              return false;
            });
  }

  /** A failed login is told where information goes: {@code info_log_path}, else all of the log. */
  static Fact<LogTarget> target(DovecotSettings settings) {
    ScopedFacts facts = new ScopedFacts(settings, Scope.GLOBAL);
    return destination(facts)
        .flatMap(
            file ->
                file.isEmpty() || file.equals("syslog")
                    ? facts.text("syslog_facility").map(LogTarget::syslog)
                    : Fact.known(LogTarget.file(file)));
  }

  private static Fact<String> destination(ScopedFacts facts) {
    Fact<String> own = facts.text("info_log_path");
    return own.flatMap(path -> path.isEmpty() ? facts.text("log_path") : own);
  }

  /** {@code yes} is {@code plain}; a number of letters may follow. */
  private static Passwords passwords(String written) {
    int colon = written.indexOf(':');
    return switch (colon < 0 ? written : written.substring(0, colon)) {
      case "no" -> Passwords.NONE;
      case "sha1" -> SHORT.contains(written) ? Passwords.SHORTENED : Passwords.HASHED;
      default -> Passwords.PLAIN;
    };
  }
}
