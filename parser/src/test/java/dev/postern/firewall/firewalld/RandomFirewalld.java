package dev.postern.firewall.firewalld;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Configurations of firewalld that nobody would write, of every construct the kernel can judge. */
final class RandomFirewalld {
  private final Random random;
  private final Map<String, List<String>> files = new LinkedHashMap<>();
  private final List<String> freeSources =
      new ArrayList<>(
          List.of(
              "address=\"10.0.0.0/8\"",
              "address=\"203.0.113.7\"",
              "address=\"0.0.0.0/1\"",
              "address=\"192.168.0.0/16\"",
              "address=\"fd00::/8\"",
              "address=\"2001:db8:cafe::/48\"",
              "ipset=\"office\"",
              "ipset=\"office6\""));
  private final List<String> freeInterfaces =
      new ArrayList<>(List.of("eth0", "eth+", "eth1", "e+"));

  RandomFirewalld(Random random) {
    this.random = random;
  }

  /** Lines by file. */
  Map<String, List<String>> files() {
    files.put(
        "firewalld.conf",
        List.of(
            "DefaultZone="
                + one("public", "public", "mail", "internal", "trusted", "drop", "block", "none"),
            "FirewallBackend=" + one("nftables", "nftables", "nftables", "iptables"),
            "IPv6_rpfilter=yes"));
    if (chance(40)) {
      file("ipsets/office.xml", "ipset type=\"hash:net\"", sets("10.1.0.0/16", "203.0.113.0/24"));
    } else {
      file("ipsets/office.xml", "ipset type=\"hash:ip\"", sets("10.1.2.3", "192.168.1.20"));
    }
    List<String> six = sets("2001:db8:1::/48", "fd00:1::/32");
    six.add("  <option name=\"family\" value=\"inet6\"/>");
    file("ipsets/office6.xml", "ipset type=\"hash:net\"", six);
    file(
        "services/webmail.xml",
        "service",
        List.of(
            "  <port port=\"" + port() + "\" protocol=\"tcp\"/>",
            one("  <include service=\"imaps\"/>", "  <include service=\"webmail\"/>"),
            one(
                "  <destination ipv4=\"198.51.100.1\"/>",
                "  <port port=\"25\" protocol=\"udp\"/>")));
    for (String zone : List.of("public", "mail", "internal", "work")) {
      if (zone.equals("public") || zone.equals("mail") || chance(50)) {
        zone(zone);
      }
    }
    for (int i = 0; i < 2; i++) {
      if (chance(40)) {
        policy("policy" + i);
      }
    }
    if (chance(25)) {
      direct();
    }
    return files;
  }

  private List<String> sets(String... entries) {
    List<String> lines = new ArrayList<>();
    for (String entry : entries) {
      lines.add("  <entry>" + entry + "</entry>");
    }
    return lines;
  }

  private void file(String path, String root, List<String> lines) {
    List<String> all = new ArrayList<>();
    all.add("<" + root + ">");
    all.addAll(lines);
    all.add("</" + root.split(" ", 2)[0] + ">");
    files.put(path, all);
  }

  private void zone(String name) {
    List<String> lines = new ArrayList<>();
    if (chance(40) && !freeInterfaces.isEmpty()) {
      lines.add("  <interface name=\"" + take(freeInterfaces) + "\"/>");
    }
    int sources = chance(50) ? 1 + random.nextInt(2) : 0;
    for (int i = 0; i < sources && !freeSources.isEmpty(); i++) {
      lines.add("  <source " + take(freeSources) + "/>");
    }
    traffic(lines, true);
    String target =
        one("", "", "", " target=\"default\"", " target=\"DROP\"", " target=\"%%REJECT%%\"");
    file("zones/" + name + ".xml", "zone" + (chance(10) ? " target=\"ACCEPT\"" : target), lines);
  }

  private String take(List<String> from) {
    return from.remove(random.nextInt(from.size()));
  }

  private void policy(String name) {
    List<String> lines = new ArrayList<>();
    String from = one("ANY", "ANY", "mail", "internal");
    lines.add(
        "  <ingress-zone name=\""
            + (files.containsKey("zones/internal.xml") ? from : "ANY")
            + "\"/>");
    lines.add("  <egress-zone name=\"" + one("HOST", "HOST", "HOST", "ANY") + "\"/>");
    traffic(lines, false);
    String priority = one("", " priority=\"-5\"", " priority=\"7\"", " priority=\"-1\"");
    file(
        "policies/" + name + ".xml",
        "policy target=\""
            + one("CONTINUE", "CONTINUE", "ACCEPT", "DROP", "REJECT")
            + "\""
            + priority,
        lines);
  }

  private void traffic(List<String> lines, boolean inZone) {
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(inZone ? 9 : 7)) {
        case 0 -> lines.add("  <service name=\"" + service() + "\"/>");
        case 1 ->
            lines.add(
                "  <port port=\"%s\" protocol=\"%s\"/>"
                    .formatted(one(port(), port(), "100-600", "imaps"), one("tcp", "tcp", "udp")));
        case 2 -> lines.add("  <protocol value=\"" + one("tcp", "esp", "icmp") + "\"/>");
        case 3, 4, 5, 6 -> lines.add(rule());
        case 7 ->
            lines.add(
                "  <forward-port port=\"%s\" protocol=\"tcp\" to-port=\"%s\"/>"
                    .formatted(port(), one("1143", port(), "993-995")));
        default ->
            lines.add("  <source-port port=\"1-65535\" protocol=\"" + one("tcp", "udp") + "\"/>");
      }
    }
  }

  private String rule() {
    String family = one("ipv4", "ipv4", "ipv6", "");
    boolean v6 = family.equals("ipv6");
    StringBuilder rule = new StringBuilder("  <rule");
    rule.append(family.isEmpty() ? "" : " family=\"" + family + "\"");
    rule.append(chance(40) ? " priority=\"" + one("-10", "-1", "5", "5", "20") + "\"" : "")
        .append('>');
    if (chance(70)) {
      String invert = chance(20) ? " invert=\"true\"" : "";
      String address =
          v6
              ? one("2001:db8:cafe::7", "fd00::/8", "2001:db8:1:2::/64")
              : one("10.0.0.0/8", "203.0.113.7", "192.168.1.0/24");
      String set = v6 ? "office6" : family.isEmpty() ? one("office", "office6") : "office";
      rule.append(
          chance(25)
              ? "<source ipset=\"" + set + "\"" + invert + "/>"
              : "<source address=\"" + address + "\"" + invert + "/>");
    }
    if (chance(15) && !family.isEmpty()) {
      rule.append(
          "<destination address=\"%s\"/>"
              .formatted(
                  v6
                      ? one("2001:db8:5::1", "2001:db8:6::/48")
                      : one("198.51.100.1", "198.51.100.0/24", "192.0.2.1")));
    }
    String action =
        one(
            "<accept/>",
            "<accept/>",
            chance(30) ? "<accept><limit value=\"1000000/s\"/></accept>" : "<accept/>",
            one("<reject/>", "<reject type=\"tcp-reset\"/>", "<mark set=\"0x1/0xff\"/>"),
            one("<drop/>", "<drop><limit value=\"1000000/s\"/></drop>"));
    switch (random.nextInt(7)) {
      case 0, 1 -> rule.append("<port port=\"" + port() + "\" protocol=\"tcp\"/>").append(action);
      case 2, 3 -> rule.append("<service name=\"" + service() + "\"/>").append(action);
      case 4 ->
          rule.append(
              "<forward-port port=\""
                  + port()
                  + "\" protocol=\"tcp\" to-port=\""
                  + one("1143", port(), "993-995")
                  + "\"/>");
      case 5 -> rule.append(aside()).append(action);
      default -> rule.append(action);
    }
    return rule.append("</rule>").toString();
  }

  /** What decides nothing, though it may have a limit of its own. */
  private String aside() {
    String limit = "<limit value=\"" + one("1/m", "2/s", "1/d") + "\"/>";
    return one(
        "<log prefix=\"x\"/>",
        "<log prefix=\"x\" level=\"info\">" + limit + "</log>",
        "<log>" + limit + "</log><audit>" + limit + "</audit>",
        "<audit/>",
        "<audit>" + limit + "</audit>",
        "<nflog group=\"1\"/>");
  }

  private void direct() {
    List<String> lines = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      lines.add(
          "  <rule ipv=\"%s\" table=\"filter\" chain=\"INPUT\" priority=\"%d\">-p tcp --dport %s -j %s</rule>"
              .formatted(one("ipv4", "ipv6"), random.nextInt(3), port(), one("ACCEPT", "DROP")));
    }
    if (chance(50)) {
      lines.add(
          "  <passthrough ipv=\"%s\">%s%s INPUT -p tcp --dport %s -j %s</passthrough>"
              .formatted(
                  one("ipv4", "ipv6"),
                  one("", "-t filter ", "--table mangle "),
                  one("-A", "-I", "--insert"),
                  port(),
                  one("ACCEPT", "DROP", "DROP")));
    }
    file("direct.xml", "direct", lines);
  }

  private String service() {
    return one(
        "imap",
        "imaps",
        "smtp",
        "smtps",
        "smtp-submission",
        "pop3",
        "webmail",
        "ssh",
        "managesieve");
  }

  private String port() {
    return one("25", "110", "143", "465", "587", "993", "995", "4190");
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
