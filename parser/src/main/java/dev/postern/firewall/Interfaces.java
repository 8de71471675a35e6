package dev.postern.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Interface names that stand for all others: any name at all meets the same fate in the rules as
 * one of these.
 */
final class Interfaces {
  private static final String LOOPBACK = "lo";
  private static final List<String> USUAL =
      List.of("eth0", "ens3", "enp1s0", "wan0", "net0", "if0", "x0");

  private final TreeSet<String> exact = new TreeSet<>();
  private final TreeSet<String> prefixes = new TreeSet<>();

  void add(Match.Interface name) {
    (name.isPrefix() ? prefixes : exact).add(name.name());
  }

  /**
   * One name for each way the names added can tell others apart; {@code lo} is not among them, nor
   * those behind which are only the host's own containers.
   */
  List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(unlikeAny());
    if (prefixes.isEmpty() && (exact.isEmpty() || exact.equals(Set.of(LOOPBACK)))) {
      return names;
    }
    GuestInterfaces guests = new GuestInterfaces();
    for (String name : exact) {
      if (!name.equals(LOOPBACK)
          && !names.contains(name)
          && !guests.include(new Match.Interface(End.SOURCE, name, false))) {
        names.add(name);
      }
    }
    for (String prefix : prefixes) {
      if (!prefix.isEmpty() && !guests.include(new Match.Interface(End.SOURCE, prefix, true))) {
        names.add(only(prefix));
      }
    }
    return names;
  }

  private String unlikeAny() {
    for (String name : USUAL) {
      if (!exact.contains(name) && longestPrefix(name).isEmpty()) {
        return name;
      }
    }
    return only("");
  }

  /** A name for which {@code prefix} is the longest of the prefixes and which is not written. */
  private String only(String prefix) {
    for (int number = 0; ; number++) {
      String name = prefix + (prefix.isEmpty() ? "port" : "") + number;
      if (!exact.contains(name)
          && (longestPrefix(name).equals(prefix) || number > exact.size() + prefixes.size())) {
        return name;
      }
    }
  }

  private String longestPrefix(String name) {
    for (int length = name.length(); length > 0; length--) {
      String start = name.substring(0, length);
      if (prefixes.contains(start)) {
        return start;
      }
    }
    return "";
  }
}
