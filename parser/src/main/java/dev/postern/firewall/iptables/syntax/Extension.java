package dev.postern.firewall.iptables.syntax;

import dev.postern.firewall.iptables.rule.Requirements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A match or target and its options.
 *
 * @param isAddon whether iptables itself does not bring it
 * @param options by each of their names
 * @param needs clauses that {@link Requirements} checks
 */
public record Extension(
    String name,
    boolean isTarget,
    boolean isAddon,
    Modelling modelling,
    Map<String, Form> options,
    List<String> needs) {

  /** How far Postern follows what it does. */
  public enum Modelling {
    /** Evaluated. */
    YES,
    /** It has no bearing on which connections get through. */
    ASIDE,
    /** What it decides is unknown. */
    NO
  }

  /**
   * What an option takes.
   *
   * @param name the first of its names
   * @param arguments how many words; -1 for one that may be missing
   */
  record Form(String name, int arguments, boolean isNegatable) {}

  /** The names that {@code text} is, or abbreviates without doubt. */
  List<Form> named(String text) {
    Form exact = options.get(text);
    if (exact != null) {
      return List.of(exact);
    }
    List<Form> found = new ArrayList<>();
    options.forEach(
        (name, form) -> {
          if (name.startsWith(text) && !found.contains(form)) {
            found.add(form);
          }
        });
    return found;
  }

  /** Reads a line of {@code extensions.tsv}. */
  static Extension parse(String... fields) {
    Map<String, Form> options = new LinkedHashMap<>();
    if (!fields[3].isEmpty()) {
      for (String word : fields[3].split(" ", -1)) {
        boolean negatable = word.startsWith("!");
        int equals = word.indexOf('=');
        String names = word.substring(negatable ? 1 : 0, equals < 0 ? word.length() : equals);
        String count = equals < 0 ? "1" : word.substring(equals + 1);
        String[] all = names.split("/", -1);
        Form form = new Form(all[0], count.equals("?") ? -1 : Integer.parseInt(count), negatable);
        for (String name : all) {
          options.put(name.startsWith("--") ? name : "--" + name, form);
        }
      }
    }
    return new Extension(
        fields[1],
        fields[0].endsWith("target"),
        fields[0].startsWith("addon"),
        switch (fields[2]) {
          case "yes" -> Modelling.YES;
          case "aside" -> Modelling.ASIDE;
          default -> Modelling.NO;
        },
        options,
        fields[4].isEmpty() ? List.of() : List.of(fields[4].split(" ", -1)));
  }
}
