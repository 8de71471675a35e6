package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.Text;

/** The functions that expressions may call, as {@code ${name{text}}} (util/mac_midna.c). */
final class ExpansionFunctions {
  /** The first version that has them. */
  static final String SINCE = "3.11";

  private static final String TO_ASCII = "domain_to_ascii";
  private static final String TO_UTF8 = "domain_to_utf8";

  private ExpansionFunctions() {}

  static boolean isKnown(String name) {
    return name.equals(TO_ASCII) || name.equals(TO_UTF8);
  }

  /** A domain in the other of its two ways of writing; unknown where they may differ. */
  static String apply(String name, String domain) throws UnknownValue {
    boolean ascii = domain.chars().allMatch(c -> c < 0x80);
    if (name.equals(TO_ASCII) ? ascii : !ascii) {
      return domain;
    }
    String lower = Text.lower(domain);
    if (!ascii || lower.contains("xn--")) {
      throw new UnknownValue(
          "Postern does not translate the international domain " + Text.quoted(domain));
    }
    return lower;
  }
}
