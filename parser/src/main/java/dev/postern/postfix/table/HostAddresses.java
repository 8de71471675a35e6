package dev.postern.postfix.table;

import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The addresses that {@code getaddrinfo} finds for a name without asking another host. */
public final class HostAddresses {
  /** The host's own addresses that no other host comes to. */
  public static final List<Address> LOOPBACK =
      List.of(Address.v4(0x7F00_0001L), new Address(Family.V6, 0, 1));

  private static final int PARTS = 4;

  private HostAddresses() {}

  /**
   * Those of a name or number; empty where the files do not tell them.
   *
   * @param hosts etc/hosts
   */
  static List<Address> of(String name, Optional<SourceFile> hosts) {
    Optional<Address> number = number(name);
    if (number.isPresent()) {
      return List.of(number.get());
    }
    List<Address> found = hosts.map(file -> listed(name, file)).orElse(List.of());
    return found.isEmpty() && name.equalsIgnoreCase("localhost") ? LOOPBACK : found;
  }

  private static List<Address> listed(String name, SourceFile hosts) {
    List<Address> found = new ArrayList<>();
    for (int number = 1; number <= hosts.lines(); number++) {
      String line = hosts.line(number);
      int comment = line.indexOf('#');
      List<String> words =
          List.of((comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1));
      if (words.stream().skip(1).anyMatch(name::equalsIgnoreCase)) {
        Address.parse(words.get(0)).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * An address as a number, also in the forms of inet_aton(3): {@code 127.1}, {@code 0x7f000001}.
   */
  public static Optional<Address> number(String text) {
    return Address.parse(text).or(() -> ofParts(text));
  }

  private static Optional<Address> ofParts(String text) {
    String[] words = text.split("\\.", -1);
    if (words.length > PARTS) {
      return Optional.empty();
    }
    long bits = 0;
    for (int i = 0; i < words.length; i++) {
      int width = i == words.length - 1 ? 8 * (PARTS - i) : 8;
      long part = part(words[i].toLowerCase(Locale.ROOT));
      if (part < 0 || part >> width != 0) {
        return Optional.empty();
      }
      bits = bits << width | part;
    }
    return Optional.of(Address.v4(bits));
  }

  private static long part(String word) {
    boolean hexadecimal = word.startsWith("0x");
    String digits = hexadecimal ? word.substring(2) : word;
    int base = hexadecimal ? 16 : word.startsWith("0") ? 8 : 10;
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= 11
            && digits.chars().allMatch(c -> Character.digit(c, base) >= 0);
    return isNumber ? Long.parseLong(digits, base) : -1;
  }
}
