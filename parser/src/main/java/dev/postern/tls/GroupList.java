package dev.postern.tls;

import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Group;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A list of groups as SSL_CTX_set1_groups_list() reads it (ssl/t1_lib.c): names with colons
 * between. Since 3.3 {@code ?} in front passes over an unknown one; since 3.5 {@code -} takes one
 * out again, {@code *} asks for its key share, {@code /} separates groups of another preference,
 * and {@code DEFAULT} stands for the library's own.
 */
final class GroupList {
  private static final String DEFAULT = "default";

  private final Version openssl;
  private final boolean tuples;
  private final Set<Group> groups = new LinkedHashSet<>();
  private boolean valid = true;
  private boolean unknown;

  private GroupList(String text, Version openssl) {
    this.openssl = openssl;
    this.tuples = openssl.atLeast("3.5");
    for (String tuple : text.split(tuples ? "/" : "\n", -1)) {
      for (String element : tuple.split(":", -1)) {
        read(element.strip());
      }
    }
  }

  static GroupList of(String text, Version openssl) {
    return new GroupList(text, openssl);
  }

  /** The groups in order of preference; empty when OpenSSL refuses the list. */
  Optional<List<Group>> groups() {
    return valid && !groups.isEmpty() ? Optional.of(List.copyOf(groups)) : Optional.empty();
  }

  /** Whether it has a name that the version does not know and does not pass over. */
  boolean hasUnknown() {
    return unknown;
  }

  private void read(String element) {
    int at = 0;
    while (at < element.length() && isPrefix(element.charAt(at))) {
      at++;
    }
    String prefixes = element.substring(0, at);
    String name = element.substring(at);
    boolean passed = prefixes.indexOf('?') >= 0;
    boolean removed = prefixes.indexOf('-') >= 0;
    valid &= prefixes.chars().distinct().count() == prefixes.length();
    if (tuples && name.toLowerCase(Locale.ROOT).equals(DEFAULT)) {
      valid &= !passed && !removed;
      groups.addAll(Groups.standard(openssl));
      return;
    }
    Optional<Group> group = Groups.named(name, openssl);
    if (group.isEmpty()) {
      unknown |= !passed;
      valid &= passed && !name.isEmpty();
    } else if (removed) {
      groups.remove(group.get());
    } else {
      // Before 3.5 none may be named twice.
      valid &= groups.add(group.get()) || tuples;
    }
  }

  private boolean isPrefix(char c) {
    return (c == '?' && openssl.atLeast("3.3")) || (tuples && (c == '-' || c == '*'));
  }
}
