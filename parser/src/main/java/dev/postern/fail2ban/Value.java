package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import java.util.List;

/**
 * The text of an option.
 *
 * @param origins the statements it was written in, its own first
 */
record Value(String text, List<Origin> origins) {
  Value {
    origins = List.copyOf(origins);
  }

  static Value of(String text) {
    return new Value(text, List.of());
  }

  Value withText(String other) {
    return new Value(other, origins);
  }
}
