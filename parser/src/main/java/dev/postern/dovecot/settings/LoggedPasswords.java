package dev.postern.dovecot.settings;

import java.util.Optional;
import java.util.Set;

/** What Dovecot takes for {@code auth_verbose_passwords}. */
public final class LoggedPasswords {
  private static final Set<String> WORDS = Set.of("no", "plain", "sha1", "yes");

  private LoggedPasswords() {}

  /** Why it refuses a value; empty when it does not. */
  public static Optional<String> refusal(String value) {
    int colon = value.indexOf(':');
    if (colon >= 0 && !value.substring(colon + 1).matches("0*[1-9][0-9]{0,8}")) {
      return Optional.of(
          "auth_verbose_passwords: Invalid truncation number: '%s'"
              .formatted(value.substring(colon + 1)));
    }
    return WORDS.contains(colon < 0 ? value : value.substring(0, colon))
        ? Optional.empty()
        : Optional.of("auth_verbose_passwords: Invalid value");
  }
}
