package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Values that the services of an instance have in common, each worked out once. */
final class SharedValues {
  /**
   * A value.
   *
   * @param names of all parameters that it was worked out from
   */
  private record Shared(Fact<String> value, Set<String> names) {}

  private final Map<String, Shared> values = new HashMap<>();

  /**
   * The value of a parameter, if it is known and holds for a service.
   *
   * @param isOwn whether the service has a value of its own for a parameter
   */
  Optional<Fact<String>> find(String name, Predicate<String> isOwn) {
    return Optional.ofNullable(values.get(name))
        .filter(shared -> shared.names().stream().noneMatch(isOwn))
        .map(Shared::value);
  }

  /** Keeps what a service has worked out, if others have it too. */
  void add(String name, Fact<String> value, Set<String> names, Predicate<String> isOwn) {
    if (names.stream().noneMatch(isOwn)) {
      values.put(name, new Shared(value, Set.copyOf(names)));
    }
  }
}
