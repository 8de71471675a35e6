package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the elements of a set as ipset 7.17 does: lib/parse.c, and what the program took. */
final class ElementReader {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int LONGEST_INTERFACE = 15;
  private static final String BY_BRIDGE = "physdev:";

  private final Catalogue catalogue;
  private final SetType type;
  private final Family family;
  private final boolean isMasked;

  /**
   * A reader of one set's elements.
   *
   * @param isMasked whether some bits of addresses do not count
   */
  ElementReader(Catalogue catalogue, SetType type, Family family, boolean isMasked) {
    this.catalogue = catalogue;
    this.type = type;
    this.family = family;
    this.isMasked = isMasked;
  }

  /** The parts of an element. */
  List<SetElement.Part> read(String text) throws SetRefusal {
    List<SetType.Part> parts = type.parts();
    if (parts.size() == 1) {
      return List.of(part(parts.get(0), text));
    }
    String[] words = text.split(",", -1);
    boolean isMacLeftOut = type.isBitmap() && words.length == 1;
    if (words.length != parts.size() && !isMacLeftOut) {
      throw SetRefusal.of(
          "'%s' has %d parts; an element of %s has %d"
              .formatted(text, words.length, type.name(), parts.size()));
    }
    List<SetElement.Part> read = new ArrayList<>(words.length);
    for (int i = 0; i < words.length; i++) {
      read.add(part(parts.get(i), words[i]));
    }
    return read;
  }

  private SetElement.Part part(SetType.Part part, String text) throws SetRefusal {
    return switch (part) {
      case IP, NET, ANY_NET -> new SetElement.Addresses(addresses(part, text));
      case ADDRESS -> new SetElement.Addresses(single(text));
      case PORT -> port(text);
      case TCP_PORT -> ofTcpOrUdp(text);
      case IFACE -> iface(text);
      case MARK -> new SetElement.Name(String.valueOf(mark(text)));
      case MAC -> mac(text);
      case SET -> new SetElement.Name(text);
    };
  }

  /** A block or a run, as the range of a bitmap has to be. */
  AddressRange range(String text) throws SetRefusal {
    if (text.indexOf('/') < 0 && text.indexOf('-') < 0) {
      throw SetRefusal.of("'range " + text + "': expected a block or FIRST-LAST");
    }
    return addresses(SetType.Part.IP, text);
  }

  private AddressRange addresses(SetType.Part part, String text) throws SetRefusal {
    int bracket = text.startsWith("[") ? Math.max(0, text.indexOf(']')) : 0;
    int slash = text.indexOf('/', bracket);
    if (slash >= 0) {
      return block(part, text, slash);
    }
    int dash = text.indexOf('-', bracket);
    if (dash < 0) {
      return AddressRange.of(address(text));
    }
    if (family == Family.V6) {
      throw SetRefusal.of("'" + text + "' is a range, which a set of IPv6 addresses does not take");
    }
    Address one = address(text.substring(0, dash));
    Address other = address(text.substring(dash + 1));
    if (one.compareTo(other) <= 0) {
      return new AddressRange(one, other);
    }
    if (isMasked && type.isHash()) {
      // ip_set_hash_ip.c turns it round without masking it, and what it makes matches nothing.
      throw SetRefusal.possibly("'" + text + "' runs backwards, which makes other elements");
    }
    return new AddressRange(other, one);
  }

  private AddressRange block(SetType.Part part, String text, int slash) throws SetRefusal {
    String bits = text.substring(slash + 1);
    Optional<Long> length = Values.number(bits).filter(number -> number <= family.bits());
    if (length.isEmpty()) {
      throw SetRefusal.of(
          "'%s': expected a number of bits up to %d behind the slash"
              .formatted(text, family.bits()));
    }
    Address base = address(text.substring(0, slash));
    if (family == Family.V6 && part == SetType.Part.IP && length.get() < family.bits()) {
      throw SetRefusal.of("'" + text + "' is a block; this set takes single IPv6 addresses");
    }
    return AddressRange.of(new Prefix(base, length.get().intValue()));
  }

  /** One address, or a block of one. */
  private AddressRange single(String text) throws SetRefusal {
    AddressRange range = addresses(SetType.Part.IP, text);
    if (!range.first().equals(range.last())) {
      throw SetRefusal.of("'" + text + "' is more than one address; expected one");
    }
    return range;
  }

  private Address address(String text) throws SetRefusal {
    Optional<Address> address = family == Family.V4 ? NumericAddress.v4(text) : Address.parse(text);
    if (address.isPresent() && address.get().family() == family) {
      return address.get();
    }
    if (NumericAddress.mayBeName(text)) {
      throw SetRefusal.possibly(
          "ipset looks up the name '%s', and no file tells whether it is found".formatted(text));
    }
    throw SetRefusal.of("'%s' is no IPv%d address".formatted(text, family.number()));
  }

  private SetElement.Part port(String text) throws SetRefusal {
    int colon = text.indexOf(':');
    String protocol = colon < 0 ? "tcp" : text.substring(0, colon);
    int number =
        catalogue
            .protocol(protocol)
            .filter(known -> known > 0)
            .orElseThrow(() -> SetRefusal.of("'" + protocol + "' is no protocol"));
    String ports = text.substring(colon + 1);
    return switch (number) {
      case TCP, UDP, 132, 136 -> ports(number, ports);
      case 1, 58 -> {
        if ((number == 1) != (family == Family.V4)) {
          throw SetRefusal.of("'" + protocol + "' is of the other address family than this set");
        }
        if (Values.number(ports).isPresent() || ports.isEmpty()) {
          throw SetRefusal.of("'" + ports + "' is no ICMP type; expected TYPE/CODE or a name");
        }
        yield new SetElement.Name(text);
      }
      default -> {
        if (Values.number(ports).filter(port -> port == 0).isEmpty()) {
          throw SetRefusal.of("the protocol '" + protocol + "' has no port but 0");
        }
        yield new SetElement.Ports(number, 0, 0);
      }
    };
  }

  /** A port without its protocol, though it may be said. */
  private SetElement.Ports ofTcpOrUdp(String text) throws SetRefusal {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      Optional<Integer> protocol = catalogue.protocol(text.substring(0, colon));
      if (protocol.filter(number -> number == TCP || number == UDP).isEmpty()) {
        throw SetRefusal.of("'" + text + "': expected a port of tcp or udp");
      }
    }
    return ports(TCP, text.substring(colon + 1));
  }

  SetElement.Ports ports(int protocol, String text) throws SetRefusal {
    int dash = text.indexOf('-');
    int one = portNumber(dash < 0 ? text : text.substring(0, dash));
    int other = portNumber(text.substring(dash + 1));
    return new SetElement.Ports(protocol, Math.min(one, other), Math.max(one, other));
  }

  private int portNumber(String text) throws SetRefusal {
    // strtoull(3) takes a sign before digits.
    return catalogue
        .port(text.matches("\\+[0-9]+") ? text.substring(1) : text)
        .orElseThrow(
            () ->
                SetRefusal.of(
                    "'%s' is no port: neither a number up to 65535 nor a service name"
                        .formatted(text)));
  }

  private static SetElement.Name iface(String text) throws SetRefusal {
    String name = text.startsWith(BY_BRIDGE) ? text.substring(BY_BRIDGE.length()) : text;
    if (name.isEmpty() || name.length() > LONGEST_INTERFACE) {
      throw SetRefusal.of(
          "'%s' is no interface: its name has %d characters, 1 to %d are taken"
              .formatted(name, name.length(), LONGEST_INTERFACE));
    }
    return new SetElement.Name(text);
  }

  private static long mark(String text) throws SetRefusal {
    return Values.number(text).orElseThrow(() -> SetRefusal.of("'" + text + "' is no mark"));
  }

  private static SetElement.Name mac(String text) throws SetRefusal {
    boolean isMac = text.length() == 17;
    for (int i = 0; isMac && i < text.length(); i++) {
      char c = text.charAt(i);
      isMac = i % 3 == 2 ? c == ':' : c < 128 && Character.digit(c, 16) >= 0;
    }
    if (!isMac) {
      throw SetRefusal.of("'" + text + "' is no hardware address; expected six pairs of digits");
    }
    return new SetElement.Name(text);
  }
}
