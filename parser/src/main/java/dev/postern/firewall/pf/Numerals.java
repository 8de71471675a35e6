package dev.postern.firewall.pf;

import dev.postern.net.Prefix;
import dev.postern.net.ShortAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses in numbers, as host_v4() and host_v6() of pfctl_parser.c read them. */
final class Numerals {
  /** What is no name: of digits and dots alone. */
  private static final Pattern OF_NUMBERS = Pattern.compile("[0-9.]+");

  private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");

  private Numerals() {}

  /**
   * A network or an address. {@code 10/8} stands for {@code 10.0.0.0/8} but {@code 10.1} for {@code
   * 10.0.0.1} and {@code 010.1} for {@code 8.0.0.1}, as inet_aton(3) has it, and the zone of {@code
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
    if (slash < 0 && address.indexOf('.') > 0 && address.indexOf(':') < 0) {
      return ShortAddress.parse(address).map(Prefix::of);
    }
    if (slash > 0 && OF_NUMBERS.matcher(address).matches()) {
      address = network(address);
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

  /** inet_net_pton(3) has decimal numbers only; those that are not written are 0. */
  private static String network(String address) {
    int dots = (int) address.chars().filter(c -> c == '.').count();
    String missing = address.endsWith(".") ? "" : ".0".repeat(Math.max(0, 3 - dots));
    return LEADING_ZEROS.matcher(address).replaceAll("") + missing;
  }
}
