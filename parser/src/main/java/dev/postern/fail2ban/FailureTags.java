package dev.postern.fail2ban;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** fail2ban's tags in expressions of filters: Regex._resolveHostTag (failregex.py). */
final class FailureTags {
  private static final String IP4 = "(?:::f{4,6}:)?(?P<ip4>(?:\\d{1,3}\\.){3}\\d{1,3})";
  private static final String IP6 =
      "(?P<ip6>(?:[0-9a-fA-F]{1,4}::?|::){1,7}(?:[0-9a-fA-F]{1,4}|(?<=:):))";
  private static final String DNS = "(?P<dns>[\\w\\-.^_]*\\w)";
  private static final String CIDR = "(?P<cidr>\\d+)";
  private static final String ADDRESS = "\\[?(?:" + IP4 + "|" + IP6 + ")\\]?";
  private static final String SUBNET = "\\[?(?:" + IP4 + "|" + IP6 + ")(?:/" + CIDR + ")?\\]?";

  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("HOST", "(?:" + ADDRESS + "|" + DNS + ")"),
          Map.entry("ADDR", ADDRESS),
          Map.entry("F-ADDR/", ADDRESS),
          Map.entry("IP4", IP4),
          Map.entry("F-IP4/", IP4),
          Map.entry("IP6", IP6),
          Map.entry("F-IP6/", IP6),
          Map.entry("DNS", DNS),
          Map.entry("F-DNS/", DNS),
          Map.entry("CIDR", CIDR),
          Map.entry("F-CIDR/", CIDR),
          Map.entry("SUBNET", SUBNET),
          Map.entry("F-SUBNET/", SUBNET),
          Map.entry("F-ID/", "(?P<fid>\\S+)"),
          Map.entry("F-PORT/", "(?P<fport>\\w+)"));

  /** Groups whose names are longer than their tags. */
  private static final Map<String, String> LONGER = Map.of("id", "fid", "port", "fport");

  private static final Pattern TAG = Pattern.compile("</?[\\w-]+/?>");
  private static final Pattern OWN = Pattern.compile("(/?)F-([A-Z0-9_-]+)");

  private FailureTags() {}

  /** The expression with groups in place of its tags. */
  static String replaced(String expression) {
    StringBuilder text = new StringBuilder();
    Set<String> opened = new HashSet<>();
    int skipped = 0;
    Matcher matcher = TAG.matcher(expression);
    while (matcher.find()) {
      String tag = matcher.group();
      String name = tag.substring(1, tag.length() - 1);
      String group =
          name.equals("SKIPLINES")
              ? "\\n(?P<skiplines" + skipped++ + ">(?:(?:.*\\n)*?))"
              : FIXED.getOrDefault(name, ownGroup(name, tag, opened));
      matcher.appendReplacement(text, Matcher.quoteReplacement(group));
    }
    return matcher.appendTail(text).toString();
  }

  private static String ownGroup(String name, String tag, Set<String> opened) {
    Matcher own = OWN.matcher(name);
    if (!own.matches()) {
      return tag;
    }
    if (!own.group(1).isEmpty()) {
      return opened.contains(own.group(2)) ? ")" : tag;
    }
    opened.add(own.group(2));
    String group = own.group(2).toLowerCase(Locale.ROOT);
    return "(?P<" + LONGER.getOrDefault(group, group) + ">";
  }
}
