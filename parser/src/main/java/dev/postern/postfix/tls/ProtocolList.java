package dev.postern.postfix.tls;

import dev.postern.postfix.settings.PossibleVersions;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A list of TLS protocols (tls/tls_misc.c, tls_proto_mask_lims()): names include, {@code !name}
 * excludes, {@code >=} and {@code <=} limit; separated by commas, blanks or colons.
 */
public final class ProtocolList {
  private static final int HEXADECIMAL = 16;

  private ProtocolList() {}

  /**
   * The versions a list allows, ascending.
   *
   * @param versions of Postfix: from 3.6 on it knows {@code >=} and {@code <=}
   * @return empty when the list is not valid: then every handshake fails
   */
  public static Optional<List<TlsVersion>> allowed(String list, PossibleVersions versions) {
    boolean limits = versions.newest().atLeast("3.6");
    Set<TlsVersion> excluded = EnumSet.noneOf(TlsVersion.class);
    Set<TlsVersion> included = EnumSet.noneOf(TlsVersion.class);
    int floor = 0;
    int ceiling = 0;
    for (String word : Text.elements(list.replace(':', ' '))) {
      boolean least = word.startsWith(">=");
      if (least || word.startsWith("<=")) {
        Optional<Integer> limit = limits ? number(word.substring(2)) : Optional.empty();
        if (limit.isEmpty()) {
          return Optional.empty();
        }
        floor = least ? limit.get() : floor;
        ceiling = least ? ceiling : limit.get();
        continue;
      }
      boolean out = word.startsWith("!");
      Optional<TlsVersion> version = name(out ? word.substring(1) : word);
      if (version.isEmpty()) {
        return Optional.empty();
      }
      (out ? excluded : included).add(version.get());
    }
    List<TlsVersion> result = new ArrayList<>();
    for (TlsVersion version : TlsVersion.values()) {
      int number = number(version);
      boolean within = (floor == 0 || number >= floor) && (ceiling == 0 || number <= ceiling);
      boolean wanted = included.isEmpty() || included.contains(version);
      if (within && wanted && !excluded.contains(version)) {
        result.add(version);
      }
    }
    return Optional.of(result);
  }

  private static Optional<TlsVersion> name(String text) {
    return text.equalsIgnoreCase("TLSv1.0") ? Optional.empty() : TlsVersion.parse(text);
  }

  private static Optional<Integer> number(String text) {
    Optional<TlsVersion> version = name(text).filter(named -> named != TlsVersion.SSLV2);
    if (version.isPresent()) {
      return version.map(ProtocolList::number);
    }
    if (text.isEmpty()) {
      // As strtoul() reads it, and nought is no limit.
      return Optional.of(0);
    }
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    if (digits.isEmpty()
        || digits.length() > 7
        || !digits.chars().allMatch(c -> Character.digit(c, HEXADECIMAL) >= 0)) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(digits, HEXADECIMAL));
  }

  /** The number on the wire. */
  private static int number(TlsVersion version) {
    return switch (version) {
      case SSLV2 -> 0x0002;
      case SSLV3 -> 0x0300;
      case TLSV1_0 -> 0x0301;
      case TLSV1_1 -> 0x0302;
      case TLSV1_2 -> 0x0303;
      case TLSV1_3 -> 0x0304;
    };
  }
}
