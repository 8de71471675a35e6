package dev.postern.host;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a host's containers, whose addresses are not its own: those of Docker
 * (dockerd(8), daemon.json), of Podman's netavark (containers.conf(5), {@code
 * etc/containers/networks}) and of CNI. Read when a translation asks for one of their addresses.
 */
final class ContainerNetworks {
  private static final String PODMAN = "etc/containers/networks";
  private static final String CNI = "etc/cni/net.d";

  /** Of the bridge that Docker makes of its own accord: docs.docker.com, "Bridge network". */
  private static final String USUAL_BRIDGE = "172.17.0.1/16";

  private final FileTree tree;
  private @Nullable List<Network> networks;

  /**
   * A network, or a pool out of which networks are made.
   *
   * @param size length of one network of the pool
   * @param gateway the host's own address; empty for the first of each network
   */
  private record Network(Prefix pool, int size, Optional<Address> gateway) {
    boolean holds(Address address) {
      return pool.contains(address);
    }

    boolean isGateway(Address address) {
      return gateway
          .map(address::equals)
          .orElseGet(() -> new Prefix(address, size).base().next().equals(address));
    }
  }

  ContainerNetworks(FileTree tree) {
    this.tree = tree;
  }

  /** Whether an address is the host's own, as the gateway of a network; empty outside of them. */
  Optional<Boolean> isOwn(Address address) {
    for (Network network : networks()) {
      if (network.holds(address)) {
        return Optional.of(network.isGateway(address));
      }
    }
    return Optional.empty();
  }

  private List<Network> networks() {
    List<Network> known = networks;
    if (known == null) {
      known = new ArrayList<>();
      docker(known);
      for (String folder : List.of(PODMAN, CNI)) {
        for (String name : tree.list(folder)) {
          ofFile(folder + "/" + name, known);
        }
      }
      networks = known;
    }
    return known;
  }

  private void docker(List<Network> into) {
    if (!Containers.hasDocker(tree)) {
      return;
    }
    Optional<ContainerFile> daemon = ContainerFile.read(tree, Containers.DAEMON);
    String bridge = daemon.flatMap(file -> file.value("bip")).orElse(USUAL_BRIDGE);
    int slash = bridge.indexOf('/');
    Optional<Address> gateway = Address.parse(slash < 0 ? bridge : bridge.substring(0, slash));
    Prefix.parse(bridge).ifPresent(pool -> into.add(new Network(pool, pool.length(), gateway)));
    for (ContainerFile.Pair pool :
        daemon.map(file -> file.pairs("base", "size")).orElse(List.of())) {
      Optional<Prefix> base = Prefix.parse(pool.value());
      Optional<Integer> size = pool.companion().flatMap(ContainerNetworks::number);
      if (base.isPresent() && size.isPresent()) {
        int length = Math.max(base.get().length(), size.get());
        if (length <= base.get().family().bits()) {
          into.add(new Network(base.get(), length, Optional.empty()));
        }
      }
    }
  }

  /** Containers of the other kinds have addresses in the network of the host itself. */
  private void ofFile(String path, List<Network> into) {
    Optional<ContainerFile> file = ContainerFile.read(tree, path);
    if (file.isEmpty()
        || !(file.get().has("driver", "bridge"::equals)
            || file.get().has("type", "bridge"::equals))) {
      return;
    }
    for (ContainerFile.Pair subnet : file.get().pairs("subnet", "gateway")) {
      Optional<Address> gateway = subnet.companion().flatMap(Address::parse);
      Prefix.parse(subnet.value())
          .ifPresent(pool -> into.add(new Network(pool, pool.length(), gateway)));
    }
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
