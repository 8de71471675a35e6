package dev.postern.fail2ban;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files merged in their order: SafeConfigParserWithIncludes (configparserinc.py). */
final class Configuration {
  /** Before the name of a section: the values that a later file replaced. */
  static final String KNOWN = "KNOWN/";

  /** {@code [Init?family=inet6]}: options for one condition. */
  private static final Pattern CONDITIONAL = Pattern.compile("(\\w+)(\\?.+)");

  private static final Pattern SECTION_OPTION = Pattern.compile("([\\w-]+)/([^\\s>]+)");

  private final Map<String, Value> defaults = new LinkedHashMap<>();
  private final Map<String, Map<String, Value>> sections = new LinkedHashMap<>();

  void merge(IniFile file) {
    defaults.putAll(file.defaults());
    file.sections()
        .forEach(
            (name, options) -> {
              Matcher conditional = CONDITIONAL.matcher(name);
              if (conditional.matches()) {
                Map<String, Value> named = new LinkedHashMap<>();
                options.forEach((key, value) -> named.put(key + conditional.group(2), value));
                mergeSection(conditional.group(1), named);
              } else {
                mergeSection(name, options);
              }
            });
  }

  private void mergeSection(String name, Map<String, Value> options) {
    Map<String, Value> old = sections.get(name);
    if (old == null) {
      sections.put(name, new LinkedHashMap<>(options));
      return;
    }
    Map<String, Value> known = sections.computeIfAbsent(KNOWN + name, key -> new LinkedHashMap<>());
    old.forEach(
        (key, value) -> {
          if (options.containsKey(key)) {
            known.put(key, value);
          }
        });
    old.putAll(options);
  }

  void addDefault(String name, Value value) {
    defaults.put(name, value);
  }

  /** Adds options to a section under names with {@code known/} before them. */
  void addKnown(String section, Map<String, Value> options) {
    Map<String, Value> target = sections.computeIfAbsent(section, key -> new LinkedHashMap<>());
    options.forEach(
        (name, value) -> {
          if (!name.startsWith("known/")) {
            target.put("known/" + name, value);
          }
        });
  }

  /** The names of the sections, those of replaced values left out. */
  List<String> sectionNames() {
    return sections.keySet().stream().filter(name -> !name.startsWith(KNOWN)).toList();
  }

  boolean hasSection(String section) {
    return sections.containsKey(section);
  }

  /** A section's own options, as written. */
  Map<String, Value> own(String section) {
    return sections.getOrDefault(section, Map.of());
  }

  /** An option as written, of this section alone. */
  Optional<Value> raw(String section, String option) {
    return Optional.ofNullable(
        section.equals(OptionReader.DEFAULT) ? defaults.get(option) : own(section).get(option));
  }

  /** An option as written: of {@code vars}, else of the section, else of [DEFAULT]. */
  Optional<Value> lookUp(String section, String option, Map<String, Value> vars) {
    Value value = vars.get(option);
    if (value == null) {
      value = own(section).get(option);
    }
    return Optional.ofNullable(value == null ? defaults.get(option) : value);
  }

  /**
   * An option with its references replaced; empty when section or option is missing.
   *
   * @throws Refused when a reference cannot be replaced
   */
  Optional<Value> get(String section, String option, Map<String, Value> vars) throws Refused {
    if (!section.equals(OptionReader.DEFAULT) && !hasSection(section)) {
      return Optional.empty();
    }
    Map<String, Value> lower = lowerCase(vars);
    Optional<Value> raw = lookUp(section, option.toLowerCase(Locale.ROOT), lower);
    return raw.isEmpty() ? raw : Optional.of(Interpolation.of(this, section, raw.get(), lower));
  }

  /** The same for names like {@code known/name} and {@code section/name}, get_ex. */
  Optional<Value> getExtended(String section, String option, Map<String, Value> vars)
      throws Refused {
    Matcher matcher = SECTION_OPTION.matcher(option);
    if (matcher.matches()) {
      String lower = matcher.group(1).toLowerCase(Locale.ROOT);
      List<String> places =
          lower.equals("known")
              ? List.of(KNOWN + section, section)
              : List.of(lower.equals("default") ? OptionReader.DEFAULT : matcher.group(1));
      for (String place : places) {
        Optional<Value> value = get(place, matcher.group(2), Map.of());
        if (value.isPresent()) {
          return value;
        }
      }
    }
    return get(section, option, vars);
  }

  private static Map<String, Value> lowerCase(Map<String, Value> vars) {
    Map<String, Value> lower = new HashMap<>();
    vars.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }
}
