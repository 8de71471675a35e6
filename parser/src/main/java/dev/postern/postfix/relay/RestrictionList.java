package dev.postern.postfix.relay;

import dev.postern.postfix.syntax.Text;

/** A list of restrictions, as far as it is written out. */
public final class RestrictionList {
  private RestrictionList() {}

  /** Whether a restriction stands in it that turns away, before one that lets everybody in. */
  public static boolean demands(String list, String restriction) {
    String before = "";
    for (String word : Text.elements(Text.lower(list))) {
      if (word.equals("permit")) {
        return false;
      }
      if (word.equals(restriction) && !before.equals("warn_if_reject")) {
        return true;
      }
      before = word;
    }
    return false;
  }
}
