package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a host's files set of its kernel's parameters at boot: sysctl.d(5), sysctl.conf(5), and the
 * file that ufw loads.
 */
final class KernelParameters {
  /** A file of a later directory stands in for one of the same name. */
  private static final List<String> FOLDERS =
      List.of("usr/lib/sysctl.d", "usr/local/lib/sysctl.d", "run/sysctl.d", "etc/sysctl.d");

  private static final List<String> LAST = List.of("etc/sysctl.conf", "etc/ufw/sysctl.conf");

  private static final String GRUB = "etc/default/grub";
  private static final Pattern STARTED_WITHOUT_IPV6 =
      Pattern.compile("\\s*GRUB_CMDLINE_LINUX(?:_DEFAULT)?=.*\\bipv6\\.disable=1\\b.*");

  private record Setting(String value, Origin origin) {
    boolean isOn() {
      return !value.equals("0");
    }
  }

  private final FileTree tree;
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private boolean isAnyFile;
  private Optional<String> unreadable = Optional.empty();

  KernelParameters(FileTree tree) {
    this.tree = tree;
    for (String path : paths(tree)) {
      Optional<SourceFile> file = source(path);
      isAnyFile |= file.isPresent();
      file.ifPresent(this::read);
    }
  }

  private Optional<SourceFile> source(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      unreadable = Optional.of(path + " cannot be read");
      return Optional.empty();
    }
  }

  private static Collection<String> paths(FileTree tree) {
    Map<String, String> byName = new TreeMap<>();
    for (String folder : FOLDERS) {
      for (String name : tree.list(folder)) {
        if (name.endsWith(".conf")) {
          byName.put(name, folder + "/" + name);
        }
      }
    }
    List<String> paths = new ArrayList<>(byName.values());
    paths.addAll(LAST);
    return paths;
  }

  /**
   * Whether packets from outside may be for 127.0.0.0/8: on some interface they arrive on, {@code
   * net.ipv4.conf.IFACE.route_localnet} or that of {@code all} is set.
   */
  Fact<Boolean> routesLocalnet() {
    for (Map.Entry<String, Setting> entry : ofInterfaces("net.ipv4", "route_localnet").entrySet()) {
      Setting setting = entry.getValue();
      if (!entry.getKey().equals("lo") && setting.isOn()) {
        return entry.getKey().equals("default")
            ? Fact.unknown(
                "whether the interfaces come up behind net.ipv4.conf.default.route_localnet",
                List.of(setting.origin()))
            : Fact.known(true, setting.origin());
      }
    }
    if (unreadable.isPresent() || !isAnyFile) {
      return Fact.unknown(
          "whether the kernel takes connections to 127.0.0.1 from outside (net.ipv4.conf.all.route_localnet): "
              + unreadable.orElse("no file sets its parameters"));
    }
    return Fact.known(
        false, new Origin.Assumption("no file sets net.ipv4.conf.all.route_localnet, which is 0"));
  }

  /**
   * Whether the kernel takes no packet of IPv6: {@code disable_ipv6} of {@code all} is also set for
   * each interface that is there and by which others begin (tried with 6.18).
   */
  Fact<Boolean> lacksIpv6() {
    if (unreadable.isPresent()) {
      return Fact.unknown("whether the kernel has IPv6: " + unreadable.get());
    }
    Map<String, Setting> off = ofInterfaces("net.ipv6", "disable_ipv6");
    Setting all = off.getOrDefault("all", off.get("*"));
    if (all == null || !all.isOn()) {
      return isStartedWithoutIpv6();
    }
    for (Map.Entry<String, Setting> entry : off.entrySet()) {
      if (!entry.getKey().equals("lo") && !entry.getValue().isOn()) {
        return Fact.unknown(
            "which interfaces have IPv6, that is switched off for all of them and on again for "
                + entry.getKey(),
            List.of(all.origin(), entry.getValue().origin()));
      }
    }
    return Fact.known(true, all.origin());
  }

  private Optional<SourceFile> grub() {
    try {
      return tree.read(GRUB);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  private Fact<Boolean> isStartedWithoutIpv6() {
    Optional<SourceFile> grub = grub();
    if (grub.isPresent()) {
      SourceFile file = grub.get();
      for (int number = 1; number <= file.lines(); number++) {
        if (STARTED_WITHOUT_IPV6.matcher(file.line(number)).matches()) {
          return Fact.unknown(
              "whether the kernel is started without IPv6, as it is once GRUB was set up by "
                  + GRUB,
              List.of(new Origin.Setting(file.lineSpan(number), file.line(number).strip())));
        }
      }
    }
    return Fact.known(false);
  }

  /** What is set for interfaces, by their names and {@code all} and {@code default}. */
  private Map<String, Setting> ofInterfaces(String protocol, String parameter) {
    String before = protocol + ".conf.";
    String behind = "." + parameter;
    Map<String, Setting> found = new LinkedHashMap<>();
    settings.forEach(
        (key, setting) -> {
          int end = key.length() - behind.length();
          if (key.startsWith(before) && key.endsWith(behind) && end > before.length()) {
            found.put(key.substring(before.length(), end), setting);
          }
        });
    return found;
  }

  private void read(SourceFile file) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      int equals = line.indexOf('=');
      if (equals < 0 || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      String key = name(line.substring(line.startsWith("-") ? 1 : 0, equals).strip());
      String value = line.substring(equals + 1).strip();
      settings.put(key, new Setting(value, new Origin.Setting(file.lineSpan(number), line)));
    }
  }

  /** With a slash before any dot, slashes separate and dots stand for themselves. */
  private static String name(String key) {
    int slash = key.indexOf('/');
    int dot = key.indexOf('.');
    return slash >= 0 && (dot < 0 || slash < dot) ? key.replace('/', '.') : key;
  }
}
