package dev.postern.dovecot.settings;

import java.math.BigInteger;
import java.util.Locale;

/**
 * The type of a setting: what is allowed, and how doveconf prints it. Rules and messages from
 * Dovecot 2.3.19.1, src/lib-settings/settings-parser.c and src/config/config-request.c.
 */
public enum SettingType {
  BOOL,
  WORDS,
  UINT,
  OCTAL,
  TIME,
  MILLISECONDS,
  SIZE,
  PORT,
  TEXT,
  /** Text whose {@code %} variables are expanded for each session. */
  VARS,
  /** A section that takes any key. */
  PAIRS,
  /** Named sections; those of one name are one. */
  SECTIONS,
  /** Sections in their order, each by itself. */
  ARRAY,
  /** Another name of the setting in the default's column. */
  ALIAS,
  /** 2.4: a path, or text behind {@code inline:}. */
  FILE,
  /** 2.4: a section without a name, whose settings may also be written outside it. */
  FILTER,
  /** 2.4: named sections; those of one name are one. */
  NAMED_FILTERS,
  /** 2.4: words that are there or not. */
  WORD_LIST,
  /** 2.4: a section that takes any key. */
  PAIR_LIST;

  private static final BigInteger MAX_UINT = BigInteger.valueOf(0xFFFF_FFFFL);
  private static final BigInteger MAX_LONG = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /** A value as doveconf prints it, or why Dovecot refuses it. */
  public sealed interface Reading {
    /** In canonical form: {@code 5 secs}, {@code 256 M}, {@code 0600}. */
    record Good(String text) implements Reading {}

    /** With Dovecot's own message. */
    record Bad(String message) implements Reading {}
  }

  public boolean holdsSections() {
    return this == SECTIONS || this == ARRAY || this == PAIRS;
  }

  /**
   * Reads a value.
   *
   * @param words for {@link #WORDS} the allowed ones, separated by colons
   */
  public Reading read(String value, String words) {
    return switch (this) {
      case BOOL -> bool(value);
      case WORDS ->
          (":" + words + ":").contains(":" + value + ":") && value.indexOf(':') < 0
              ? new Reading.Good(value)
              : new Reading.Bad("Invalid value: " + value);
      case UINT -> uint(value);
      case OCTAL -> value.startsWith("0") ? octal(value) : octalOf(uint(value));
      case TIME -> time(value, false);
      case MILLISECONDS -> time(value, true);
      case SIZE -> size(value);
      case PORT ->
          isNumber(value) && new BigInteger(value).bitLength() <= 16
              ? new Reading.Good(new BigInteger(value).toString())
              : new Reading.Bad("Invalid port number " + value);
      default -> new Reading.Good(value);
    };
  }

  private static Reading bool(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes", "y", "1" -> new Reading.Good("yes");
      case "no" -> new Reading.Good("no");
      default -> new Reading.Bad("Invalid boolean value: " + value + " (use yes or no)");
    };
  }

  private static Reading uint(String value) {
    if (isNumber(value) && new BigInteger(value).compareTo(MAX_UINT) <= 0) {
      return new Reading.Good(new BigInteger(value).toString());
    }
    String digits = value.startsWith("-") ? value.substring(1) : value;
    String why =
        !isNumber(digits)
            ? "Not a valid number"
            : value.startsWith("-") ? "Number too small" : "Number too large";
    return new Reading.Bad("Invalid number " + value + ": " + why);
  }

  private static Reading octal(String value) {
    boolean good = value.length() <= 22 && value.chars().allMatch(c -> c >= '0' && c <= '7');
    return good
        ? new Reading.Good(
            "0" + Long.toOctalString(Long.parseUnsignedLong(value, 8) & 0xFFFF_FFFFL))
        : new Reading.Bad("Invalid number: " + value);
  }

  private static Reading octalOf(Reading decimal) {
    return decimal instanceof Reading.Good good
        ? new Reading.Good("0" + Long.toOctalString(Long.parseLong(good.text())))
        : decimal;
  }

  private static Reading time(String value, boolean milliseconds) {
    int digits = digits(value);
    if (digits == 0 || digits > 20) {
      return new Reading.Bad("Invalid time interval: " + value);
    }
    BigInteger number = new BigInteger(value.substring(0, digits));
    String unit = skipSpaces(value.substring(digits)).toLowerCase(Locale.ROOT);
    if (unit.isEmpty() && number.signum() != 0) {
      return new Reading.Bad(
          "Time interval '%s' is missing units (add e.g. 's' for seconds)".formatted(value));
    }
    long perUnit = 1;
    if (!unit.isEmpty()) {
      if (isMilliseconds(unit)) {
        if (!milliseconds && number.mod(BigInteger.valueOf(1000)).signum() != 0) {
          return new Reading.Bad("Milliseconds not supported for this setting: " + value);
        }
        number = milliseconds ? number : number.divide(BigInteger.valueOf(1000));
      } else {
        long seconds = secondsOf(unit);
        if (seconds == 0) {
          return new Reading.Bad("Invalid time interval: " + value);
        }
        perUnit = milliseconds ? seconds * 1000 : seconds;
      }
    }
    BigInteger result = number.multiply(BigInteger.valueOf(perUnit));
    if (result.compareTo(MAX_UINT) > 0) {
      return new Reading.Bad("Time interval is too large: " + value);
    }
    long stamp = result.longValue();
    return new Reading.Good(
        !milliseconds
            ? printTime(stamp)
            : stamp % 1000 == 0 ? printTime(stamp / 1000) : stamp + " ms");
  }

  private static boolean isMilliseconds(String unit) {
    return !"minutes".startsWith(unit)
        && !"mins".startsWith(unit)
        && ("msecs".startsWith(unit)
            || "mseconds".startsWith(unit)
            || "millisecs".startsWith(unit)
            || "milliseconds".startsWith(unit));
  }

  /** Seconds of a unit, which may be cut short; 0 when it is none. */
  private static long secondsOf(String unit) {
    if ("secs".startsWith(unit) || "seconds".startsWith(unit)) {
      return 1;
    }
    if ("mins".startsWith(unit) || "minutes".startsWith(unit)) {
      return 60;
    }
    if ("hours".startsWith(unit)) {
      return 3600;
    }
    if ("days".startsWith(unit)) {
      return 86_400;
    }
    return "weeks".startsWith(unit) ? 604_800 : 0;
  }

  /** Whether a number, size or time of 2.4 is without bound (settings_value_is_unlimited()). */
  public static boolean isUnlimited(String text) {
    return text.equals("unlimited") || text.equals("infinite");
  }

  static String printTime(long seconds) {
    if (seconds == 0) {
      return "0";
    }
    if (seconds % 60 != 0) {
      return seconds + " secs";
    }
    long minutes = seconds / 60;
    if (minutes % 60 != 0) {
      return minutes + " mins";
    }
    long hours = minutes / 60;
    if (hours % 24 != 0) {
      return hours + " hours";
    }
    long days = hours / 24;
    return days % 7 != 0 ? days + " days" : days / 7 + " weeks";
  }

  private static Reading size(String value) {
    int digits = digits(value);
    if (digits == 0 || digits > 20) {
      return new Reading.Bad("Invalid size: " + value);
    }
    String unit = skipSpaces(value.substring(digits)).toUpperCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : "BKMGT".indexOf(unit.charAt(0));
    String rest = unit.isEmpty() ? "" : unit.substring(1);
    boolean good =
        rest.isEmpty()
            || (power > 0 && (rest.equals("I") || rest.equals("B") || rest.equals("IB")));
    if (power < 0 || !good) {
      return new Reading.Bad("Invalid size: " + value);
    }
    BigInteger bytes = new BigInteger(value.substring(0, digits)).shiftLeft(10 * power);
    return bytes.compareTo(MAX_LONG) > 0
        ? new Reading.Bad("Size is too large: " + value)
        : new Reading.Good(printSize(bytes));
  }

  private static String printSize(BigInteger bytes) {
    if (bytes.signum() == 0) {
      return "0";
    }
    int power = 0;
    BigInteger number = bytes;
    while (power < 4 && number.getLowestSetBit() >= 10) {
      number = number.shiftRight(10);
      power++;
    }
    return number + " " + "BkMGT".charAt(power);
  }

  private static int digits(String value) {
    int end = 0;
    while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.length() <= 20 && digits(value) == value.length();
  }

  private static String skipSpaces(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    return text.substring(start);
  }
}
