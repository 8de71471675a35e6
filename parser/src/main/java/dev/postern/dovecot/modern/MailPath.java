package dev.postern.dovecot.modern;

import dev.postern.net.Address;
import java.util.Locale;
import java.util.Optional;

/**
 * An address of mail as Dovecot 2.4 reads it in a setting: RFC 5321 section 4.1.2 with dots
 * anywhere in front of the {@code @}, and {@code -} and {@code _} anywhere behind it
 * (smtp_address_parse_path(), Dovecot 2.4.4).
 */
final class MailPath {
  private static final String SPECIALS = "\"(),.:;<>@[\\]";

  private final String text;
  private int at;

  private MailPath(String text) {
    this.text = text;
  }

  /** What Dovecot has against it; empty when nothing. The brackets around it may be missing. */
  static Optional<String> refusal(String text) {
    try {
      new MailPath(text).read();
      return Optional.empty();
    } catch (NoPath e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Ends the reading. */
  private static final class NoPath extends Exception {
    private static final long serialVersionUID = 1L;

    NoPath(String why) {
      super(why, null, false, false);
    }
  }

  private void read() throws NoPath {
    boolean brackets = takes('<');
    boolean route = brackets && next() == '@';
    if (route) {
      readRoute();
    }
    readLocalPart(brackets, route);
    if (!takes('@')) {
      boolean end = next() == 0 || (brackets && next() == '>');
      throw new NoPath(end ? "Missing domain" : "Invalid character in localpart");
    }
    if (next() == '[') {
      readLiteral();
    } else if (isOfDomain(next())) {
      readDomain();
    } else {
      boolean end = next() == 0 || (brackets && next() == '>');
      throw new NoPath(end ? "Missing domain after '@'" : "Invalid domain");
    }
    if (brackets != takes('>')) {
      throw new NoPath(brackets ? "Missing '>' at end of path" : "Unmatched '>' at end of path");
    }
    if (next() != 0) {
      throw new NoPath("Invalid character in path");
    }
  }

  private void readRoute() throws NoPath {
    do {
      if (!takes('@')) {
        throw new NoPath("Missing '@' after ',' in source route");
      }
      if (!isOfDomain(next())) {
        throw new NoPath("Missing domain after '@' in source route");
      }
      readDomain();
    } while (takes(','));
    if (!takes(':')) {
      throw new NoPath("Missing ':' at end of source route");
    }
  }

  private void readLocalPart(boolean brackets, boolean route) throws NoPath {
    if (takes('"')) {
      readQuoted();
      return;
    }
    if (brackets && next() == '>') {
      throw new NoPath(route ? "Path only consists of source route" : "Null path not allowed");
    }
    if (!isAtom(next()) && next() != '.') {
      throw new NoPath("Invalid character in localpart");
    }
    while (isAtom(next()) || next() == '.') {
      at++;
    }
  }

  private void readQuoted() throws NoPath {
    while (next() >= ' ' && next() < 127 && next() != '"') {
      if (takes('\\') && (next() < ' ' || next() >= 127)) {
        throw new NoPath("Invalid character after '\\' in quoted string");
      }
      at++;
    }
    if (!takes('"')) {
      throw new NoPath(
          next() == 0 ? "Premature end of quoted string" : "Invalid character in quoted string");
    }
  }

  private void readDomain() throws NoPath {
    do {
      if (next() == 0 || next() == '.') {
        throw new NoPath("Empty sub-domain");
      }
      if (!isOfDomain(next())) {
        throw new NoPath("Invalid character in domain");
      }
      while (isOfDomain(next())) {
        at++;
      }
    } while (takes('.'));
  }

  /** An address in brackets; of other than IPv4, with the name of its kind in front. */
  private void readLiteral() throws NoPath {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw new NoPath("Missing ']' at end of address literal");
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    int colon = inside.indexOf(':');
    String kind = inside.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
    String address = inside.substring(colon + 1);
    boolean number = !inside.isEmpty() && inside.charAt(0) >= '0' && inside.charAt(0) <= '9';
    if (number && (colon >= 0 || Address.parse(address).isEmpty())) {
      throw new NoPath("Invalid IPv4 address literal");
    }
    if (!number && (kind.isEmpty() || !isDomainWord(kind))) {
      throw new NoPath("Invalid address literal");
    }
    if (address.isEmpty()) {
      throw new NoPath("Empty address literal");
    }
    if (kind.equals("ipv6") && Address.parse(address).isEmpty()) {
      throw new NoPath("Invalid IPv6 address literal");
    }
  }

  private static boolean isDomainWord(String word) {
    return word.chars().allMatch(c -> isOfDomain((char) c) && c != '_') && !word.endsWith("-");
  }

  /** The next character; 0 at the end. */
  private char next() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean takes(char c) {
    boolean taken = next() == c;
    at += taken ? 1 : 0;
    return taken;
  }

  private static boolean isAtom(char c) {
    return c > ' ' && c < 127 && SPECIALS.indexOf(c) < 0;
  }

  private static boolean isOfDomain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
