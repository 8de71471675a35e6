package dev.postern.source;

/** Texts for people. */
public final class Shown {
  private static final int LONGEST = 1_000;

  private Shown() {}

  /** The text, or its beginning where nobody would read all of it. */
  public static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
