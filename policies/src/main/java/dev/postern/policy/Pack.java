package dev.postern.policy;

/**
 * A named choice of rules.
 *
 * @param name as users choose it, such as {@code baseline}
 * @param version of the choice itself
 * @param date when it was last brought up to date, as {@code 2026-11-22}
 * @param source the document whose demands it carries out
 */
public record Pack(String name, String title, String version, String date, String source) {}
