package dev.postern.postfix.settings;

import dev.postern.fact.Origin;

/**
 * A parameter with its value.
 *
 * @param value as postconf prints it: one blank between words; secrets masked
 * @param origin where it was set, or the default
 */
public record Parameter(String name, String value, Origin origin) {

  /** {@code name = value}, the line that postconf prints. */
  @Override
  public String toString() {
    return value.isEmpty() ? name + " =" : name + " = " + value;
  }
}
