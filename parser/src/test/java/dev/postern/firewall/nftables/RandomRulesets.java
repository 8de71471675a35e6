package dev.postern.firewall.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes rule sets of nft's words in ever other ways. */
final class RandomRulesets {
  private static final List<String> HEAD =
      List.of("define MAIL = { 25, 143, 993 }", "define LAN = 10.0.0.0/8");

  /** Later packets are left alone: a refusal of those reaches a client that is connected. */
  private static final String REJECT_FIRST = "ct state new,untracked reject";

  private static final List<String> CONTAINERS =
      List.of(
          "ip daddr 172.17.0.2 oifname docker0 accept",
          "ip6 daddr fd00:17::2 oifname docker0 accept");

  private final Random random;
  private final List<String> lines = new ArrayList<>(HEAD);
  private String family = "inet";
  private int users;

  RandomRulesets(Random random) {
    this.random = random;
  }

  /** The lines of a file; those that start with two tabs can be left out one by one. */
  List<String> lines() {
    int tables = 1 + random.nextInt(3);
    for (int i = 0; i < tables; i++) {
      table(i);
    }
    return lines;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private boolean sees(int number) {
    return family.equals("inet") || family.equals(number == 4 ? "ip" : "ip6");
  }

  private void table(int number) {
    family = one("inet", "inet", "inet", "ip", "ip6");
    lines.add("table " + family + " t" + number + " {");
    sets();
    users = random.nextInt(3);
    for (int user = users - 1; user >= 0; user--) {
      lines.add("\tchain u" + user + " {");
      rules(1 + random.nextInt(3), "user", user);
      lines.add("\t}");
    }
    if (chance(30)) {
      base(
          "early",
          "filter",
          "prerouting",
          one("raw", "mangle", "-150", "dstnat + 5"),
          chance(5),
          3);
    }
    if (chance(25)) {
      base("nat", "nat", "prerouting", one("dstnat", "-100", "dstnat - 1"), false, 3);
    }
    base("input", "filter", "input", one("filter", "0", "filter + 10", "-5"), chance(60), 7);
    if (chance(20)) {
      base("second", "filter", "input", one("security", "20", "filter - 20"), chance(20), 3);
    }
    if (chance(20)) {
      base("output", "filter", "output", "filter", false, 3);
    }
    if (chance(40)) {
      base("forward", "filter", "forward", one("filter", "-10", "mangle"), chance(30), 4);
      lines.add(lines.size() - 1, "\t\tct state established accept");
    }
    tellContainers();
    lines.add("}");
  }

  /** Whose addresses they are. */
  private void tellContainers() {
    lines.add("\tchain behind {");
    lines.add("\ttype filter hook postrouting priority filter;");
    for (int version : List.of(4, 6)) {
      if (sees(version)) {
        lines.add("\t\t" + CONTAINERS.get(version == 4 ? 0 : 1));
      }
    }
    lines.add("\t}");
  }

  private void sets() {
    if (sees(4)) {
      lines.add("\tset friends4 { type ipv4_addr; flags interval; elements = { # a long list");
      for (int i = 0; i < 20; i++) {
        lines.add("\t\t198.18." + i + "." + (i % 2 == 0 ? "0/24," : "1 - 198.18." + i + ".9,"));
      }
      lines.add("\t\t10.0.0.0/8, 192.168.1.0-192.168.1.98, 192.168.1.99 }; }");
      lines.add(
          "\tset pairs4 { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 143, 203.0.113.7 . 100-600 }; }");
      lines.add(
          "\tmap fates4 { type ipv4_addr : verdict; flags interval; elements = { 203.0.113.0/24 : accept, 192.168.0.0/16 : drop }; }");
    }
    if (sees(6)) {
      lines.add(
          "\tset friends6 { type ipv6_addr; flags interval; elements = { fd00::/8, 2001:db8:1::/48 }; }");
      lines.add("\tset hosts6 { type ipv6_addr; elements = { 2001:db8:cafe::7, fd00:1::5 }; }");
    }
    lines.add("\tset mail { type inet_service; elements = { 25, 143, submission }; }");
    lines.add(
        "\tmap ports { type inet_service : verdict; elements = { 143 : accept, 25 : drop, 993 : accept }; }");
    lines.add(
        "\tmap to { type inet_service : inet_service; elements = { 143 : 1143, 25 : 2525 }; }");
  }

  private void base(
      String name, String type, String hook, String priority, boolean drops, int most) {
    lines.add("\tchain " + name + " {");
    lines.add(
        "\ttype "
            + type
            + " hook "
            + hook
            + " priority "
            + priority
            + "; policy "
            + (drops ? "drop" : "accept")
            + ";");
    rules(1 + random.nextInt(most), type.equals("nat") ? "nat" : hook, -1);
    lines.add("\t}");
  }

  private void rules(int count, String hook, int caller) {
    for (int i = 0; i < count; i++) {
      lines.add("\t\t" + rule(hook, caller));
    }
  }

  private String rule(String hook, int caller) {
    StringBuilder rule = new StringBuilder();
    boolean leaving = hook.equals("output");
    int matches = random.nextInt(3);
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < matches; i++) {
      String match = match(leaving, hook);
      String kind = match.substring(0, Math.min(5, match.length()));
      if (!kinds.contains(kind) && !clash(kinds, kind)) {
        kinds.add(kind);
        rule.append(match).append(' ');
      }
    }
    boolean two = rule.toString().contains("ip saddr") && rule.toString().contains("ip6 ");
    if (two) {
      rule.setLength(0);
    }
    if (chance(15)) {
      rule.append(one("counter ", "log prefix \"a: \" ", "counter packets 1 bytes 2 "));
    }
    return rule + ending(hook, caller);
  }

  private static boolean clash(List<String> kinds, String kind) {
    return (kind.startsWith("ip ") && kinds.stream().anyMatch(one -> one.startsWith("ip6")))
        || (kind.startsWith("ip6") && kinds.stream().anyMatch(one -> one.startsWith("ip ")))
        || (kind.startsWith("meta ") && kinds.stream().anyMatch(one -> one.startsWith("ip")));
  }

  private String ending(String hook, int caller) {
    if (!hook.equals("nat") && caller + 1 < users && chance(20)) {
      int callee = caller + 1 + random.nextInt(users - caller - 1);
      return one("jump u", "jump u", "goto u") + callee;
    }
    if (!hook.equals("nat") && caller < users && chance(5)) {
      return one("jump { ", "goto { ") + rule(hook, users) + "; " + rule(hook, users) + "; }";
    }
    if (hook.equals("nat")) {
      return one(
          "tcp dport 143 redirect to :1143",
          "meta l4proto tcp redirect to :tcp dport map { 25 : 2525, 143 : 1143 }",
          "meta l4proto tcp redirect to :tcp dport map @to",
          "tcp dport { 25, 110 } redirect to :143",
          "accept",
          "tcp dport 110 redirect to :2525-2526",
          "tcp dport 993 redirect",
          published(),
          published());
    }
    if (hook.equals("prerouting") && chance(70)) {
      return one(
          "meta mark set 1",
          "meta mark set meta mark | 0x2",
          "meta mark set meta mark and 0x6",
          "meta mark set meta mark xor 0x3",
          "ct mark set 7",
          "ct mark set mark",
          "meta mark set ct mark",
          "tcp dport 143 meta mark set 4 accept",
          "notrack",
          "meta mark set tcp dport map { 25 : 1, 143 : 2 }");
    }
    if (chance(25)) {
      return one(
          "tcp dport vmap { 143 : accept, 25 : drop, 990-995 : accept }",
          "tcp dport vmap @ports",
          "ct state vmap { established : accept, related : accept, invalid : continue }",
          "iifname vmap { \"lo\" : accept, \"eth1\" : drop }",
          "meta l4proto vmap { udp : drop, tcp : continue }",
          sees(4) ? "ip saddr vmap @fates4" : "tcp dport vmap { 587 : drop }",
          sees(4)
              ? "ip saddr . tcp dport vmap { 10.1.2.3 . 25 : drop, 203.0.113.7 . 143 : accept }"
              : "tcp flags vmap { syn : continue, syn | ack : accept }",
          "tcp dport vmap { 465 : drop, * : continue }",
          "tcp dport vmap { 110 : continue, 143 : accept } drop",
          "meta l4proto vmap { tcp : continue } tcp dport { 25, 587 } drop",
          "tcp dport vmap { 25 : continue, 465 : continue } tcp dport vmap { 25 : drop }");
    }
    return hook.equals("output")
        ? one("accept", "accept", "tcp sport 587 drop", "return")
        : one(
            "accept",
            "accept",
            "accept",
            "drop",
            "return",
            "continue",
            "continue tcp dport 25 drop",
            "numgen inc mod 1 0 tcp dport 110 drop",
            "tcp dport 995 drop",
            hook.equals("input") || hook.equals("user") ? REJECT_FIRST : "drop",
            hook.equals("input") && family.equals("inet")
                ? REJECT_FIRST + " with icmpx admin-prohibited"
                : "accept");
  }

  private String published() {
    boolean four = sees(4) && (!sees(6) || chance(50));
    String to = four ? "172.17.0.2" : "[fd00:17::2]";
    return one("tcp dport { 25, 143 } ", "meta l4proto tcp ")
        + (family.equals("inet") ? (four ? "dnat ip to " : "dnat ip6 to ") : "dnat to ")
        + one(to + ":25", to + ":993", four ? to : "fd00:17::2");
  }

  private String match(boolean leaving, String hook) {
    if (hook.equals("forward") && chance(20)) {
      return "oifname " + one("docker0", "!= docker0", "\"docker*\"", "eth0");
    }
    String not = chance(20) ? "!= " : "";
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> client(not, leaving);
      case 3 -> own(not, leaving);
      case 4 ->
          (leaving ? "oifname " : one("iifname ", "iifname ", "meta iifname "))
              + not
              + one(
                  "\"eth0\"",
                  "\"eth*\"",
                  "\"lo\"",
                  "\"eth1\"",
                  "{ \"lo\", \"eth0\" }",
                  "\"e*\"",
                  "eth0");
      case 5, 6 ->
          "ct state "
              + one(
                  "new",
                  "established,related",
                  "invalid",
                  "{ new, established }",
                  "!= established",
                  "new,untracked",
                  "== new",
                  "! invalid",
                  "untracked",
                  "new | related");
      case 7 ->
          "meta mark "
              + one(
                  "0",
                  "1",
                  "& 0x2 == 0x2",
                  "!= 0",
                  "{ 1, 2, 4 }",
                  "1-3",
                  "> 1",
                  "and 0x6 != 0x4",
                  "0x2/31");
      case 8 -> "ct mark " + one("0", "7", "!= 7", "& 0x3 == 3", "{ 1, 7 }");
      case 9 ->
          "meta "
              + one(
                  "l4proto tcp",
                  "l4proto 6",
                  "pkttype host",
                  "pkttype != broadcast",
                  family.equals("inet")
                      ? one(
                          "nfproto ipv4",
                          "nfproto ipv6",
                          "nfproto != ipv4",
                          "protocol ip",
                          "protocol { ip, ip6 }")
                      : "l4proto tcp");
      case 10 ->
          "tcp flags "
              + one(
                  "syn",
                  "& (syn|ack) == syn",
                  "& syn == 0",
                  "!= syn",
                  "{ syn, syn|ack }",
                  "== syn",
                  "syn,ack",
                  "& (fin|rst) == 0",
                  "! ack",
                  "syn / fin,syn,rst,ack");
      case 11 -> "ct status " + not + "dnat";
      case 12 -> "ct direction " + one("original", "reply", "!= reply");
      case 13 ->
          hook.equals("prerouting") || leaving || hook.equals("user")
              ? ""
              : "fib daddr type " + not + one("local", "{ local, broadcast }", "unicast");
      case 14 -> "limit rate 1000/second burst 2000 packets";
      case 15 -> "th dport " + not + one("143", "@mail", "{ 143, 993 }", "imaps");
      default -> port(not, leaving);
    };
  }

  private String port(String not, boolean leaving) {
    return (leaving ? "tcp sport " : "tcp dport ")
        + one(
            not + "143",
            not + "{ 25, 143 }",
            not + "110-587",
            not + "@mail",
            not + "$MAIL",
            not + "imaps",
            "< 143",
            ">= 993",
            not + "{ 1-100, 587, 990-995 }",
            not + "1143",
            "> 1024",
            "{ imap2, pop3s }",
            "& 1 == 1",
            "143 - 587");
  }

  private String client(String not, boolean leaving) {
    boolean four = sees(4) && (!sees(6) || chance(50));
    String field = (four ? "ip " : "ip6 ") + (leaving ? "daddr " : "saddr ");
    return field
        + (four
            ? one(
                not + "10.0.0.0/8",
                not + "203.0.113.7",
                not + "{ 10.1.2.3, 192.168.1.0/24 }",
                not + "@friends4",
                not + "$LAN",
                "< 128.0.0.0",
                not + "192.168.1.0-203.0.113.6",
                "& 255.0.255.0 == 10.0.2.0",
                not + "{ 10.0.0.0-10.255.255.255, 203.0.113.7 }",
                leaving ? not + "0.0.0.0/1" : ". tcp dport @pairs4",
                leaving
                    ? not + "203.0.113.0/29"
                    : ". tcp dport { 10.0.0.0/8 . 143, 203.0.113.7 . 990-995 }")
            : one(
                not + "fd00::/8",
                not + "2001:db8:cafe::7",
                not + "{ fd00:1::5, 2001:db8:1::/48 }",
                not + "@friends6",
                not + "@hosts6",
                "> fd00::",
                not + "fd00::-fd00:1::ffff",
                "& ffff:: == 2001::"));
  }

  private String own(String not, boolean leaving) {
    boolean four = sees(4) && (!sees(6) || chance(50));
    return (four ? "ip " : "ip6 ")
        + (leaving ? "saddr " : "daddr ")
        + not
        + (four
            ? one("198.51.100.1", "198.51.100.0/24", "127.0.0.0/8")
            : one("2001:db8:5::1", "2001:db8:5::/48", "::1"));
  }
}
