package dev.postern.policy;

/**
 * A threshold that a pack or a user may set.
 *
 * @param type {@code integer, boolean, text, version, networks}, or {@code list of} one of them
 * @param value the value in force, as it would be written in a policy
 * @param description what it means, with its unit
 */
public record Parameter(String name, String type, String value, String description) {}
