package dev.postern.firewall.firewalld;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenComparison;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.DirectoryTree;
import java.io.IOException;
import java.util.List;

/** Small configurations, one construct each, judged as the kernel judged what firewalld loaded. */
class FirewalldGoldenTest extends GoldenComparison {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("firewalld-.*");
  }

  @Override
  protected PacketFilter filter(FirewallGolden golden) throws IOException {
    return FirewalldRuleset.read(new DirectoryTree(golden.folder()), "etc/firewalld");
  }
}
