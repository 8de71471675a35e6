package dev.postern.dovecot.modern;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables that a login process of Dovecot 2.4 knows (login_var_expand_empty_tab in
 * src/login-common/client-common.c, 2.4.4). With any other it gets no settings at all.
 */
final class SessionVariables {
  private static final Pattern VARIABLE = Pattern.compile("%\\{\\s*([A-Za-z0-9_]+)\\s*[|}]");
  private static final Set<String> KNOWN =
      Set.of(
          "user",
          "protocol",
          "home",
          "local_ip",
          "remote_ip",
          "mechanism",
          "local_port",
          "remote_port",
          "secured",
          "ssl_security",
          "mail_pid",
          "session",
          "real_local_ip",
          "real_remote_ip",
          "real_local_port",
          "real_remote_port",
          "original_user",
          "auth_user",
          "listener",
          "local_name",
          "ssl_ja3",
          "ssl_ja3_hash",
          "ssl_client_cert_fp",
          "ssl_client_cert_pubkey_fp");

  private SessionVariables() {}

  /** The first variable of a value that no login process knows. */
  static Optional<String> unknownIn(String value) {
    Matcher matcher = VARIABLE.matcher(value);
    while (matcher.find()) {
      if (!KNOWN.contains(matcher.group(1))) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }
}
