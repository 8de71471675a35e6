package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.SettingType;
import java.util.List;

/** What Pigeonhole checks of several settings together (the check functions of 2.4.4). */
record TreeSieveCheck(CheckedNode section) {
  private static final int MOST_DIGITS = 5;

  /** Asked of Sieve unless they are all written (dump_capability()). */
  private static final List<String> CAPABILITIES =
      List.of(
          "managesieve_sieve_capability",
          "managesieve_notify_capability",
          "managesieve_extlists_capability");

  /** What Sieve checks as it starts, outside all sections and before everything else. */
  void checkStart(TreeValueCheck values) {
    if (!CAPABILITIES.stream().allMatch(section::isWritten)) {
      values.checkFirst(section);
      checkVacation();
    }
  }

  void check() {
    checkVacation();
    checkTests("spamtest");
    checkTests("virustest");
  }

  private void checkVacation() {
    String least = "sieve_vacation_min_period";
    String usual = "sieve_vacation_default_period";
    String most = "sieve_vacation_max_period";
    for (String written : List.of(most, usual, least)) {
      if (section.isWritten(written)) {
        long max = time(most);
        long min = time(least);
        long period = time(usual);
        if (max > 0 && (min > max || period < min || period > max)) {
          section.refuse(written, "Violated %s < %s < %s".formatted(least, usual, most));
        }
        return;
      }
    }
  }

  private long time(String setting) {
    return CheckedNode.milliseconds(SettingType.TIME, section.text(setting));
  }

  /** How a score of spam or viruses is read from a header; by text no greatest one is needed. */
  private void checkTests(String extension) {
    String start = "sieve_" + extension + "_";
    String header = start + "status_header";
    boolean scored = !section.text(start + "status_type").equals("text");
    if (!section.isWritten(header) || section.isEmpty(header) || !scored) {
      return;
    }
    String maxHeader = start + "score_max_header";
    String maxValue = start + "score_max_value";
    if (section.isEmpty(maxHeader) && section.isEmpty(maxValue)) {
      section.refuse(header, "None of %s or %s is configured".formatted(maxHeader, maxValue));
    } else if (!section.isEmpty(maxHeader) && !section.isEmpty(maxValue)) {
      section.refuse(
          maxValue, "%s and %s cannot both be configured".formatted(maxHeader, maxValue));
    } else if (!section.text(maxValue).isEmpty() && !isDecimal(section.text(maxValue))) {
      section.refuse(
          maxValue,
          "Invalid max score value specification '%s': ".formatted(section.text(maxValue)));
    }
  }

  private static boolean isDecimal(String text) {
    int start = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
    int point = start;
    while (point < text.length() && ".,".indexOf(text.charAt(point)) < 0) {
      point++;
    }
    return areDigits(text.substring(start, point))
        && areDigits(text.substring(Math.min(point + 1, text.length())));
  }

  private static boolean areDigits(String text) {
    return text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
