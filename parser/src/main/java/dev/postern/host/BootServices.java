package dev.postern.host;

import dev.postern.fact.Origin;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether what loads saved rules at boot is switched on: systemd's units of Debian and of Red Hat,
 * enabled by a link in some {@code .wants} folder. ufw's own switch stands in its files.
 */
final class BootServices {
  private static final String FOLDER = "etc/systemd/system";

  private static final Map<SoftwareName, List<String>> UNITS =
      Map.of(
          SoftwareName.NFTABLES, List.of("nftables.service"),
          SoftwareName.IPTABLES,
              List.of("netfilter-persistent.service", "iptables.service", "ip6tables.service"),
          SoftwareName.FIREWALLD, List.of("firewalld.service"));

  private BootServices() {}

  /** What is assumed of each of some filters whose unit no link among the files enables. */
  static List<Origin> assumptions(FileTree tree, List<SoftwareName> filters) {
    List<Origin> assumptions = new ArrayList<>();
    for (SoftwareName filter : filters) {
      List<String> units = UNITS.getOrDefault(filter, List.of());
      if (!units.isEmpty() && !isEnabled(tree, units)) {
        assumptions.add(
            new Origin.Assumption(
                "the rules are loaded at boot, though no link among the files enables "
                    + String.join(" or ", units)));
      }
    }
    return assumptions;
  }

  /** Whether a link among the files enables what loads a filter's rules. */
  static boolean isEnabled(FileTree tree, SoftwareName filter) {
    return isEnabled(tree, UNITS.getOrDefault(filter, List.of()));
  }

  /** Whether a link among the files enables one of some units. */
  static boolean isEnabled(FileTree tree, List<String> units) {
    for (String folder : tree.list(FOLDER)) {
      if (folder.endsWith(".wants")) {
        for (String unit : tree.list(FOLDER + "/" + folder)) {
          if (units.contains(unit)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
