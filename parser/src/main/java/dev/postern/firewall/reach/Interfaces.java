package dev.postern.firewall.reach;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   *
   * @param outside those behind which anybody may be; there is always one
   * @param peers those by which a virtual private network's peers come, and how each is written
   */
  record Names(List<String> outside, Map<String, Match.Interface> peers) {
    List<String> all() {
      List<String> all = new ArrayList<>(outside);
      all.addAll(peers.keySet());
      return all;
    }
  }

  Names names() {
    Names names = new Names(new ArrayList<>(List.of(unlikeAny())), new LinkedHashMap<>());
    if (prefixes.isEmpty() && (exact.isEmpty() || exact.equals(Set.of(LOOPBACK)))) {
      return names;
    }
    InterfaceKinds kinds = new InterfaceKinds();
    for (String name : exact) {
      if (!name.equals(LOOPBACK) && !names.outside().contains(name)) {
        sort(new Match.Interface(End.SOURCE, name, false), name, kinds, names);
      }
    }
    for (String prefix : prefixes) {
      if (!prefix.isEmpty()) {
        sort(new Match.Interface(End.SOURCE, prefix, true), only(prefix), kinds, names);
      }
    }
    return names;
  }

  private static void sort(
      Match.Interface written, String name, InterfaceKinds kinds, Names names) {
    if (kinds.leadsToPeers(written)) {
      names.peers().put(name, written);
    } else if (!kinds.leadsToGuests(written)) {
      names.outside().add(name);
    }
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
