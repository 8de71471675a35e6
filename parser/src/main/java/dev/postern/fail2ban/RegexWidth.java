package dev.postern.fail2ban;

/**
 * How many characters a part of an expression matches.
 *
 * @param most at most {@link #ENDLESS}, which stands for any number
 */
record RegexWidth(long least, long most) {
  static final RegexWidth NONE = new RegexWidth(0, 0);
  static final RegexWidth ONE = new RegexWidth(1, 1);
  static final long ENDLESS = 1L << 32;

  RegexWidth then(RegexWidth next) {
    return new RegexWidth(capped(least + next.least), capped(most + next.most));
  }

  RegexWidth or(RegexWidth other) {
    return new RegexWidth(Math.min(least, other.least), Math.max(most, other.most));
  }

  RegexWidth times(long fewest, long greatest) {
    return new RegexWidth(capped(least * fewest), capped(most * greatest));
  }

  private static long capped(long width) {
    return Math.min(width, ENDLESS);
  }
}
