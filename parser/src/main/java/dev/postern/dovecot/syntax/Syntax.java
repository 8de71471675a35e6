package dev.postern.dovecot.syntax;

/** The two forms of the language that differ in how a line is split. */
public enum Syntax {
  /** Up to 2.3: a backslash in quotes escapes any character. */
  OLD,
  /** Since 2.4: keys may be quoted, a backslash escapes itself and a double quote only. */
  MODERN
}
