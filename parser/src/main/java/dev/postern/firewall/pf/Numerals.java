package dev.postern.firewall.pf;

import dev.postern.net.Prefix;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses in numbers, as host_v4() and host_v6() of pfctl_parser.c read them. */
final class Numerals {
  /** What is no name: of digits and dots alone. */
  private static final Pattern OF_NUMBERS = Pattern.compile("[0-9.]+");

  private Numerals() {}

  /**
   * A network or an address. {@code 10/8} stands for {@code 10.0.0.0/8} but {@code 10.1} for {@code
   * 10.0.0.1}, as inet_aton(3) has it, and the zone of {@code fe80::1%em0} says nothing about the
   * address.
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
    } else if (slash < 0 && address.indexOf('.') > 0 && isShort(address)) {
      return ofParts(address.split("\\.", -1));
    }
    return Prefix.parse(address + length);
  }

  /**
   * Checks what is written for an address, a network or a name.
   *
   * @throws Refusal for a network that has too many bits, and for numbers that are neither
   */
  static void check(RulesParser.NamedContext named) throws Refusal {
    String text = Macros.text(named.name().getStart());
    boolean isAddress = named.SLASH() != null && prefix(text + "/0").isPresent();
    if (prefix(text(named)).isEmpty() && (isAddress || OF_NUMBERS.matcher(text).matches())) {
      throw new Refusal(
          named, "found '" + text(named) + "'; expected an address, a network or a name");
    }
  }

  /** An address with the length behind it. */
  static String text(RulesParser.NamedContext named) {
    String length = named.SLASH() == null ? "" : "/" + named.NUMBER().getText();
    return Macros.text(named.name().getStart()) + length;
  }

  /** The last part stands for all bytes that are left. */
  private static Optional<Prefix> ofParts(String[] parts) {
    int last = parts.length - 1;
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < last; i++) {
      bytes.append(parts[i]).append('.');
    }
    if (parts[last].length() > 8) {
      return Optional.empty();
    }
    int rest = Integer.parseInt(parts[last]);
    if (rest >= 1 << (8 * (4 - last))) {
      return Optional.empty();
    }
    for (int left = 3 - last; left > 0; left--) {
      bytes.append((rest >> (8 * left)) & 0xFF).append('.');
    }
    return Prefix.parse(bytes.append(rest & 0xFF).toString());
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
