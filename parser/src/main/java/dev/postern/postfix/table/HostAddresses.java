package dev.postern.postfix.table;

import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.ShortAddress;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The addresses that {@code getaddrinfo} finds for a name without asking another host. */
public final class HostAddresses {
  /** The host's own addresses that no other host comes to. */
  public static final List<Address> LOOPBACK =
      List.of(Address.v4(0x7F00_0001L), new Address(Family.V6, 0, 1));

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
    return Address.parse(text).or(() -> ShortAddress.parse(text));
  }
}
