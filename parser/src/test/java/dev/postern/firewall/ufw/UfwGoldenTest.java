package dev.postern.firewall.ufw;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenComparison;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.DirectoryTree;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.util.List;

/**
 * Trees that ufw wrote, one command each, judged as the kernel judged them. They hold rule files
 * that ufw ships, so they stand in the shared folder only.
 */
class UfwGoldenTest extends GoldenComparison {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.in(Oracle.shared("goldens/firewall-constructs"), "ufw-.*");
  }

  @Override
  protected PacketFilter filter(FirewallGolden golden) throws IOException {
    return UfwRuleset.read(new DirectoryTree(golden.folder()), "etc/ufw", List.of());
  }
}
