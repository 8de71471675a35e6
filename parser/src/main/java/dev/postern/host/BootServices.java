package dev.postern.host;

import dev.postern.fact.Origin;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether systemd starts daemons, and what loads saved rules at boot: units of Debian and of Red
 * Hat, enabled by a link in some {@code .wants} folder, by systemd.unit(5).
 */
final class BootServices {
  private static final String FOLDER = "etc/systemd/system";

  /** What every host that boots with systemd has links in. */
  private static final String TARGET = FOLDER + "/multi-user.target.wants";

  private static final Map<SoftwareName, List<String>> UNITS =
      Map.of(
          SoftwareName.DOVECOT, List.of("dovecot.service", "dovecot.socket"),
          SoftwareName.POSTFIX, List.of("postfix.service", "postfix@-.service"),
          SoftwareName.NFTABLES, List.of("nftables.service"),
          SoftwareName.IPTABLES,
              List.of("netfilter-persistent.service", "iptables.service", "ip6tables.service"),
          SoftwareName.FIREWALLD, List.of("firewalld.service"),
          SoftwareName.UFW, List.of("ufw.service"),
          SoftwareName.FAIL2BAN, List.of("fail2ban.service"));

  private final FileTree tree;
  private final boolean isTold;
  private final Set<String> enabled = new LinkedHashSet<>();
  private final Set<String> masked = new LinkedHashSet<>();

  /** The services of one host, whose links are looked for once. */
  BootServices(FileTree tree) {
    this.tree = tree;
    this.isTold = !tree.list(TARGET).isEmpty();
    for (String name : tree.list(FOLDER)) {
      if (name.endsWith(".wants") || name.endsWith(".requires")) {
        enabled.addAll(tree.list(FOLDER + "/" + name));
      } else if (isMask(FOLDER + "/" + name)) {
        masked.add(name);
      }
    }
    enabled.removeAll(masked);
  }

  /** Whether a file is empty or a link that leads nowhere, as one to /dev/null does. */
  private boolean isMask(String path) {
    try {
      return !tree.isDirectory(path)
          && tree.bytes(path).map(content -> content.length == 0).orElse(true);
    } catch (FileTree.Unreadable e) {
      return false;
    }
  }

  /**
   * Why it is not known whether something is started at boot: its unit is masked, or the links that
   * enable units are among the files, and none is for its own. Empty where there is one, and where
   * nothing tells of links.
   */
  Optional<String> doubt(SoftwareName software) {
    List<String> units = UNITS.getOrDefault(software, List.of());
    Optional<String> mask = units.stream().filter(masked::contains).findFirst();
    if (mask.isPresent() && !isEnabled(units)) {
      return Optional.of(
          "%s/%s is empty or leads to no file, which keeps systemd from starting it"
              .formatted(FOLDER, mask.get()));
    }
    return units.isEmpty() || !isTold || isEnabled(units)
        ? Optional.empty()
        : Optional.of(
            "no link in %s enables %s, though others are there"
                .formatted(FOLDER, String.join(" or ", units)));
  }

  /**
   * What is assumed of each of some filters whose unit no link among the files enables. Of ufw
   * nothing: its own switch stands in its files.
   */
  List<Origin> assumptions(List<SoftwareName> filters) {
    List<Origin> assumptions = new ArrayList<>();
    for (SoftwareName filter : filters) {
      List<String> units = UNITS.getOrDefault(filter, List.of());
      boolean isAssumed = filter != SoftwareName.UFW && !isTold;
      if (!units.isEmpty() && isAssumed && !isEnabled(units)) {
        assumptions.add(
            new Origin.Assumption(
                "the rules are loaded at boot, though no link among the files enables "
                    + String.join(" or ", units)));
      }
    }
    return assumptions;
  }

  /** Whether a link among the files enables what loads a filter's rules. */
  boolean isEnabled(SoftwareName filter) {
    return isEnabled(UNITS.getOrDefault(filter, List.of()));
  }

  /** Whether a link among the files enables one of some units. */
  boolean isEnabled(List<String> units) {
    return !Collections.disjoint(enabled, units);
  }

  /** The enabled units that the host's administrator wrote. */
  List<SourceFile> units() {
    List<SourceFile> units = new ArrayList<>();
    for (String unit : enabled) {
      String path = FOLDER + "/" + unit;
      try {
        if (tree.isFile(path)) {
          tree.read(path).ifPresent(units::add);
        }
      } catch (FileTree.Unreadable e) {
        // It is not known what it runs; what no file tells to be loaded is told where it matters.
      }
    }
    return units;
  }
}
