package dev.postern.policy.condition;

import dev.postern.net.Networks;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import java.util.ArrayList;
import java.util.List;

/** The posture's values as policies compare and evidence shows them. */
final class Values {
  private Values() {}

  /** A value to compare: words by their place in the enumeration, everything else as it is. */
  @SuppressWarnings("EnumOrdinal") // A type's words stand in the order of its constants.
  static Object comparable(Object value) {
    return value instanceof Enum<?> constant ? constant.ordinal() : value;
  }

  /** Compares two values of one ordered type. */
  static int compare(Object one, Object other) {
    return one instanceof Version version
        ? version.compareTo((Version) other)
        : Integer.compare((Integer) one, (Integer) other);
  }

  /** A Boolean, an Integer, a text or a list of these. */
  static Object shown(Object value) {
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(shown(element));
      }
      return elements;
    }
    if (value instanceof Enum<?> constant) {
      return Word.of(constant);
    }
    if (value instanceof Networks networks) {
      return networks.toString();
    }
    return value instanceof Boolean || value instanceof Integer ? value : value.toString();
  }
}
