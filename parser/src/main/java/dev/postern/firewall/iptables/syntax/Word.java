package dev.postern.firewall.iptables.syntax;

/**
 * A word of a line, as iptables-restore takes it apart.
 *
 * @param text with quotes and their escapes taken out
 * @param start offset of its first character in the file
 * @param end offset behind its last character
 */
public record Word(String text, int start, int end) {}
