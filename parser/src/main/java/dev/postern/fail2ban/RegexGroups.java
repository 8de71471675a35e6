package dev.postern.fail2ban;

import dev.postern.fail2ban.RegexReader.Invalid;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The groups that an expression of Python's has begun, by name and by number. */
final class RegexGroups {
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> open = new HashSet<>();
  private int count;

  /** Begins one without a name; what it is called is to be given back at its end. */
  List<String> begin() {
    return opened(List.of(String.valueOf(++count)));
  }

  /** Begins one with a name; what it is called is to be given back at its end. */
  List<String> begin(String name) throws Invalid {
    if (!name.matches("[\\p{L}_][\\p{L}\\p{N}_]*")) {
      throw new Invalid("bad character in group name '" + name + "'");
    }
    if (!names.add(name)) {
      throw new Invalid("redefinition of group name '" + name + "'");
    }
    return opened(List.of(name, String.valueOf(++count)));
  }

  private List<String> opened(List<String> called) {
    open.addAll(called);
    return called;
  }

  /** Ends one. */
  void end(List<String> called) {
    open.removeAll(called);
  }

  /** Refers to one by its name. */
  void refer(String name) throws Invalid {
    if (!names.contains(name)) {
      throw new Invalid("unknown group name '" + name + "'");
    }
    referToClosed(name);
  }

  /** Refers to one by its number. */
  void refer(int number) throws Invalid {
    if (number > count) {
      throw new Invalid("invalid group reference " + number);
    }
    referToClosed(String.valueOf(number));
  }

  private void referToClosed(String called) throws Invalid {
    if (open.contains(called)) {
      throw new Invalid("cannot refer to an open group");
    }
  }

  Set<String> names() {
    return names;
  }
}
