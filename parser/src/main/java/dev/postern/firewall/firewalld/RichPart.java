package dev.postern.firewall.firewalld;

import dev.postern.firewall.firewalld.RichRule.LeftOut;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What firewalld asks of what a rich rule logs and of its limits: common_startElement() of
 * core/io/policy.py and the check() of core/rich.py, 1.3.3.
 */
final class RichPart {
  private static final Set<String> LEVELS =
      Set.of("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug");
  private static final int LONGEST_PREFIX = 127;
  private static final Pattern UINT16 = Pattern.compile("\\s*\\+?0*[0-9]{1,5}\\s*");
  private static final int MAX_UINT16 = 65_535;

  private RichPart() {}

  /** Of a {@code log}, {@code nflog}, {@code audit} or an action. */
  static void check(Element part) throws LeftOut {
    Optional<String> level = part.attribute("level").filter(name -> part.name().equals("log"));
    if (level.isPresent() && !LEVELS.contains(level.get())) {
      throw new LeftOut("'" + level.get() + "' is no level of a log");
    }
    if (part.attribute("prefix").filter(text -> text.length() > LONGEST_PREFIX).isPresent()) {
      throw new LeftOut(
          "the prefix of its log has more than %d characters".formatted(LONGEST_PREFIX));
    }
    for (String number : List.of("group", "queue-size")) {
      if (part.attribute(number).filter(text -> !isUint16(text)).isPresent()) {
        throw new LeftOut("its %s is no number from 0 to %d".formatted(number, MAX_UINT16));
      }
    }
    List<Element> limits =
        part.children().stream().filter(child -> child.name().equals("limit")).toList();
    if (limits.size() > 1) {
      throw new LeftOut("its " + part.name() + " has more than one limit");
    }
    for (Element limit : limits) {
      String value = limit.attribute("value").orElse("");
      if (Rate.parse(value).isEmpty()) {
        throw new LeftOut("'" + value + "' is no limit, such as 3/m; 1/d is too slow");
      }
    }
  }

  private static boolean isUint16(String text) {
    return UINT16.matcher(text).matches() && Integer.parseInt(text.strip()) <= MAX_UINT16;
  }
}
