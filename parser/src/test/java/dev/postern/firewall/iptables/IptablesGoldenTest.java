package dev.postern.firewall.iptables;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenComparison;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** Small rule sets, one construct each, judged as the kernel judged them. */
class IptablesGoldenTest extends GoldenComparison {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("ip6?tables-.*");
  }

  @Override
  protected PacketFilter filter(FirewallGolden golden) {
    List<RuleFile> rules = new ArrayList<>();
    List<SourceFile> sets = new ArrayList<>();
    for (String path : golden.paths()) {
      SourceFile source = golden.read(path);
      if (path.endsWith("ipsets")) {
        sets.add(source);
      } else {
        rules.add(RuleFile.of(source));
      }
    }
    return IptablesRuleset.read(rules, sets);
  }
}
