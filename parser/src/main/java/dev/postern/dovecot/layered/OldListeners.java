package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rewrites where Dovecot 1.x listened as the listeners of services that 2.3 has. */
final class OldListeners {
  private static final Pattern NO_PORT =
      Pattern.compile("\\*|[0-9.]+|[0-9a-fA-F:]+|\\[[0-9a-fA-F:]*]?");

  private final SettingsReader reader;
  private final OldSettings settings;

  OldListeners(SettingsReader reader, OldSettings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  /**
   * {@code listen = *:1143} and {@code protocol imap { listen = 10.0.0.1 }}.
   *
   * @return whether the setting was an old one
   */
  boolean listen(Span span, Frame at, String key, String value) {
    boolean root = at.layer().filter().matches(Filter.NONE);
    boolean withPort = hasPort(value);
    boolean tls = key.equals("ssl_listen");
    if (!tls && root && !withPort) {
      return false;
    }
    if (value.isEmpty()) {
      return true;
    }
    String address = value;
    if (withPort) {
      int colon = value.lastIndexOf(':');
      reader.obsolete(
          span, key + "=..:port has been replaced by service { inet_listener { port } }");
      eachListener(span, at, tls, "port", value.substring(colon + 1));
      address = value.substring(0, colon);
    }
    if (root && !tls) {
      if (at.equals(reader.global())) {
        reader.apply(span, key, RawValue.text(address));
      } else {
        settings.setGlobally(span, key, address);
      }
    } else {
      reader.obsolete(
          span,
          "protocol { %s } has been replaced by service { inet_listener { address } }"
              .formatted(key));
      eachListener(span, at, tls, "address", address);
    }
    return true;
  }

  /** Dovecot forgets what was wrong with it once it comes to managesieve, which has no TLS. */
  private void eachListener(Span span, Frame at, boolean tls, String key, String value) {
    boolean forgotten = !tls && at.layer().filter().matches(Scope.of("sieve").asFilter());
    for (String name : List.of("imap", "pop3")) {
      if (at.layer().filter().matches(Scope.of(name).asFilter())) {
        String path =
            "service/%s-login/inet_listener/%s%s/%s".formatted(name, name, tls ? "s" : "", key);
        Optional<String> refusal = settings.set(reader.global(), span, path, value);
        if (!forgotten) {
          refusal.ifPresent(message -> reader.error(Kind.REFUSED, span, message));
        }
      }
    }
  }

  /** listen_has_port(): neither a star nor made of what IPv4 or IPv6 addresses are made of. */
  private static boolean hasPort(String value) {
    if (value.indexOf(':') < 0) {
      return false;
    }
    for (String word : value.split("[, ]+", 0)) {
      if (!word.isEmpty() && !NO_PORT.matcher(word).matches()) {
        return true;
      }
    }
    return false;
  }
}
