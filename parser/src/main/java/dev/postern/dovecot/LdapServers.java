package dev.postern.dovecot;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What OpenLDAP's library takes as servers before it asks any (ldap_url_parse_ext(),
 * ldap_url_parsehosts() and ldap_set_option(), asked of libldap 2.5.13).
 */
final class LdapServers {
  private static final String PORT = ":[+-]?[0-9]+";

  /** Behind the address nothing is looked at here: no entry is sought by it. */
  private static final Pattern URI =
      Pattern.compile(
          "(?i)<?(url:)?(p?ldaps?|ldapi)://(\\[[^]/?]*][^:/?]*|[^\\[:/?][^:/?]*)?("
              + PORT
              + ")?>?([/?].*)?");

  /** With several colons it is an address of IPv6 that has no port. */
  private static final Pattern HOST =
      Pattern.compile("\\[[^]]*](" + PORT + ")?|[^\\[:][^:]*(" + PORT + ")?|[^\\[:]*:[^:]*:.*");

  private static final Pattern VERSION = Pattern.compile("(\\+?[23]([^0-9].*)?)?");

  private LdapServers() {}

  /** Of {@code ldap_uris}, or {@code uris} before 2.4. */
  static boolean areUris(String list) {
    return allMatch(URI, list);
  }

  /** Of {@code hosts} before 2.4. */
  static boolean areHosts(String list) {
    return allMatch(HOST, list);
  }

  /** Of the protocol; the default is one. */
  static boolean isVersion(String number) {
    return VERSION.matcher(number).matches();
  }

  private static boolean allMatch(Pattern word, String list) {
    return Arrays.stream(list.split("[ ,]+", -1))
        .filter(text -> !text.isEmpty())
        .allMatch(text -> word.matcher(text).matches());
  }
}
