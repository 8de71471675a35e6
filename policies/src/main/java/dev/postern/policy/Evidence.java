package dev.postern.policy;

import dev.postern.fact.Origin;

/**
 * A fact that decided a verdict, and one of its origins.
 *
 * @param fact the path in the posture, such as {@code tls.required}
 * @param value a Boolean, an Integer, a text or a list of these; for an unknown fact the text
 *     {@code unknown: reason}
 */
public record Evidence(String fact, Object value, Origin origin) {}
