package dev.postern.fact;

import dev.postern.source.Shown;
import dev.postern.source.Span;

/** Where a fact comes from. */
public sealed interface Origin {

  /**
   * A statement of a file.
   *
   * @param text the statement as written, secrets replaced; cut where it is too long to read
   */
  record Setting(Span span, String text) implements Origin {
    public Setting {
      text = Shown.cut(text);
    }
  }

  /**
   * Nothing was written: a version's built-in value holds.
   *
   * @param software such as {@code Dovecot}
   * @param versions such as {@code 2.3.15-2.3.21}; a single version, or a range
   * @param setting the setting's name and value, such as {@code ssl = yes}
   */
  record Default(String software, String versions, String setting) implements Origin {}

  /** What was taken to hold because the files do not tell. */
  record Assumption(String text) implements Origin {}
}
