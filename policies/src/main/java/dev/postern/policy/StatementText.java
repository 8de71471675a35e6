package dev.postern.policy;

/** Takes statements apart: {@code ssl = yes}, {@code -o smtpd_tls_wrappermode=no}. */
final class StatementText {
  private StatementText() {}

  /** The setting's name; empty when the statement sets nothing. */
  static String name(String statement) {
    int equals = statement.indexOf('=');
    if (equals < 0) {
      return "";
    }
    String left = statement.substring(0, equals).strip();
    left = left.startsWith("-o") ? left.substring(2).strip() : left;
    return left.startsWith("{") ? left.substring(1).strip() : left;
  }

  /** The value; empty when the statement sets nothing. */
  static String value(String statement) {
    int equals = statement.indexOf('=');
    String right = equals < 0 ? "" : statement.substring(equals + 1).strip();
    return isBraced(statement) && right.endsWith("}")
        ? right.substring(0, right.length() - 1).strip()
        : right;
  }

  /** The statement with another value; blanks around the sign and a closing brace stay. */
  static String replaced(String statement, String value) {
    int start = statement.indexOf('=') + 1;
    while (start < statement.length() && statement.charAt(start) == ' ') {
      start++;
    }
    return statement.substring(0, start) + value + (isBraced(statement) ? " }" : "");
  }

  /**
   * The statement as an option of a service in master.cf, whose words end at a blank: lists do with
   * commas, and what needs blanks stands in braces (master(5), Postfix 3.0).
   */
  static String option(String statement) {
    String value = value(statement).replaceAll(",\\s+", ",");
    return value.contains(" ")
        ? "-o { %s = %s }".formatted(name(statement), value)
        : "-o %s=%s".formatted(name(statement), value);
  }

  private static boolean isBraced(String statement) {
    String start = statement.startsWith("-o") ? statement.substring(2).strip() : statement;
    return start.startsWith("{") && statement.endsWith("}");
  }
}
