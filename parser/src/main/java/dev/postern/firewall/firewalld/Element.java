package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element of an XML file.
 *
 * @param text what stands directly in it, the ends of lines as blanks
 * @param origin the line its start tag ends on
 */
record Element(
    String name,
    Map<String, String> attributes,
    List<Element> children,
    String text,
    Origin.Setting origin) {
  Element {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /** An attribute's value; empty when it is not there, or an empty text. */
  Optional<String> attribute(String key) {
    return Optional.ofNullable(attributes.get(key)).filter(value -> !value.isEmpty());
  }

  /** Whether an attribute says yes, as firewalld reads it. */
  boolean isSet(String key) {
    return attribute(key)
        .filter(value -> value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true"))
        .isPresent();
  }
}
