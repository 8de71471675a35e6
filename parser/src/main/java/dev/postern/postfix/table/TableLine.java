package dev.postern.postfix.table;

import dev.postern.fact.Origin;
import java.util.List;

/**
 * A logical line of a lookup table.
 *
 * @param origins where it stands; none for what a parameter's value holds itself
 */
record TableLine(String text, List<Origin> origins) {
  TableLine {
    origins = List.copyOf(origins);
  }
}
