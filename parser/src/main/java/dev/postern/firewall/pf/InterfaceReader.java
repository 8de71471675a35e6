package dev.postern.firewall.pf;

import dev.postern.firewall.model.Match;
import java.util.ArrayList;
import java.util.List;

/** Reads the interfaces that a statement is for. */
final class InterfaceReader {
  private final HostNetwork network;
  private final Direction direction;

  InterfaceReader(HostNetwork network, Direction direction) {
    this.network = network;
    this.direction = direction;
  }

  /** Each of a list makes a rule of its own, so one that is negated lets all the others in. */
  Match match(RulesParser.InterfacesContext interfaces) {
    List<Match> any = new ArrayList<>();
    for (RulesParser.InterfaceContext one : interfaces.interface_()) {
      any.add(match(one));
    }
    return any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }

  Match match(RulesParser.InterfaceContext one) {
    Match match = named(Macros.text(one.getStop()));
    return one.NOT() == null ? match : new Match.Not(match);
  }

  /** Packets from outside arrive on no loopback interface. */
  private Match named(String name) {
    if (name.equals("any")) {
      return new Match.Always(true);
    }
    if (isLoopback(name)) {
      return new Match.Always(false);
    }
    Match itself = new Match.Interface(direction.iface(), name, false);
    if (!isGroup(name)) {
      return itself;
    }
    List<Match> members = new ArrayList<>();
    for (NetworkInterface member : network.named(name)) {
      members.add(new Match.Interface(direction.iface(), member.name(), false));
    }
    if (!members.isEmpty()) {
      return members.size() == 1 ? members.get(0) : new Match.AnyOf(members);
    }
    String what = "whether the interface is one of the group " + name;
    return new Match.AnyOf(List.of(itself, new Match.Undecidable(what)));
  }

  /** {@code lo} and {@code lo0}, the group and its members. */
  static boolean isLoopback(String name) {
    return name.startsWith("lo") && isNumber(name, 2);
  }

  /** The name of a group never ends in a digit, and that of an interface does: ifconfig(8). */
  static boolean isGroup(String name) {
    return name.isEmpty() || !Character.isDigit(name.charAt(name.length() - 1));
  }

  private static boolean isNumber(String name, int from) {
    for (int i = from; i < name.length(); i++) {
      if (!Character.isDigit(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
