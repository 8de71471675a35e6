package dev.postern.dovecot;

import dev.postern.fact.Fact;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Where Dovecot asks whether a token is right (db_oauth2_lookup(), Dovecot 2.3.19.1
 * src/auth/db-oauth2.c). Passwords of PLAIN are shown there, too, unless the database is limited to
 * mechanisms with tokens.
 *
 * @param settings a setting by its name in 2.3, empty where nothing is written
 */
record SignOnService(Function<String, Fact<String>> settings) {
  private static final List<String> URLS =
      List.of("tokeninfo_url", "introspection_url", "grant_url");

  /** The first address that is asked; of what stands in front of the host nothing is shown. */
  Fact<String> server() {
    Fact<String> first = Fact.known("");
    for (String name : URLS) {
      Fact<String> url = settings.apply(name);
      first =
          first.flatMap(
              known ->
                  known.isEmpty()
                      ? url.map(text -> text.isEmpty() ? "" : shown(text))
                      : Fact.known(known));
    }
    return first;
  }

  private static String shown(String url) {
    int scheme = url.indexOf("://");
    return scheme < 0 ? authority(url) : url.substring(0, scheme + 3) + authority(url);
  }

  /** Host and port of a URL, without a user and password in front of them. */
  private static String authority(String url) {
    int scheme = url.indexOf("://");
    String rest = scheme < 0 ? url : url.substring(scheme + 3);
    String authority = rest.split("[/?#]", 2)[0];
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /**
   * Whether a token, or a password, crosses the network unencrypted. With {@code local} tokens are
   * checked by a key on this host; where the first answer tells all there is to know, the second
   * address is not asked.
   */
  Fact<Boolean> inClear() {
    Fact<Boolean> remote = settings.apply("introspection_mode").map(mode -> !mode.equals("local"));
    Fact<Boolean> first = leaves("tokeninfo_url");
    Fact<Boolean> second = leaves("introspection_url");
    Fact<Boolean> both =
        Fact.or(
            settings.apply("tokeninfo_url").map(String::isEmpty),
            settings.apply("force_introspection").map(SignOnService::isYes));
    Fact<Boolean> asked =
        both.flatMap(
            always ->
                always
                    ? Fact.known(true)
                    : Fact.unknown(
                        "introspection_url is asked only where tokeninfo_url does not tell all"));
    Fact<Boolean> password =
        Fact.and(
            settings.apply("use_grant_password").map(SignOnService::isYes), leaves("grant_url"));
    Fact<Boolean> token = Fact.or(first, Fact.and(second, asked));
    return Fact.or(password, remote.is(true) ? token : Fact.and(remote, token));
  }

  private Fact<Boolean> leaves(String name) {
    return settings
        .apply(name)
        .map(
            url ->
                url.toLowerCase(Locale.ROOT).startsWith("http://")
                    && !PasswordServers.isOnHost(PasswordServers.withoutPort(authority(url))));
  }

  private static boolean isYes(String text) {
    return text.equalsIgnoreCase("yes") || text.equalsIgnoreCase("y") || text.equals("1");
  }
}
