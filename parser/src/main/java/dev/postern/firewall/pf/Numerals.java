package dev.postern.firewall.pf;

import dev.postern.net.Prefix;
import java.util.Optional;

/** Addresses in numbers, as host_v4() and host_v6() of pfctl_parser.c read them. */
final class Numerals {
  private Numerals() {}

  /**
   * A network or an address. {@code 10/8} stands for {@code 10.0.0.0/8}, and the zone of {@code
   * fe80::1%em0} says nothing about the address.
   *
   * @return empty for what is not in numbers
   */
  static Optional<Prefix> prefix(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    String length = slash < 0 ? "" : text.substring(slash);
    int zone = address.indexOf('%');
    if (zone > 0 && address.indexOf(':') >= 0) {
      address = address.substring(0, zone);
    }
    if (slash > 0 && isShort(address)) {
      int dots = (int) address.chars().filter(c -> c == '.').count();
      address += ".0".repeat(3 - dots);
    }
    return Prefix.parse(address + length);
  }

  private static boolean isShort(String address) {
    int dots = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return dots < 3 && !address.endsWith(".");
  }
}
