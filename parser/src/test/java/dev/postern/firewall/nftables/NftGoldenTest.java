package dev.postern.firewall.nftables;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenComparison;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.DirectoryTree;
import java.io.IOException;
import java.util.List;

/** Small rule sets, one construct each, judged as the kernel judged them. */
class NftGoldenTest extends GoldenComparison {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("nftables-.*");
  }

  @Override
  protected PacketFilter filter(FirewallGolden golden) throws IOException {
    return NftRuleset.read(
        List.of(golden.read("etc/nftables.conf")), new DirectoryTree(golden.folder()));
  }
}
