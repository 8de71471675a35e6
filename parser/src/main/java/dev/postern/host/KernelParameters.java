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

/**
 * What a host's files set of its kernel's parameters at boot: sysctl.d(5), sysctl.conf(5), and the
 * file that ufw loads.
 */
final class KernelParameters {
  /** A file of a later directory stands in for one of the same name. */
  private static final List<String> FOLDERS =
      List.of("usr/lib/sysctl.d", "usr/local/lib/sysctl.d", "run/sysctl.d", "etc/sysctl.d");

  private static final List<String> LAST = List.of("etc/sysctl.conf", "etc/ufw/sysctl.conf");

  private static final String BEFORE = "net.ipv4.conf.";
  private static final String BEHIND = ".route_localnet";

  private record Setting(String value, Origin origin) {}

  private final Map<String, Setting> routeLocalnet = new LinkedHashMap<>();
  private boolean isAnyFile;
  private Optional<String> unreadable = Optional.empty();

  private KernelParameters(FileTree tree) {
    for (String path : paths(tree)) {
      try {
        Optional<SourceFile> file = tree.read(path);
        isAnyFile |= file.isPresent();
        file.ifPresent(this::read);
      } catch (FileTree.Unreadable e) {
        unreadable = Optional.of(path + " cannot be read");
      }
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
  static Fact<Boolean> routesLocalnet(FileTree tree) {
    return new KernelParameters(tree).routesLocalnet();
  }

  private Fact<Boolean> routesLocalnet() {
    for (Map.Entry<String, Setting> entry : routeLocalnet.entrySet()) {
      Setting setting = entry.getValue();
      if (!entry.getKey().equals("lo") && !setting.value().equals("0")) {
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

  private void read(SourceFile file) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      int equals = line.indexOf('=');
      if (equals < 0 || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      String key = name(line.substring(line.startsWith("-") ? 1 : 0, equals).strip());
      if (key.startsWith(BEFORE) && key.endsWith(BEHIND) && key.length() > BEFORE.length()) {
        String iface = key.substring(BEFORE.length(), key.length() - BEHIND.length());
        String value = line.substring(equals + 1).strip();
        routeLocalnet.put(
            iface, new Setting(value, new Origin.Setting(file.lineSpan(number), line)));
      }
    }
  }

  /** With a slash before any dot, slashes separate and dots stand for themselves. */
  private static String name(String key) {
    int slash = key.indexOf('/');
    int dot = key.indexOf('.');
    return slash >= 0 && (dot < 0 || slash < dot) ? key.replace('/', '.') : key;
  }
}
