package dev.postern.fail2ban;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options as they may be shown. */
public final class Secrets {
  /** What stands in place of a value. */
  static final String MASK = "***";

  /**
   * Options whose values are no secrets, the places of logs in fail2ban's paths-*.conf among them;
   * any other may hold a key or a password.
   */
  private static final Set<String> SHOWN =
      Set.of(
          "enabled",
          "filter",
          "mode",
          "port",
          "protocol",
          "chain",
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
          "after",
          "syslog_mail",
          "syslog_mail_warn",
          "syslog_backend",
          "default_backend",
          "dovecot_log",
          "dovecot_backend",
          "postfix_log",
          "postfix_backend");

  /** Those that hold names of actions: the ones of fail2ban's own jail.conf. */
  private static final Set<String> ACTIONS =
      Set.of("action", "action_", "action_mw", "action_mwl", "action_xarf", "action_cf_mwl");

  /** Parameters of filters and actions whose values are no secrets; any other may hold one. */
  private static final Set<String> SHOWN_PARAMETERS =
      Set.of(
          "mode",
          "name",
          "port",
          "protocol",
          "chain",
          "logpath",
          "bantime",
          "blocktype",
          "returntype",
          "actname",
          "family",
          "lockingopt");

  private static final Pattern PARAMETERS = Pattern.compile("\\[([^\\]]*)\\]?");
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*([A-Za-z0-9_.]+)\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\"',]*)");

  private Secrets() {}

  /** An option as written, cut short, without what may be secret in it. */
  static String shown(String name, String value) {
    int newline = value.indexOf('\n');
    String line = newline < 0 ? value : value.substring(0, newline) + " ...";
    boolean action = ACTIONS.contains(name);
    if (action || name.equals("filter") || name.startsWith("banaction")) {
      line = PARAMETERS.matcher(line).replaceAll(found -> "[" + parameters(found.group(1)) + "]");
    }
    return name + " = " + (action || SHOWN.contains(name) ? cut(line) : MASK);
  }

  private static String parameters(String text) {
    StringBuilder shown = new StringBuilder();
    Matcher parameter = PARAMETER.matcher(text);
    int at = 0;
    while (at < text.length()) {
      boolean next = at == 0 || text.charAt(at) == ',';
      int from = at == 0 ? 0 : at + 1;
      if (!next || !parameter.region(from, text.length()).lookingAt()) {
        return MASK;
      }
      boolean open = SHOWN_PARAMETERS.contains(parameter.group(1));
      shown
          .append(at == 0 ? "" : ", ")
          .append(parameter.group(1))
          .append('=')
          .append(open ? parameter.group(2).strip() : MASK);
      at = parameter.end();
    }
    return Matcher.quoteReplacement(shown.toString());
  }

  private static String cut(String line) {
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }
}
