package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * A file from which a daemon takes its settings.
 *
 * @param writableBy users by their names, groups as {@code group:NAME}, and {@code everyone}; the
 *     file's own permissions decide, and those who cannot pass its directories are left out
 */
public record ConfigurationFile(Fact<String> file, Fact<List<String>> writableBy) {
  public static final Shape<ConfigurationFile> SHAPE =
      Shape.<ConfigurationFile>named("configuration-file")
          .leaf("file", Type.TEXT, ConfigurationFile::file)
          .leaf("writable-by", new Type.ListOf(Type.TEXT), ConfigurationFile::writableBy)
          .build();
}
