package dev.postern.firewall.pf;

import java.util.HashSet;
import java.util.Set;

/**
 * What pfctl refuses of the options of {@code keep state}: pfrule and state_opt_item of parse.y.
 */
final class StateChecks {
  private static final Set<String> COUNTED_BY_SOURCE =
      Set.of("max-src-nodes", "max-src-states", "max-src-conn");
  private static final String RATE = "max-src-conn-rate";
  private static final Set<String> LOCKING = Set.of("if-bound", "floating");
  private static final Set<String> WORDS =
      Set.of("no-sync", "if-bound", "floating", "sloppy", "pflow", "allow-related");

  private StateChecks() {}

  /**
   * Checks the options of one rule.
   *
   * @throws Refusal when one is not pf's, stands twice, or does not go with another
   */
  static void state(RulesParser.StateContext state) throws Refusal {
    Set<String> names = new HashSet<>();
    boolean isGlobal = false;
    for (RulesParser.StateOptionContext option : state.stateOption()) {
      String name = option.getStart().getText();
      if (option instanceof RulesParser.StateNumberContext numbered) {
        number(numbered, name);
      } else if (option instanceof RulesParser.WordContext && !WORDS.contains(name)) {
        throw new Refusal(option, "found '" + name + "', which is no option of states");
      } else if (option instanceof RulesParser.SourceTrackContext track) {
        isGlobal |= track.GLOBAL() != null;
        if (track.WORD() != null && !track.WORD().getText().equals("rule")) {
          throw new Refusal(track, "found '" + track.WORD() + "'; expected rule or global");
        }
      }
      if (!names.add(LOCKING.contains(name) ? "if-bound or floating" : name)
          && !name.equals("pflow")) {
        throw new Refusal(option, "found '" + name + "' a second time");
      }
    }
    together(state, names, isGlobal);
  }

  private static void number(RulesParser.StateNumberContext option, String name) throws Refusal {
    boolean isRate = name.equals(RATE);
    boolean isKnown =
        isRate
            || name.equals("max")
            || COUNTED_BY_SOURCE.contains(name)
            || Values.ofOptions().allows("timeout", name + " 0");
    if (!isKnown || isRate != (option.SLASH() != null)) {
      throw new Refusal(option, "found '" + option.getText() + "', which is no option of states");
    }
    if (isRate || COUNTED_BY_SOURCE.contains(name)) {
      for (var number : option.NUMBER()) {
        if (number.getText().matches("0+")) {
          throw new Refusal(option, "found 0 behind '" + name + "'; expected more");
        }
      }
    }
  }

  private static void together(RulesParser.StateContext state, Set<String> names, boolean isGlobal)
      throws Refusal {
    boolean counts = names.contains("max-src-conn") || names.contains(RATE);
    if (names.contains("overload") && !counts) {
      throw new Refusal(state, "found 'overload' without max-src-conn or max-src-conn-rate");
    }
    if (isGlobal && (counts || names.contains("max-src-nodes"))) {
      throw new Refusal(state, "found 'source-track global' with limits that each rule counts");
    }
    if (names.contains("sloppy") && state.KEEP() == null) {
      throw new Refusal(state, "found 'sloppy' with states that follow the sequence numbers");
    }
  }
}
