package dev.postern.dovecot;

import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of an HTTP server, as http_url_parse() of Dovecot 2.3.19.1 reads it. */
final class HttpUrl {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
  private static final Pattern PARTS =
      Pattern.compile("([^/?#]*)([^?#]*)(\\?[^#]*)?(#.*)?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[^]]*]?|[^:]*)(?::(.*))?", Pattern.DOTALL);
  private static final Pattern USER =
      Pattern.compile("\\A(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*+@");
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
  private static final Pattern HOST = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+\\.?");
  private static final Pattern CHARACTERS =
      Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+");

  private HttpUrl() {}

  /** What is wrong; empty when nothing is. */
  static Optional<String> refusal(String url) {
    return refusal(url, false);
  }

  /** The same where a user and a password may stand in front of the host. */
  static Optional<String> withUser(String url) {
    return refusal(url, true);
  }

  private static Optional<String> refusal(String url, boolean user) {
    Matcher scheme = SCHEME.matcher(url);
    String rest = url;
    if (scheme.matches()) {
      String name = scheme.group(1).toLowerCase(Locale.ROOT);
      rest = scheme.group(2);
      if (!name.equals("http") && !name.equals("https")) {
        return Optional.of("Not an HTTP URL");
      }
      if (!rest.startsWith("//")) {
        return Optional.of(
            "Absolute HTTP URL requires `//' after `%s:'".formatted(scheme.group(1)));
      }
    } else if (!rest.startsWith("//")) {
      return Optional.of("Relative HTTP URL not allowed");
    }
    Matcher parts = PARTS.matcher(rest.substring(2));
    return parts.matches()
        ? ofAuthority(parts.group(1), user)
            .or(() -> ofCharacters("Path", parts.group(2)))
            .or(() -> ofCharacters("Query", parts.group(3) == null ? "" : parts.group(3)))
        : Optional.empty();
  }

  private static Optional<String> ofAuthority(String written, boolean user) {
    if (!user && written.indexOf('@') >= 0) {
      return Optional.of("HTTP URL does not allow `userinfo@' part");
    }
    String authority = USER.matcher(written).replaceFirst("");
    Matcher matcher = AUTHORITY.matcher(authority);
    if (authority.isEmpty()) {
      return Optional.of("HTTP URL does not allow empty host identifier");
    }
    return matcher.matches()
        ? ofHost(matcher.group(1))
            .or(() -> ofPort(matcher.group(2) == null ? "" : matcher.group(2)))
        : Optional.of("Invalid host identifier");
  }

  private static Optional<String> ofHost(String host) {
    if (!host.startsWith("[")) {
      return HOST.matcher(host).matches()
          ? Optional.empty()
          : Optional.of("Invalid host identifier");
    }
    if (!host.endsWith("]")) {
      return Optional.of("Expecting ']' at end of IP-literal");
    }
    String address = host.substring(1, host.length() - 1);
    return Address.parse(address).filter(one -> one.family() == Family.V6).isPresent()
        ? Optional.empty()
        : Optional.of("Invalid IPv6 host address '%s'".formatted(address));
  }

  private static Optional<String> ofPort(String port) {
    if (port.isEmpty()) {
      return Optional.empty();
    }
    if (!port.matches("[0-9]+")) {
      return Optional.of("Invalid host port");
    }
    return port.length() < 10 && Integer.parseInt(port) <= 0xFFFF
        ? Optional.empty()
        : Optional.of("Invalid port number");
  }

  private static Optional<String> ofCharacters(String part, String text) {
    return CHARACTERS.matcher(text).matches()
        ? Optional.empty()
        : Optional.of(part + " component contains invalid character");
  }
}
