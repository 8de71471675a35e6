package dev.postern.host;

import dev.postern.fact.Origin;
import dev.postern.firewall.PacketFilter;
import dev.postern.firewall.Table;
import dev.postern.source.FileTree;
import java.util.List;
import java.util.Optional;

/**
 * Whether a host's Docker opens ports beside the rules that its files hold: what it publishes, it
 * lets in by chains of its own while it runs, in front of those of ufw and firewalld
 * (docs.docker.com, "Packet filtering and firewalls").
 */
final class Containers {
  /** What the packages docker.io and docker-ce bring, and dockerd(8)'s own file. */
  private static final List<String> TRACES =
      List.of("etc/docker/daemon.json", "etc/default/docker", "etc/init.d/docker");

  private static final String CHAIN = "DOCKER";

  private Containers() {}

  /** What is assumed of the ports of containers; empty without Docker, or where its chains show. */
  static Optional<Origin> assumption(FileTree tree, List<PacketFilter> filters) {
    for (PacketFilter filter : filters) {
      for (Table table : filter.tables()) {
        if (table.chains().containsKey(CHAIN)) {
          return Optional.empty();
        }
      }
    }
    for (String path : TRACES) {
      if (tree.isFile(path)) {
        return Optional.of(
            new Origin.Assumption(
                "no container publishes a port: Docker ("
                    + path
                    + ") would open it beside these rules"));
      }
    }
    return Optional.empty();
  }
}
