package dev.postern.host;

import dev.postern.firewall.walk.HostAddresses;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.source.FileTree;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the files of a Linux host tell of addresses: its interfaces' and its containers'. */
final class LinuxAddresses implements HostAddresses {
  private final FileTree tree;
  private final ContainerNetworks containers;
  private @Nullable List<Address> interfaces;

  LinuxAddresses(FileTree tree) {
    this.tree = tree;
    this.containers = new ContainerNetworks(tree);
  }

  @Override
  public List<Address> own(Family family) {
    return interfaces().stream().filter(address -> address.family() == family).toList();
  }

  /** DHCP and commands may give others. */
  @Override
  public boolean isComplete(Family family) {
    return false;
  }

  @Override
  public Optional<Boolean> isOwn(Address address) {
    return interfaces().contains(address) ? Optional.of(true) : containers.isOwn(address);
  }

  private List<Address> interfaces() {
    List<Address> known = interfaces;
    if (known == null) {
      known = InterfaceFiles.addresses(tree);
      interfaces = known;
    }
    return known;
  }
}
