package dev.postern.fact;

/** Texts for people. */
final class Shown {
  private static final int LONGEST = 1_000;

  private Shown() {}

  /** The text, or its beginning where nobody would read all of it. */
  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
