package dev.postern.firewall.pf;

import dev.postern.firewall.walk.HostAddresses;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The interfaces of this host, as far as its files tell them; read when first asked for. */
public final class HostNetwork implements HostAddresses {
  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/10").orElseThrow();

  static final String OUTWARD = "egress";
  static final String EVERY = "self";

  private final FileTree tree;
  private @Nullable Map<String, NetworkInterface> interfaces;
  private List<NetworkInterface> outward = List.of();

  public HostNetwork(FileTree tree) {
    this.tree = tree;
  }

  private Map<String, NetworkInterface> interfaces() {
    Map<String, NetworkInterface> known = interfaces;
    if (known == null) {
      known = new LinkedHashMap<>();
      try {
        known.putAll(FreeBsdInterfaces.read(tree));
        Map<String, NetworkInterface> ofOpenBsd = OpenBsdInterfaces.read(tree);
        outward = outward(ofOpenBsd.values(), OpenBsdInterfaces.gateways(tree));
        known.putAll(ofOpenBsd);
      } catch (FileTree.Unreadable e) {
        known.clear();
      }
      interfaces = known;
    }
    return known;
  }

  /** Whether the files tell of any interface. */
  boolean isTold() {
    return !interfaces().isEmpty();
  }

  /**
   * The interfaces that a name of pf.conf stands for: one, those of a group, or with {@code self}
   * all. Empty when no file tells.
   */
  List<NetworkInterface> named(String name) {
    Map<String, NetworkInterface> all = interfaces();
    if (name.equals(OUTWARD)) {
      return outward;
    }
    if (name.equals(EVERY)) {
      return List.copyOf(all.values());
    }
    NetworkInterface one = all.get(FreeBsdInterfaces.inVariables(name));
    if (one != null) {
      return List.of(one);
    }
    List<NetworkInterface> members = new ArrayList<>();
    for (NetworkInterface member : all.values()) {
      if (member.groups().contains(name)) {
        members.add(member);
      }
    }
    NetworkInterface usual = all.get(FreeBsdInterfaces.OTHERS);
    return members.isEmpty() && usual != null && !InterfaceReader.isGroup(name)
        ? List.of(usual)
        : members;
  }

  @Override
  public List<Address> own(Family family) {
    List<Address> own = new ArrayList<>();
    for (NetworkInterface one : interfaces().values()) {
      for (NetworkInterface.Assigned assigned : one.assigned()) {
        if (assigned.address().family() == family && !LINK_LOCAL.contains(assigned.address())) {
          own.add(assigned.address());
        }
      }
    }
    return own;
  }

  /** The addresses told of interfaces that are not among some. */
  AddressSet others(Collection<NetworkInterface> these, Family family) {
    AddressSet others = AddressSet.none(family);
    for (NetworkInterface one : interfaces().values()) {
      if (!these.contains(one)) {
        AddressSet more = one.addresses(NetworkInterface.Part.ALL, family, OptionalInt.empty());
        others = others.union(more);
      }
    }
    return others;
  }

  @Override
  public boolean isComplete(Family family) {
    boolean isTold = !interfaces().isEmpty();
    for (NetworkInterface one : interfaces().values()) {
      isTold &= !one.untold().containsKey(family);
    }
    return isTold;
  }

  @Override
  public Optional<Boolean> isOwn(Address address) {
    boolean isOwn = own(address.family()).contains(address);
    return isOwn || isComplete(address.family()) ? Optional.of(isOwn) : Optional.empty();
  }

  /**
   * Those that lead to the default routes: ifconfig(8) of OpenBSD puts them into the group. A
   * server or router that assigns addresses tells its host such a route too.
   */
  private static List<NetworkInterface> outward(
      Collection<NetworkInterface> all, List<Address> gateways) {
    List<NetworkInterface> outward = new ArrayList<>();
    for (NetworkInterface one : all) {
      boolean leads = one.isLeased();
      for (NetworkInterface.Assigned assigned : one.assigned()) {
        Prefix network = new Prefix(assigned.address(), assigned.length());
        for (Address gateway : gateways) {
          leads |= network.contains(gateway) || assigned.peer().filter(gateway::equals).isPresent();
        }
      }
      if (leads) {
        outward.add(one);
      }
    }
    return outward;
  }
}
