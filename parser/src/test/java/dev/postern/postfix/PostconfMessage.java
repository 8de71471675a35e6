package dev.postern.postfix;

/** Messages of postconf, which prints a text of any length whole, where Postern cuts it. */
final class PostconfMessage {
  private static final String CUT = "...";

  /** So much of a text is shown. */
  private static final int SHOWN = 200;

  private PostconfMessage() {}

  /**
   * Whether Postern says the same: letter by letter, and of a long text the first 200 letters and
   * what postconf puts behind it.
   */
  static boolean isSame(String theirs, String ours) {
    int cut = ours.lastIndexOf(CUT);
    boolean atEnd = cut >= SHOWN && cut >= ours.length() - CUT.length() - 1;
    if (!atEnd) {
      return theirs.equals(ours);
    }
    String behind = ours.substring(cut + CUT.length());
    return theirs.startsWith(ours.substring(0, cut))
        && theirs.endsWith(behind)
        && theirs.length() > cut + behind.length();
  }
}
