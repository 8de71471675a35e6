package dev.postern.host;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The addresses that a Linux host's interfaces are given by files: interfaces(5), netplan,
 * systemd.network(5), nm-settings-keyfile(5), nm-settings-ifcfg-rh(5). Others may come by DHCP or
 * by commands.
 */
final class InterfaceFiles {
  private static final Pattern SECTION = Pattern.compile("\\[([^]]*)].*");
  private static final Pattern OF_INTERFACES = Pattern.compile("\\s*address\\s+(\\S+).*");
  private static final Pattern OF_NETWORKD = Pattern.compile("\\s*Address\\s*=\\s*(\\S+)\\s*");
  private static final Pattern OF_KEYFILE = Pattern.compile("address[0-9]*=([^,;]+).*");
  private static final Pattern OF_IFCFG =
      Pattern.compile("\\s*(?:IPADDR[0-9]*|IPV6ADDR|IPV6ADDR_SECONDARIES)=[\"']?([^\"'#]*).*");

  /** A key of YAML, and what stands behind it. */
  private static final Pattern YAML = Pattern.compile("( *)([A-Za-z0-9_-]+) *: *(.*)");

  private static final Pattern YAML_ITEM = Pattern.compile("( *)- *(.*)");

  /** RFC 3927, RFC 4291 section 2.5.6. */
  private static final List<Prefix> OF_LINK =
      Stream.of("169.254.0.0/16", "fe80::/10")
          .flatMap(text -> Prefix.parse(text).stream())
          .toList();

  private final FileTree tree;
  private final Set<Address> addresses = new LinkedHashSet<>();

  private InterfaceFiles(FileTree tree) {
    this.tree = tree;
  }

  /** Those of a host, loopback and link-local ones left out. */
  static List<Address> addresses(FileTree tree) {
    InterfaceFiles files = new InterfaceFiles(tree);
    files.lines("etc/network/interfaces", files::ofInterfaces);
    files.each("etc/network/interfaces.d", "", files::ofInterfaces);
    files.each("etc/systemd/network", ".network", files::ofNetworkd);
    files.each("etc/NetworkManager/system-connections", "", files::ofKeyfile);
    files.each("etc/sysconfig/network-scripts", "", files::ofIfcfg);
    for (String name : tree.list("etc/netplan")) {
      if (name.endsWith(".yaml")) {
        files.ofNetplan("etc/netplan/" + name);
      }
    }
    return List.copyOf(files.addresses);
  }

  private void ofInterfaces(String section, String line) {
    match(OF_INTERFACES, line);
  }

  private void ofNetworkd(String section, String line) {
    if (section.equals("Network") || section.equals("Address")) {
      match(OF_NETWORKD, line);
    }
  }

  private void ofKeyfile(String section, String line) {
    if (section.equals("ipv4") || section.equals("ipv6")) {
      match(OF_KEYFILE, line);
    }
  }

  private void ofIfcfg(String section, String line) {
    match(OF_IFCFG, line);
  }

  private void each(String folder, String ending, BiConsumer<String, String> reader) {
    for (String name : tree.list(folder)) {
      if (name.endsWith(ending)) {
        lines(folder + "/" + name, reader);
      }
    }
  }

  /** Gives each line with the section that it stands in. */
  private void lines(String path, BiConsumer<String, String> reader) {
    String section = "";
    for (String line : lines(path)) {
      Matcher head = SECTION.matcher(line.strip());
      if (head.matches()) {
        section = head.group(1);
      } else {
        reader.accept(section, line);
      }
    }
  }

  private List<String> lines(String path) {
    try {
      Optional<SourceFile> source = tree.isFile(path) ? tree.read(path) : Optional.empty();
      return source.map(file -> file.text().lines().toList()).orElse(List.of());
    } catch (FileTree.Unreadable e) {
      return List.of();
    }
  }

  private void match(Pattern pattern, String line) {
    Matcher found = pattern.matcher(line);
    if (found.matches()) {
      for (String word : found.group(1).strip().split("\\s+", -1)) {
        add(word);
      }
    }
  }

  private void add(String text) {
    int slash = text.indexOf('/');
    Address.parse(slash < 0 ? text : text.substring(0, slash))
        .filter(address -> !address.isLoopback() && !isOfLink(address))
        .ifPresent(addresses::add);
  }

  private static boolean isOfLink(Address address) {
    return OF_LINK.stream().anyMatch(network -> network.contains(address));
  }

  /** {@code addresses} of interfaces, as a list in brackets or of lines, not those of servers. */
  private void ofNetplan(String path) {
    List<String> keys = new ArrayList<>();
    List<Integer> depths = new ArrayList<>();
    for (String line : lines(path)) {
      String text = line.replaceFirst("(^| )#.*", "").stripTrailing();
      Matcher item = YAML_ITEM.matcher(text);
      Matcher key = YAML.matcher(text);
      if (item.matches()) {
        if (isOfInterface(keys)) {
          addAll(item.group(2));
        }
      } else if (key.matches()) {
        int depth = key.group(1).length();
        while (!depths.isEmpty() && depths.get(depths.size() - 1) >= depth) {
          keys.remove(keys.size() - 1);
          depths.remove(depths.size() - 1);
        }
        keys.add(key.group(2));
        depths.add(depth);
        if (isOfInterface(keys)) {
          addAll(key.group(3));
        }
      }
    }
  }

  private static boolean isOfInterface(List<String> keys) {
    return !keys.isEmpty()
        && keys.get(keys.size() - 1).equals("addresses")
        && !keys.contains("nameservers");
  }

  private void addAll(String list) {
    for (String word : list.split("[\\[\\],\"' ]+", -1)) {
      add(word.endsWith(":") ? word.substring(0, word.length() - 1) : word);
    }
  }
}
