package dev.postern.fail2ban;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A filter or an action as one jail uses it: DefinitionInitConfigReader (configreader.py). */
final class Definition {
  /** The options of a filter that fail2ban's server is told. */
  static final List<String> FILTER =
      List.of(
          "usedns",
          "prefregex",
          "ignoreregex",
          "failregex",
          "maxlines",
          "datepattern",
          "journalmatch");

  /** The options of an action that fail2ban's server is told. */
  static final List<String> ACTION =
      List.of(
          "actionstart",
          "actionstart_on_demand",
          "actionstop",
          "actionflush",
          "actionreload",
          "actioncheck",
          "actionrepair",
          "actionrepair_on_unban",
          "actionban",
          "actionprolong",
          "actionreban",
          "actionunban",
          "norestored");

  private static final String SECTION = "Definition";
  private static final String INIT = "Init";
  private static final Pattern CONDITIONAL = Pattern.compile("(\\w+)(\\?.+)");

  private final Configuration configuration;
  private final List<String> told;
  private final Map<String, Value> given;
  private Map<String, Value> options = new LinkedHashMap<>();
  private Map<String, Value> preset = Map.of();

  /**
   * A definition to be read.
   *
   * @param told the options that are told to the server
   * @param given the options that the jail gives in brackets
   */
  Definition(Configuration configuration, List<String> told, Map<String, Value> given) {
    this.configuration = configuration;
    this.told = told;
    this.given = new LinkedHashMap<>(given);
  }

  /** Sets an option unless the jail gives it, or the definition has it: applyAutoOptions. */
  void setUnlessGiven(String name, String value) {
    Value own = given.get(name);
    boolean isGiven = own != null && !own.text().isEmpty();
    if (!isGiven && configuration.raw(SECTION, name).isEmpty()) {
      given.put(name, Value.of(value));
    }
  }

  /** The options the jail gives, and those of {@code [Init]} behind them. */
  Map<String, Value> given() {
    return Map.copyOf(given);
  }

  /**
   * Reads the options.
   *
   * @param jail the jail's options, which come first
   * @param all whether those are read, too, that are not told to the server
   */
  void read(Map<String, Value> jail, boolean all) throws Refused {
    preset = new HashMap<>(jail);
    preset.putAll(given);
    options = new LinkedHashMap<>();
    for (String name : told) {
      if (!preset.containsKey(name)) {
        Optional<Value> value = configuration.get(SECTION, name, preset);
        if (value.isPresent()) {
          options.put(name, value.get());
        }
      }
    }
    for (String name : configuration.own(INIT).keySet()) {
      Optional<Value> value = configuration.get(INIT, name, Map.of());
      if (value.isPresent()) {
        if (!name.startsWith("known/")) {
          given.put("known/" + name, value.get());
        }
        given.putIfAbsent(name, value.get());
      }
    }
    if (all) {
      for (String name : configuration.own(SECTION).keySet()) {
        if (!options.containsKey(name)) {
          configuration.get(SECTION, name, Map.of()).ifPresent(value -> options.put(name, value));
        }
      }
    }
  }

  /**
   * Every option, with the tags in it replaced.
   *
   * @param left tags that are replaced when an address is banned
   */
  Map<String, Value> combined(Set<String> left) throws Refused {
    Map<String, Value> all = new LinkedHashMap<>(options);
    all.putAll(given);
    Set<String> ignore = new HashSet<>(left);
    for (String name : all.keySet()) {
      Matcher conditional = CONDITIONAL.matcher(name);
      if (conditional.matches()) {
        ignore.add(conditional.group(1));
      }
    }
    Map<String, Optional<Value>> found = new HashMap<>();
    return Tags.replaced(
        all,
        ignore,
        name -> {
          Optional<Value> value = found.get(name);
          if (value == null) {
            value = configuration.getExtended(SECTION, name, preset);
            found.put(name, value);
          }
          return value;
        });
  }
}
