package dev.postern.dovecot.modern;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses of services as Dovecot 2.4 reads them: the scheme and the host; what follows the host
 * is not looked at (http_url_do_parse() and uri_do_parse_authority(), Dovecot 2.4.4).
 */
final class ServiceUrl {
  /** Stands for an operand that lets a name and a password precede the host. */
  static final String WITH_USER = "user@";

  private ServiceUrl() {}

  /** What Dovecot has against it; empty when nothing. */
  static Optional<String> refusal(String text, Set<String> allowed) {
    int colon = schemeEnd(text);
    if (colon > 0 && !allowed.contains(text.substring(0, colon).toLowerCase(Locale.ROOT))) {
      return Optional.of("Not an HTTP URL");
    }
    String rest = text.substring(colon > 0 ? colon + 1 : 0);
    if (rest.startsWith("//")) {
      return authorityRefusal(authority(rest.substring(2)), allowed.contains(WITH_USER));
    }
    return Optional.of(
        colon > 0
            ? "Absolute HTTP URL requires `//' after `http:'"
            : "Relative HTTP URL not allowed");
  }

  /** Whether it begins with a scheme. */
  static boolean hasScheme(String text) {
    return schemeEnd(text) > 0;
  }

  /** What Dovecot has against the name of a list elsewhere; what follows is not looked at. */
  static Optional<String> schemeRefusal(String text, Set<String> allowed) {
    int colon = schemeEnd(text);
    if (text.startsWith(":")) {
      return Optional.empty();
    }
    if (colon <= 0) {
      return Optional.of("Invalid URI scheme");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    return allowed.contains(scheme)
        ? Optional.empty()
        : Optional.of(scheme + ": scheme not supported for external list name");
  }

  private static int schemeEnd(String text) {
    int colon = text.indexOf(':');
    for (int i = 0; i < colon; i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && (i == 0 || (!isDigit(c) && "+-.".indexOf(c) < 0))) {
        return -1;
      }
    }
    return colon;
  }

  private static String authority(String text) {
    int end = 0;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, end);
  }

  private static Optional<String> authorityRefusal(String authority, boolean withUser) {
    int at = authority.indexOf('@');
    String host = authority.substring(at + 1);
    int name = nameEnd(host);
    if (name < 0) {
      return Optional.of("Expecting ']' at end of IP-literal");
    }
    if (name < host.length() && host.charAt(name) != ':') {
      return Optional.of("Invalid host identifier");
    }
    Optional<String> port =
        name + 1 < host.length() ? portRefusal(host.substring(name + 1)) : Optional.empty();
    if (port.isPresent()) {
      return port;
    }
    if (name == 0) {
      return Optional.of("HTTP URL does not allow empty host identifier");
    }
    return at >= 0 && !withUser
        ? Optional.of("HTTP URL does not allow `userinfo@' part")
        : Optional.empty();
  }

  /** Where the name or the address in brackets ends; negative when its bracket is open. */
  private static int nameEnd(String host) {
    if (host.startsWith("[")) {
      int bracket = host.indexOf(']');
      return bracket < 0 ? -1 : bracket + 1;
    }
    int end = 0;
    boolean first = true;
    while (end < host.length()) {
      char c = host.charAt(end);
      boolean plain = isLetter(c) || isDigit(c) || c == '%';
      if (!plain && (first || (c != '-' && c != '.'))) {
        break;
      }
      first = c == '.';
      end++;
    }
    return end;
  }

  private static Optional<String> portRefusal(String port) {
    int value = 0;
    int digits = 0;
    while (digits < port.length() && isDigit(port.charAt(digits))) {
      value = Math.min(10 * value + port.charAt(digits) - '0', 1 << 16);
      digits++;
    }
    if (digits > 0 && (value == 0 || value == 1 << 16)) {
      return Optional.of("Invalid port number");
    }
    return digits < port.length() ? Optional.of("Invalid host port") : Optional.empty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
