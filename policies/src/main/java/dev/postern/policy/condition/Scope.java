package dev.postern.policy.condition;

import dev.postern.posture.Host;

/**
 * Where a condition's paths start.
 *
 * @param subject the object that a rule judges, or an element of a list of it
 * @param host what paths with the prefix {@code host.} start from
 */
public record Scope(Object subject, Host host) {}
