package dev.postern.firewall.iptables.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random files of ipset, most lines of which ipset takes. */
final class RandomSets {
  private static final List<String> TYPES =
      List.of(
          "hash:ip",
          "hash:ip",
          "hash:ip netmask 28",
          "hash:ip maxelem 6",
          "hash:ip family inet6",
          "hash:ip family inet6 netmask 64",
          "hash:net",
          "hash:net",
          "hash:net family inet6",
          "hash:ip,port",
          "hash:ip,port family inet6",
          "hash:ip,port,ip",
          "hash:ip,port,net",
          "hash:net,port",
          "hash:net,iface",
          "bitmap:ip range 10.0.0.0/27",
          "bitmap:ip range 10.0.0.0-10.0.1.15 netmask 28",
          "bitmap:port range 20-600",
          "list:set");

  private static final List<String> OPTIONS =
      List.of("timeout 300", "counters", "comment", "skbinfo");
  private static final List<String> ODD =
      List.of(
          "0.0.0.0",
          "::",
          "0.0.0.0/0",
          "10.0.0.0/33",
          "10.0.0.1-",
          "10.1",
          "010.0.0.1",
          "10.0.0.1/",
          "300.1.1.1",
          "",
          ",",
          "[10.0.0.1]",
          "2001:db8::g",
          "10.0.0.1,tcp:25",
          "10.0.0.1,25,10.0.0.1,4",
          "10.0.0.9-10.0.0.3",
          "10.0.0.1,gre:0",
          "10.0.0.0/24,eth012345678901234");
  private static final List<String> LINES =
      List.of(
          "flush",
          "destroy",
          "list",
          "frob a b",
          "add nosuch 10.0.0.1",
          "destroy nosuch",
          "flush nosuch",
          "quit",
          "*filter",
          ":INPUT ACCEPT",
          "# add s0 10.0.0.1",
          "  # comment",
          "COMMIT",
          "create",
          "create s9 hash:blah",
          "create s9 hash:ip range 1-2",
          "create s9 hash:ip maxelem -4",
          "create s9 bitmap:ip range 10.0.0.0/15");

  private final Random random;
  private final List<String> types = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  RandomSets(Random random) {
    this.random = random;
  }

  String text() {
    int sets = 1 + random.nextInt(4);
    for (int i = 0; i < sets; i++) {
      String type = pick(TYPES);
      types.add(type);
      String options = random.nextInt(3) == 0 ? " " + pick(OPTIONS) : "";
      lines.add("create s" + i + " " + type + options);
      if (random.nextInt(3) > 0) {
        adds(i);
      }
    }
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      adds(random.nextInt(sets));
      if (random.nextInt(4) == 0) {
        lines.add(other(sets));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private String other(int sets) {
    String one = "s" + random.nextInt(sets);
    String two = "s" + random.nextInt(sets + 1);
    return switch (random.nextInt(6)) {
      case 0 -> "swap " + one + " " + two;
      case 1 -> "rename " + one + " " + two;
      case 2 -> (random.nextBoolean() ? "flush " : "destroy ") + one;
      case 3 -> "create " + one + " " + pick(TYPES);
      case 4 -> "del " + one + " " + element(types.get(0));
      default -> pick(LINES);
    };
  }

  private void adds(int set) {
    int many = random.nextInt(12) == 0 ? random.nextInt(600) : 1 + random.nextInt(6);
    for (int i = 0; i < many; i++) {
      String element =
          random.nextInt(many > 6 ? 300 : 25) == 0 ? pick(ODD) : element(types.get(set));
      lines.add("add s" + set + " " + element + option(many));
    }
  }

  private String option(int many) {
    return switch (random.nextInt(many > 6 ? 900 : 60)) {
      case 0 -> " timeout 400";
      case 1 -> " comment \"a b\"";
      case 2 -> " packets 3 bytes 40";
      case 3 -> " nomatch";
      case 4 -> " skbmark 0x1/0xff";
      case 5 -> " -exist";
      case 6 -> " timeout 5000000";
      case 7 -> " frob";
      default -> "";
    };
  }

  private String element(String type) {
    boolean isV6 = type.contains("inet6");
    String name = type.split(" ", 2)[0];
    if (name.equals("list:set")) {
      return "s" + random.nextInt(types.size() + 1);
    }
    if (name.equals("bitmap:port")) {
      return ports().replace("udp:", "").replace("sctp:", "");
    }
    List<String> parts = new ArrayList<>();
    String[] kinds = name.substring(name.indexOf(':') + 1).split(",", -1);
    for (int i = 0; i < kinds.length; i++) {
      parts.add(
          switch (kinds[i]) {
            case "ip" -> i == 2 ? address(isV6) : run(isV6, isV6 ? 128 : 27);
            case "net" -> run(isV6, isV6 ? 40 : 8);
            case "port" -> ports();
            default -> random.nextInt(5) == 0 ? "physdev:eth0" : "eth" + random.nextInt(3);
          });
    }
    return String.join(",", parts);
  }

  private String address(boolean isV6) {
    return isV6
        ? "fd00:" + random.nextInt(3) + "::" + Integer.toHexString(1 + random.nextInt(40))
        : "10.0." + random.nextInt(2) + "." + random.nextInt(200);
  }

  private String run(boolean isV6, int shortest) {
    String address = address(isV6);
    int bits = isV6 ? 128 : 32;
    return switch (random.nextInt(6)) {
      case 0 -> address + "/" + (shortest + random.nextInt(bits - shortest + 1));
      case 1 -> isV6 ? address : address + "-10.0.0." + random.nextInt(200);
      default -> address;
    };
  }

  private String ports() {
    int port = 20 + random.nextInt(40);
    return switch (random.nextInt(6)) {
      case 0 -> "tcp:" + port;
      case 1 -> "udp:" + port;
      case 2 -> port + "-" + (port + random.nextInt(4));
      case 3 -> "smtp";
      case 4 -> "sctp:" + port;
      default -> String.valueOf(port);
    };
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
