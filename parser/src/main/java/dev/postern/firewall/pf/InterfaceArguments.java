package dev.postern.firewall.pf;

import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the arguments of ifconfig(8), call by call, make of an interface. */
final class InterfaceArguments {
  /** Nobody writes a longer run of addresses: netif_ipexpand_max of FreeBSD's rc.conf(5). */
  private static final int LONGEST_RUN = 2048;

  /** What asks a server for the addresses: rc.conf(5) and hostname.if(5). */
  private static final Set<String> OF_A_SERVER =
      Set.of("dhcp", "syncdhcp", "nosyncdhcp", "upsyncdhcp");

  private static final Set<String> OF_A_ROUTER = Set.of("accept_rtadv", "rtsol");

  /** Words of ifconfig that an address follows which is not the interface's own. */
  private static final Map<String, Integer> ARGUMENTS_OF_OTHERS =
      Map.of(
          "tunnel",
          2,
          "vxlanlocal",
          1,
          "vxlanremote",
          1,
          "vxlangroup",
          1,
          "tunneladdr",
          1,
          "syncpeer",
          1,
          "parent",
          1,
          "peer",
          1);

  private final String name;
  private final List<NetworkInterface.Assigned> assigned = new ArrayList<>();
  private final Map<Family, String> untold = new EnumMap<>(Family.class);
  private final Set<String> groups = new HashSet<>();
  private boolean isLeased;

  InterfaceArguments(String name) {
    this.name = name;
  }

  NetworkInterface result() {
    return new NetworkInterface(name, assigned, untold, isLeased, groups);
  }

  /** What a program decides, or a command that is not followed. */
  void untold(Family family, String why) {
    untold.putIfAbsent(family, why);
  }

  private void leased(Family family, String why) {
    isLeased = true;
    untold(family, why);
  }

  /**
   * Takes the arguments of one call.
   *
   * @param where the place they are written at
   */
  void take(List<String> words, String where) {
    Family family = Family.V4;
    boolean expectsAddress = true;
    boolean hasAddress = false;
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      String lower = word.toLowerCase(Locale.ROOT);
      String next = at < words.size() ? words.get(at) : "";
      if (lower.equals("inet") || lower.equals("inet6")) {
        family = lower.equals("inet") ? Family.V4 : Family.V6;
        expectsAddress = true;
      } else if (OF_A_SERVER.contains(lower)) {
        leased(Family.V4, where + " has a server assign them");
      } else if (lower.equals("autoconf") || OF_A_ROUTER.contains(lower)) {
        leased(
            lower.equals("autoconf") ? family : Family.V6, where + " has the network assign them");
      } else if (lower.equals("group")) {
        groups.add(next);
        at++;
      } else if (ARGUMENTS_OF_OTHERS.containsKey(lower)) {
        at += ARGUMENTS_OF_OTHERS.get(lower);
      } else if (lower.equals("netmask") || lower.equals("prefixlen")) {
        mask(next, family);
        at++;
      } else if (lower.equals("broadcast")) {
        Address.parse(next).ifPresent(this::broadcast);
        at++;
      } else if (expectsAddress && run(word, family)) {
        expectsAddress = false;
        hasAddress = true;
        continue;
      } else if (hasAddress) {
        Address.parse(word).ifPresent(this::peer);
      }
      hasAddress = false;
    }
  }

  /** {@code 192.0.2.1}, {@code 192.0.2.1/24}, or a run of them: {@code 192.0.2.1-5/24}. */
  private boolean run(String word, Family family) {
    int slash = word.indexOf('/');
    String address = slash < 0 ? word : word.substring(0, slash);
    int zone = address.indexOf('%');
    address = zone < 0 ? address : address.substring(0, zone);
    int dash = address.indexOf('-');
    Optional<Address> first = Address.parse(dash < 0 ? address : address.substring(0, dash));
    if (first.isEmpty() || first.get().family() != family) {
      return false;
    }
    int length = slash < 0 ? usual(first.get()) : length(word.substring(slash + 1));
    add(first.get(), length);
    if (dash > 0) {
      last(address, dash, family).ifPresent(last -> following(first.get(), last));
    }
    return true;
  }

  private static Optional<Address> last(String address, int dash, Family family) {
    char separator = family == Family.V4 ? '.' : ':';
    int cut = address.lastIndexOf(separator, dash);
    return Address.parse(address.substring(0, cut + 1) + address.substring(dash + 1));
  }

  /** The first of a run has its network's mask, each of the others one of its own. */
  private void following(Address first, Address last) {
    Address next = first;
    for (int i = 1; i < LONGEST_RUN && next.compareTo(last) < 0; i++) {
      next = next.next();
      add(next, next.family().bits());
    }
  }

  private void add(Address address, int length) {
    if (address.isLoopback()) {
      return;
    }
    int fitting = length < 0 || length > address.family().bits() ? usual(address) : length;
    assigned.add(
        new NetworkInterface.Assigned(address, fitting, Optional.empty(), Optional.empty()));
  }

  /** Without a mask the address's class decides: inet(4); of IPv6 half of it is the network. */
  private static int usual(Address address) {
    if (address.family() == Family.V6) {
      return 64;
    }
    int first = (int) (address.low() >> 24);
    return first < 128 ? 8 : first < 192 ? 16 : 24;
  }

  private void mask(String text, Family family) {
    int length = length(text);
    if (length >= 0 && length <= family.bits()) {
      replaceLast(
          last ->
              new NetworkInterface.Assigned(last.address(), length, last.broadcast(), last.peer()));
    }
  }

  /** {@code 255.255.255.0}, {@code 0xffffff00} or {@code 24}; -1 for what is none of them. */
  private static int length(String text) {
    Optional<Address> dotted = Address.parse(text);
    if (dotted.isPresent()) {
      return Long.bitCount(dotted.get().low());
    }
    boolean isHex = text.startsWith("0x");
    try {
      return isHex
          ? Integer.bitCount(Integer.parseUnsignedInt(text.substring(2), 16))
          : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void broadcast(Address address) {
    replaceLast(
        last ->
            new NetworkInterface.Assigned(
                last.address(), last.length(), Optional.of(address), last.peer()));
  }

  /** The other end of a line between two. */
  void peer(Address address) {
    replaceLast(
        last ->
            new NetworkInterface.Assigned(
                last.address(), last.length(), last.broadcast(), Optional.of(address)));
  }

  private void replaceLast(UnaryOperator<NetworkInterface.Assigned> change) {
    if (!assigned.isEmpty()) {
      assigned.add(change.apply(assigned.remove(assigned.size() - 1)));
    }
  }
}
