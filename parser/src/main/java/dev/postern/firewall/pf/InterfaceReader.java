package dev.postern.firewall.pf;

import dev.postern.firewall.Match;
import java.util.ArrayList;
import java.util.List;

/** Reads the interfaces that a statement is for. */
final class InterfaceReader {
  private InterfaceReader() {}

  /** Each of a list makes a rule of its own, so one that is negated lets all the others in. */
  static Match match(RulesParser.InterfacesContext interfaces, Direction direction) {
    List<Match> any = new ArrayList<>();
    for (RulesParser.InterfaceContext one : interfaces.interface_()) {
      any.add(match(one, direction));
    }
    return any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }

  static Match match(RulesParser.InterfaceContext one, Direction direction) {
    Match match = named(name(one), direction);
    return one.NOT() == null ? match : new Match.Not(match);
  }

  /** An interface's name, without its parentheses. */
  static String name(RulesParser.InterfaceContext one) {
    return Macros.text(one.name() == null ? one.getStop() : one.name().getStart());
  }

  /** Packets from outside arrive on no loopback interface. */
  private static Match named(String name, Direction direction) {
    if (name.equals("any") || name.equals("all")) {
      return new Match.Always(true);
    }
    if (isLoopback(name)) {
      return new Match.Always(false);
    }
    Match itself = new Match.Interface(direction.iface(), name, false);
    if (!isGroup(name)) {
      return itself;
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
