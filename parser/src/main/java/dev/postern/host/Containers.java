package dev.postern.host;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Table;
import dev.postern.source.FileTree;
import java.util.List;
import java.util.Optional;

/**
 * Whether a host's Docker opens ports beside the rules that its files hold: what it publishes, it
 * lets in by chains of its own while it runs, in front of those of ufw and firewalld
 * (docs.docker.com, "Packet filtering and firewalls").
 */
final class Containers {
  static final String DAEMON = "etc/docker/daemon.json";

  /** What the packages docker.io and docker-ce bring, and dockerd(8)'s own file. */
  private static final List<String> TRACES =
      List.of(DAEMON, "etc/default/docker", "etc/init.d/docker");

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
    Optional<String> trace = trace(tree);
    Optional<ContainerFile> daemon = ContainerFile.read(tree, DAEMON);
    if (trace.isEmpty() || daemon.filter(Containers::leavesRulesAlone).isPresent()) {
      return Optional.empty();
    }
    String published =
        daemon
            .flatMap(file -> file.value("ip"))
            .filter(address -> !address.equals("0.0.0.0") && !address.equals("::"))
            .map(address -> "no container publishes a port to another address than " + address)
            .orElse("no container publishes a port");
    return Optional.of(
        new Origin.Assumption(
            published + ": Docker (" + trace.get() + ") would open it beside these rules"));
  }

  /** What it publishes is then for a program of its own on this host, in the way of these rules. */
  private static boolean leavesRulesAlone(ContainerFile daemon) {
    return daemon.value("iptables").filter("false"::equals).isPresent();
  }

  /** Whether a file tells that Docker is installed. */
  static boolean hasDocker(FileTree tree) {
    return trace(tree).isPresent();
  }

  private static Optional<String> trace(FileTree tree) {
    for (String path : TRACES) {
      if (tree.isFile(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
