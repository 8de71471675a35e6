package dev.postern.fail2ban;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What fail2ban's server would be told of settings, in the form in which the probe says it. */
final class Told {
  private static final Set<String> TRUTHS =
      Set.of(
          "bantime.increment",
          "bantime.overalljails",
          "ignoreself",
          "actionstart_on_demand",
          "actionrepair_on_unban",
          "norestored");
  private static final Set<String> NUMBERS = Set.of("maxretry", "maxmatches");
  private static final Set<String> APART =
      Set.of("enabled", "backend", "filter", "action", "logpath", "ignoreip");

  private Told() {}

  /** The jails by name. */
  static Map<String, Object> jails(Fail2banSettings settings) {
    Map<String, Object> jails = new TreeMap<>();
    for (JailSettings jail : settings.jails()) {
      if (jail.skipped().isPresent()) {
        jails.put(jail.name(), Map.of("skipped", true));
      } else if (jail.enabled()) {
        jails.put(jail.name(), jail(jail));
      }
    }
    return jails;
  }

  private static Map<String, Object> jail(JailSettings jail) {
    Map<String, Object> options = new TreeMap<>();
    jail.options()
        .forEach(
            (name, value) -> {
              if (!APART.contains(name) && !Definition.FILTER.contains(name)) {
                options.put(name, converted(name, value.text()));
              }
            });
    for (String name : List.of("usedns", "prefregex", "datepattern")) {
      jail.filterOption(name).ifPresent(value -> options.put(name, value.text()));
    }
    jail.filterOption("maxlines")
        .flatMap(value -> Python.integer(value.text()))
        .ifPresent(lines -> options.put("maxlines", String.valueOf(lines)));
    putLines(options, "addfailregex", jail.expressions("failregex"));
    putLines(options, "addignoreregex", jail.expressions("ignoreregex"));
    putLines(
        options,
        "addjournalmatch",
        jail.expressions("journalmatch").stream()
            .map(match -> match.strip().replaceAll("\\s+", " "))
            .toList());
    Optional<Value> exempt = jail.option("ignoreip");
    if (exempt.isPresent()) {
      options.put("addignoreip", List.of(String.join(" ", Python.words(exempt.get().text()))));
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("backend", jail.option("backend").map(Value::text).orElse(""));
    told.put("options", options);
    told.put("actions", jail.actions().stream().map(Told::action).toList());
    return told;
  }

  private static void putLines(Map<String, Object> options, String name, List<String> lines) {
    if (!lines.isEmpty()) {
      options.put(name, new ArrayList<Object>(lines));
    }
  }

  private static Map<String, Object> action(JailSettings.Part action) {
    Map<String, Object> options = new TreeMap<>();
    Value name = action.given().get("actname");
    if (action.name().endsWith(".py")) {
      String stem = action.name().substring(0, action.name().length() - 3);
      return Map.of("name", name == null ? stem : name.text(), "options", options);
    }
    action
        .definition()
        .orElse(Map.of())
        .forEach(
            (option, value) -> {
              if (Definition.ACTION.contains(option)) {
                options.put(option, converted(option, value.text()));
              }
            });
    action
        .given()
        .forEach(
            (option, value) -> {
              if (!Definition.ACTION.contains(option) && !option.startsWith("known/")) {
                options.put(option, value.text());
              }
            });
    return Map.of("name", name == null ? "" : name.text(), "options", options);
  }

  private static String converted(String name, String text) {
    if (TRUTHS.contains(name)) {
      return Python.isTrue(text) ? "True" : "False";
    }
    return NUMBERS.contains(name) ? Python.integer(text).map(String::valueOf).orElse("None") : text;
  }
}
