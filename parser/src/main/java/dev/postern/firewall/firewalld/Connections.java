package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The zones into which NetworkManager puts interfaces when it brings up its connections, whatever
 * zone firewalld had them in: {@code zone} in nm-settings-keyfile(5), {@code ZONE} in
 * nm-settings-ifcfg-rh(5).
 */
final class Connections {
  private static final String KEYFILES = "etc/NetworkManager/system-connections";
  private static final String IFCFG = "etc/sysconfig/network-scripts";

  private final FileTree tree;
  private final List<Problem> problems;
  private final Map<Element, String> zones = new LinkedHashMap<>();

  private Connections(FileTree tree, List<Problem> problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /**
   * The zone of each interface that a connection names; an interface whose connection names none
   * has only the attribute {@code connection}.
   *
   * @param problems where files that cannot be read are added
   */
  static Map<Element, String> zones(FileTree tree, List<Problem> problems) {
    Connections connections = new Connections(tree, problems);
    for (String name : tree.list(KEYFILES)) {
      if (name.endsWith(".nmconnection")) {
        connections.read(KEYFILES + "/" + name, "interface-name", "zone", "autoconnect");
      }
    }
    for (String name : tree.list(IFCFG)) {
      if (name.startsWith("ifcfg-")) {
        connections.read(IFCFG + "/" + name, "DEVICE", "ZONE", "ONBOOT");
      }
    }
    return connections.zones;
  }

  private void read(String path, String iface, String zone, String atBoot) {
    try {
      tree.read(path).ifPresent(file -> read(file, iface, zone, atBoot));
    } catch (FileTree.Unreadable e) {
      problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
    }
  }

  /** Keys of a keyfile count in its first section alone; the other form has no sections. */
  private void read(SourceFile file, String iface, String zone, String atBoot) {
    Map<String, String> values = new HashMap<>();
    int place = 0;
    String section = "[connection]";
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[")) {
        section = line;
      } else if (equals > 0 && section.equals("[connection]")) {
        String key = line.substring(0, equals).strip();
        values.put(key, unquoted(line.substring(equals + 1).strip()));
        place = key.equals(zone) ? number : place;
      }
    }
    String start = values.getOrDefault(atBoot, "yes");
    if (place == 0 || start.equals("false") || start.equals("no")) {
      return;
    }
    String name = values.getOrDefault(iface, "");
    Map<String, String> attributes =
        name.isEmpty() ? Map.of("connection", file.path()) : Map.of("name", name);
    Origin.Setting origin = new Origin.Setting(file.lineSpan(place), file.line(place).strip());
    zones.put(
        new Element("interface", attributes, List.of(), "", origin), values.getOrDefault(zone, ""));
  }

  private static String unquoted(String value) {
    boolean isQuoted =
        value.length() > 1
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(0) == value.charAt(value.length() - 1);
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }
}
