package dev.postern.firewall.ufw;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Commands of ufw, and lines for its before.rules, in any order an administrator might think of.
 */
final class RandomUfw {
  private final Random random;

  RandomUfw(Random random) {
    this.random = random;
  }

  /**
   * One step a line: what to tell ufw; or {@code before LINE}, {@code before6 LINE}, {@code table
   * LINE} for a line of a rule file; or {@code set NAME=VALUE} for one of the defaults.
   */
  List<String> steps() {
    List<String> steps = new ArrayList<>();
    if (chance(15)) {
      steps.add("set IPV6=" + one("no", "YES", "Yes"));
    }
    if (chance(50)) {
      steps.add("default " + one("allow", "deny", "reject") + " incoming");
    }
    if (chance(10)) {
      steps.add("default deny outgoing");
    }
    if (chance(20)) {
      steps.add("set MANAGE_BUILTINS=yes");
    }
    if (chance(30)) {
      steps.add("logging " + one("off", "low", "medium", "high", "full"));
    }
    if (chance(20)) {
      steps.add(
          one("before -A ufw-before-input", "before6 -A ufw6-before-input")
              + " -p tcp --dport "
              + port()
              + one(" -j ACCEPT", " -j DROP", " -j RETURN"));
    }
    if (chance(15)) {
      steps.add("table nat -A PREROUTING -p tcp --dport " + port() + " -j REDIRECT --to-port 1143");
    }
    int rules = 1 + random.nextInt(7);
    boolean limited = false;
    for (int i = 0; i < rules; i++) {
      // More than one would share a list of who came, and one client comes to many ports here.
      boolean limit = !limited && chance(10);
      limited |= limit;
      steps.add(limit ? "limit " + port() + "/tcp" : rule());
    }
    return steps;
  }

  private String rule() {
    String action = one("allow", "allow", "allow", "deny", "reject");
    String place = chance(15) ? "insert 1 " : chance(10) ? "prepend " : chance(8) ? "delete " : "";
    if (chance(40)) {
      return place
          + action
          + " "
          + one(
              port(),
              port() + "/tcp",
              port() + "/udp",
              "imaps",
              "smtp",
              "pop3",
              "Dovecot IMAP",
              "Mail submission",
              "25,143,993/tcp",
              "100:600/tcp");
    }
    StringBuilder rule = new StringBuilder(place + action + one("", "", " in"));
    if (rule.toString().endsWith(" in") && chance(50)) {
      rule.append(one(" on eth0", " on eth1"));
    }
    rule.append(chance(30) ? one(" log", " log-all") : "");
    if (chance(40)) {
      rule.append(" proto ").append(one("tcp", "tcp", "udp"));
      rule.append(" from ").append(source());
      rule.append(" to ").append(own()).append(" port ").append(chance(70) ? port() : "25,110,993");
    } else {
      rule.append(" from ").append(source()).append(" to ").append(own());
      rule.append(chance(60) ? " port " + port() : chance(30) ? " app \"Dovecot IMAP\"" : "");
    }
    return rule.toString();
  }

  private String port() {
    return one("25", "110", "143", "465", "587", "993", "995", "4190");
  }

  private String own() {
    return one("any", "any", "any", "198.51.100.1", "2001:db8:5::1", "198.51.0.0/16");
  }

  private String source() {
    return one(
        "any",
        "any",
        "203.0.113.7",
        "10.0.0.0/8",
        "192.168.1.0/24",
        "0.0.0.0/1",
        "2001:db8:cafe::/48",
        "fd00::/8",
        "2001:db8:1:2::9");
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
