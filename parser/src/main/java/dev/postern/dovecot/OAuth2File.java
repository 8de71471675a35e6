package dev.postern.dovecot;

import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.fact.Origin;
import dev.postern.source.Problem;
import java.util.Optional;

/**
 * A file of OAuth as auth takes it (db_oauth2_init(), db_oauth2_lookup() and
 * oauth2_request_start(), each asked of the running 2.3.19.1).
 */
record OAuth2File(ExternalFile file) {
  private static final String NO_SERVER =
      "oauth2: Password grant, tokeninfo, introspection URL or validation key dictionary must be"
          + " given";

  /** What does not go together: auth does not start. */
  Optional<Problem> refusal() {
    if (!text("grant_url").isEmpty()
        && text("client_id").isEmpty()
        && text("tokeninfo_url").isEmpty()
        && text("introspection_url").isEmpty()
        && text("local_validation_key_dict").isEmpty()) {
      return refused("grant_url", NO_SERVER);
    }
    boolean attribute = isFilled("active_attribute");
    boolean value = isFilled("active_value");
    if (attribute && !value) {
      return refused(
          "active_value", "oauth2: Cannot have empty active_value if active_attribute is set");
    }
    if (value && !attribute) {
      return refused(
          "active_attribute", "oauth2: Cannot have empty active_attribute is active_value is set");
    }
    return isLocal() && text("local_validation_key_dict").isEmpty()
        ? refused(
            "introspection_mode",
            "oauth2: local_validation_key_dict is required for local introspection.")
        : Optional.empty();
  }

  /**
   * An address that is asked whatever password comes, and that no password makes a URL of HTTP.
   * Since 2.3.6 auth itself ends there, before any other database is asked.
   */
  Optional<Origin> deadEnd() {
    boolean grants = isYes("use_grant_password");
    if (isLocal() && !grants) {
      return Optional.empty();
    }
    Optional<Origin> first =
        grants
            ? wrong("grant_url", "")
            : text("tokeninfo_url").isEmpty() ? introspection() : wrong("tokeninfo_url", "0");
    boolean again = isYes("force_introspection") && !isLocal();
    return first.or(
        () -> again && !text("introspection_url").isEmpty() ? introspection() : Optional.empty());
  }

  private Optional<Origin> introspection() {
    return wrong(
        "introspection_url", text("introspection_mode").equals("get") ? "0&client_id=" : "");
  }

  /**
   * Why it is no URL.
   *
   * @param behind what is put behind it, with a token that makes a URL of most
   */
  private Optional<Origin> wrong(String name, String behind) {
    String url = text(name);
    return ExternalCheck.isOpen(url)
        ? Optional.empty()
        : HttpUrl.withUser(url + behind)
            .map(
                why ->
                    new Origin.Setting(
                        ExternalCheck.place(file, name),
                        "%s: Invalid HTTP URL: %s".formatted(name, why)));
  }

  private boolean isLocal() {
    return text("introspection_mode").equals("local");
  }

  private boolean isYes(String name) {
    return text(name).equalsIgnoreCase("yes");
  }

  /** The built-in values of both are some. */
  private boolean isFilled(String name) {
    return !file.values().containsKey(name) || !text(name).isEmpty();
  }

  private String text(String name) {
    return ExternalCheck.text(file, name);
  }

  private Optional<Problem> refused(String name, String why) {
    return ExternalCheck.refused(ExternalCheck.place(file, name), why);
  }
}
