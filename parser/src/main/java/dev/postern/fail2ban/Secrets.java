package dev.postern.fail2ban;

import java.util.Set;
import java.util.regex.Pattern;

/** Options as they may be shown. */
final class Secrets {
  /** What stands in place of a value. */
  static final String MASK = "***";

  /** Options whose values are no secrets; any other may hold a key or a password. */
  private static final Set<String> SHOWN =
      Set.of(
          "enabled",
          "filter",
          "mode",
          "port",
          "protocol",
          "backend",
          "logpath",
          "journalmatch",
          "maxretry",
          "findtime",
          "bantime",
          "bantime.increment",
          "bantime.maxtime",
          "ignoreip",
          "ignoreself",
          "usedns",
          "banaction",
          "banaction_allports",
          "before",
          "after");

  private static final Pattern PARAMETERS = Pattern.compile("\\[[^\\]]*\\]?");

  private Secrets() {}

  /** An option as written, cut short, without what may be secret in it. */
  static String shown(String name, String value) {
    int newline = value.indexOf('\n');
    String line = newline < 0 ? value : value.substring(0, newline) + " ...";
    if (name.equals("filter") || name.startsWith("banaction")) {
      line = PARAMETERS.matcher(line).replaceAll("[" + MASK + "]");
    }
    return name + " = " + (SHOWN.contains(name) ? cut(line) : MASK);
  }

  private static String cut(String line) {
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }
}
