package dev.postern.firewall.iptables;

import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rule sets that nobody would write, of every construct that the kernel can judge here. */
public final class RandomRules {
  public static final String SETS =
      """
      create friends4 hash:net family inet
      add friends4 10.0.0.0/8
      add friends4 10.1.2.0/24 nomatch
      add friends4 203.0.113.7
      create friends6 hash:net family inet6
      add friends6 fd00::/16
      create pairs4 hash:net,port family inet
      add pairs4 10.0.0.0/8,tcp:143
      add pairs4 203.0.113.0/24,993
      add pairs4 192.168.0.0/16,udp:25
      create pairs6 hash:net,port family inet6
      add pairs6 2001:db8::/32,tcp:25-587
      create both4 list:set
      add both4 friends4
      create both6 list:set
      add both6 friends6
      create ports4 bitmap:port range 1-5000
      add ports4 110-500
      create ports6 bitmap:port range 1-5000
      add ports6 993
      """;

  /** Later packets are left alone: a refusal of those reaches a client that is connected. */
  private static final String REJECT_FIRST = " -m conntrack --ctstate NEW,UNTRACKED -j REJECT";

  private final Random random;
  private final Family family;

  public RandomRules(Random random, Family family) {
    this.random = random;
    this.family = family;
  }

  /** The lines of a file, COMMITs included. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (chance(25)) {
      table(lines, "raw", List.of("PREROUTING", "OUTPUT"), 2);
    }
    if (chance(35)) {
      table(lines, "mangle", List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"), 4);
    }
    if (chance(35)) {
      table(lines, "nat", List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"), 4);
    }
    table(lines, "filter", List.of("INPUT", "FORWARD", "OUTPUT"), 12);
    if (chance(15)) {
      table(lines, "security", List.of("INPUT", "FORWARD", "OUTPUT"), 3);
    }
    return lines;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void table(List<String> lines, String table, List<String> base, int most) {
    lines.add("*" + table);
    for (String chain : base) {
      boolean mayDrop = table.equals("filter") && chain.equals("INPUT");
      boolean drops = mayDrop ? chance(75) : !table.equals("nat") && chance(3);
      lines.add(":" + chain + (drops ? " DROP" : " ACCEPT") + " [0:0]");
    }
    boolean forwards = table.equals("filter") && chance(30);
    if (forwards) {
      lines.replaceAll(line -> line.replace(":FORWARD ACCEPT", ":FORWARD DROP"));
    }
    int users = random.nextInt(4);
    for (int i = 0; i < users; i++) {
      lines.add(":U" + i + " - [0:0]");
    }
    List<String> rules = new ArrayList<>();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      String chain =
          table.equals("filter") || table.equals("security")
              ? one("INPUT", "INPUT", "INPUT", "INPUT", "INPUT", "FORWARD", "OUTPUT")
              : chance(70) ? base.get(0) : base.get(random.nextInt(base.size()));
      rules.add(rule(table, chain, users, -1));
    }
    for (int user = 0; user < users; user++) {
      int inside = random.nextInt(4);
      for (int i = 0; i < inside; i++) {
        rules.add(rule(table, "U" + user, users, user));
      }
    }
    if (forwards) {
      rules.add(one("-A", "-I") + " FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT");
    }
    if (table.equals("nat")) {
      // Tells whose address it is.
      rules.add("-A POSTROUTING -d " + container() + " -o docker0 -j ACCEPT");
    }
    lines.addAll(rules);
    lines.add("COMMIT");
  }

  private String rule(String table, String chain, int users, int caller) {
    StringBuilder rule = new StringBuilder();
    boolean first = caller < 0 && chance(8);
    rule.append(first ? "-I " : "-A ").append(chain);
    boolean leaving = chain.equals("OUTPUT") || chain.equals("POSTROUTING");
    if (chain.equals("FORWARD") && chance(30)) {
      rule.append(one(" -o docker0", " ! -o docker0", " -o eth0"));
    }
    String target = target(table, chain, users, caller);
    boolean needsTcp = target.contains("--to") || target.contains("tcp-reset");
    int matches = random.nextInt(4);
    boolean tcp = needsTcp || chance(50);
    if (tcp) {
      rule.append(" -p tcp");
    } else if (chance(15)) {
      rule.append(one(" -p udp", " ! -p udp", " -p all", " ! -p tcp", " -p 6", " -p 58"));
    }
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < matches; i++) {
      String match = match(chain, leaving, tcp, table);
      String kind = match.strip().replace("! ", "").split(" ", 3)[0];
      if (kind.equals("-m")) {
        kind = match.strip().split(" ", 3)[1];
      }
      kind = kind.startsWith("--") || kind.equals("multiport") ? "tcp" : kind;
      if (!kinds.contains(kind)) {
        kinds.add(kind);
        rule.append(match);
      }
    }
    return rule.append(target).toString();
  }

  private String target(String table, String chain, int users, int caller) {
    if (caller + 1 < users && chance(25)) {
      int callee = caller + 1 + random.nextInt(users - caller - 1);
      return one(" -j U", " -j U", " -g U") + callee;
    }
    if (chance(5)) {
      return one("", " -j LOG --log-prefix \"a b: \"", " -j RETURN", " -j RETURN");
    }
    if (table.equals("nat")) {
      boolean arriving = chain.equals("PREROUTING");
      return arriving
          ? one(
              " -j REDIRECT --to-ports " + one("1143", "143", "993", "2525-2526"),
              " -j DNAT --to-destination :" + one("1143", "25"),
              " -j DNAT --to-destination " + one(container(), bracketed() + one(":25", ":143")),
              " -j DNAT --to-destination " + bracketed() + one(":993-995", ":1143"),
              " -j ACCEPT",
              " -j REDIRECT")
          : one(" -j ACCEPT", " -j RETURN");
    }
    if (table.equals("raw")) {
      return one(" -j ACCEPT", " -j DROP", " -j CT --notrack", " -j NOTRACK", " -j RETURN");
    }
    if (table.equals("mangle") && chance(70)) {
      return one(
          " -j MARK --set-mark 1",
          " -j MARK --set-xmark 0x2/0x2",
          " -j MARK --or-mark 4",
          " -j MARK --and-mark 0x3",
          " -j MARK --xor-mark 1",
          " -j CONNMARK --set-mark 7",
          " -j CONNMARK --save-mark",
          " -j CONNMARK --restore-mark");
    }
    return table.equals("filter") && !chain.equals("OUTPUT")
        ? one(
            " -j ACCEPT",
            " -j ACCEPT",
            " -j ACCEPT",
            " -j DROP",
            REJECT_FIRST,
            " -j RETURN",
            " -j ACCEPT",
            " -j ACCEPT -m comment --comment \"let \\\"them\\\" in\"")
        : one(" -j ACCEPT", " -j ACCEPT", " -j ACCEPT", " -j DROP");
  }

  private String match(String chain, boolean leaving, boolean tcp, String table) {
    String not = chance(20) ? " !" : "";
    return switch (random.nextInt(tcp ? 22 : 15)) {
      case 0, 1, 2 -> client(not, leaving ? " -d " : " -s ");
      case 3 -> leaving ? not + " -o " + name() : not + " -i " + name();
      case 4 -> not + (leaving ? " -s " : " -d ") + own(chain);
      case 5, 6 ->
          " -m conntrack"
              + not
              + " --ctstate "
              + one(
                  "NEW", "RELATED,ESTABLISHED", "INVALID", "NEW,ESTABLISHED", "UNTRACKED", "DNAT");
      case 7 -> " -m state --state " + one("NEW", "ESTABLISHED", "NEW,ESTABLISHED,RELATED");
      case 8 -> " -m iprange" + not + (leaving ? " --dst-range " : " --src-range ") + range();
      case 9 ->
          table.equals("filter") && !leaving
              ? " -m addrtype" + not + one(" --dst-type LOCAL", " --src-type LOCAL")
              : "";
      case 10 -> " -m mark" + not + " --mark " + one("0", "1", "0x2/0x2", "0x4/0x6", "3");
      case 11 -> " -m connmark" + not + " --mark " + one("0", "7", "1", "0x2/0x2");
      case 12 -> " -m set" + not + " --match-set friends" + number() + clients(leaving);
      case 13 -> " -m set" + not + " --match-set both" + number() + clients(leaving);
      case 14 -> " -m limit --limit 1000/second --limit-burst 2000";
      case 15, 16, 17 -> not + port(leaving);
      case 18 ->
          " -m multiport"
              + not
              + (leaving ? " --sports " : " --dports ")
              + one("25,143", "110:143,993", "imap2,pop3s,sieve", "465,587,1143", "1:1023");
      case 19 ->
          not + (leaving ? " --tcp-flags ACK ACK" : one(" --syn", " --tcp-flags SYN,ACK SYN"));
      case 20 -> " -m set" + not + " --match-set pairs" + number() + pair(leaving);
      default -> " -m set" + not + " --match-set ports" + number() + (leaving ? " src" : " dst");
    };
  }

  private String number() {
    return String.valueOf(family.number());
  }

  private static String clients(boolean leaving) {
    return leaving ? " dst" : " src";
  }

  private static String pair(boolean leaving) {
    return leaving ? " dst,src" : " src,dst";
  }

  private String network() {
    return family == Family.V4
        ? one(
            "10.0.0.0/8",
            "203.0.113.7",
            "192.168.1.0/24",
            "0.0.0.0/0",
            "128.0.0.0/1",
            "10/8",
            "10.1.2.3/255.0.255.0",
            "192.168.1.20/32",
            "203.0.113.0/29")
        : one(
            "fd00::/8",
            "2001:db8:cafe::7",
            "2001:db8::/32",
            "::/0",
            "2001:db8:1:2::/64",
            "2001:db8:cafe::/ffff:ffff:ffff::",
            "fd00:1::5");
  }

  /** The kernel refuses a negation that never holds. */
  private String client(String not, String option) {
    String network = network();
    return (network.endsWith("/0") ? "" : not) + option + network;
  }

  private String container() {
    return family == Family.V4 ? "172.17.0.2" : "fd00:17::2";
  }

  private String bracketed() {
    return family == Family.V4 ? container() : "[" + container() + "]";
  }

  /** What is for this host must not name the container, or it is unknown whose address it is. */
  private String own(String chain) {
    boolean forwards = chain.equals("FORWARD");
    return family == Family.V4
        ? one(
            "198.51.100.1",
            "198.51.100.0/24",
            "127.0.0.0/8",
            forwards ? container() : "172.16.0.0/12")
        : one("2001:db8:5::1", "2001:db8:5::/48", "::1", forwards ? container() : "fd00:17::/64");
  }

  private String range() {
    return family == Family.V4
        ? one("10.0.0.0-10.1.2.3", "192.168.1.20-203.0.113.6", "0.0.0.0-9.255.255.255")
        : one("2001:db8:1:2::-2001:db8:1:2::ff", "fd00::-fd00:1::5");
  }

  private String name() {
    return one("eth0", "eth+", "lo", "eth1", "+", "e+", "docker0");
  }

  private String port(boolean leaving) {
    String value = one("143", "25", "993", "110:587", ":143", "995:", "imaps", "1143");
    return (leaving ? " --sport " : one(" --dport ", " --destination-port ")) + value;
  }
}
