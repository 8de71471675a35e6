package dev.postern.host;

/**
 * A place where the reading of one kind of configuration starts.
 *
 * @param path of the main file, or of the directory for those kinds that are one, relative to the
 *     host's root
 */
public record ConfigFile(ConfigKind kind, String path) {}
