package dev.postern.dovecot.syntax;

import dev.postern.source.Span;

/** One logical line of a configuration file. */
public sealed interface Statement {

  /** Where it stands, from its first to its last physical line. */
  Span span();

  /** How the value of an assignment is to be read. */
  enum Form {
    /** As it stands, quotes taken off. */
    TEXT,
    /** {@code <path}: the content of a file. */
    FILE,
    /** Holds a {@code $} outside quotes: variables are expanded. */
    VARIABLE,
    /** {@code # hidden, use -P to show it}: doveconf has left the value out of its output. */
    HIDDEN
  }

  /**
   * {@code key = value}.
   *
   * @param value for {@link Form#FILE} the path
   */
  record Assignment(Span span, String key, String value, Form form) implements Statement {}

  /**
   * <code>type name {</code>.
   *
   * @param name empty when none is given
   * @param named whether a name is given, which may be empty in quotes
   */
  record SectionStart(Span span, String type, String name, boolean named) implements Statement {}

  /**
   * 2.4's <code>group @label name {</code>: settings to be included elsewhere.
   *
   * @param label with the {@code @}
   */
  record GroupStart(Span span, String label, String name) implements Statement {}

  /**
   * 2.4's {@code @label = name}: includes a group.
   *
   * @param label without the {@code @}
   */
  record GroupUse(Span span, String label, String name, Form form) implements Statement {}

  /** <code>}</code>. */
  record SectionEnd(Span span) implements Statement {}

  /**
   * {@code !include pattern}.
   *
   * @param optional {@code !include_try}: nothing that matches is no error
   */
  record Include(Span span, String pattern, boolean optional) implements Statement {}

  /**
   * None of the above.
   *
   * @param message Dovecot's own
   * @param opensSection whether the line, had it been right, would have opened a section
   */
  record Malformed(Span span, String text, String message, boolean opensSection)
      implements Statement {}

  /**
   * A backslash in quotes that escapes nothing: Dovecot 2.4.2 and later refuse the line, 2.4.0 and
   * 2.4.1 leave the backslash out.
   */
  record StrayEscape(Malformed refused, Statement formerly) implements Statement {
    @Override
    public Span span() {
      return refused.span();
    }
  }
}
