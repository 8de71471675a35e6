package dev.postern.fail2ban;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One jail as fail2ban reads it.
 *
 * @param options its own options, replaced; of a jail that is off only {@code enabled}, {@code
 *     backend} and {@code filter}
 * @param skipped why fail2ban starts without it; empty when it does not
 * @param unknown why it is not known what it does: files of the package are not at hand
 */
record JailSettings(
    String name,
    boolean enabled,
    Map<String, Value> options,
    Optional<Part> filter,
    List<Part> actions,
    Optional<String> skipped,
    Optional<String> unknown) {

  /**
   * A filter or an action.
   *
   * @param given the options the jail gives in brackets, and those of {@code [Init]}
   * @param definition what its files say; empty when they are not among the files
   */
  record Part(String name, Map<String, Value> given, Optional<Map<String, Value>> definition) {}

  JailSettings {
    options = Map.copyOf(options);
    actions = List.copyOf(actions);
  }

  Optional<Value> option(String option) {
    return Optional.ofNullable(options.get(option));
  }

  /**
   * One of {@link Definition#FILTER}, which the filter or the jail may have. Where both do, the
   * server is told of both in this order: the jail's first, but for {@code datepattern}.
   */
  Optional<Value> filterOption(String option) {
    Optional<Value> ofFilter =
        filter.flatMap(Part::definition).map(definition -> definition.get(option));
    return option.equals("datepattern")
        ? option(option).or(() -> ofFilter)
        : ofFilter.or(() -> option(option));
  }

  /** The lines of an expression list: those of the filter, then those of the jail. */
  List<String> expressions(String option) {
    String fromFilter =
        filter
            .flatMap(Part::definition)
            .map(definition -> definition.get(option))
            .map(Value::text)
            .orElse("");
    String own = option(option).map(Value::text).orElse("");
    return List.of(fromFilter, own).stream()
        .flatMap(text -> List.of(text.split("\n", -1)).stream())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
