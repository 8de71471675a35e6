package dev.postern.firewall.pf;

import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An interface of this host, as the files configure it at boot.
 *
 * @param assigned its addresses in the order in which it gets them, without link-local ones that
 *     the kernel makes
 * @param untold for each family whose addresses, or some of them, no file tells: why
 * @param isLeased whether a server or a router assigns it addresses
 * @param groups those it is put into
 */
record NetworkInterface(
    String name,
    List<Assigned> assigned,
    Map<Family, String> untold,
    boolean isLeased,
    Set<String> groups) {

  /**
   * One address.
   *
   * @param length of the network it is in
   * @param peer the other end of a line between two
   */
  record Assigned(
      Address address, int length, Optional<Address> broadcast, Optional<Address> peer) {

    /** The network's last address, where nothing else is written and it has room for one. */
    Optional<Address> broadcasts() {
      boolean hasRoom = address.family() == Family.V4 && length < 31 && peer.isEmpty();
      return broadcast.or(
          () -> hasRoom ? Optional.of(new Prefix(address, length).last()) : Optional.empty());
    }
  }

  /** Which of an interface's addresses a rule means: pf.conf(5). */
  enum Part {
    ALL,
    WITHOUT_ALIASES,
    NETWORK,
    BROADCAST,
    PEER;

    /** What stands behind the colon; empty for a word that pf does not know. */
    static Optional<Part> of(String modifier) {
      return Optional.ofNullable(
          switch (modifier) {
            case "" -> ALL;
            case "0" -> WITHOUT_ALIASES;
            case "network" -> NETWORK;
            case "broadcast" -> BROADCAST;
            case "peer" -> PEER;
            default -> null;
          });
    }

    /** Whether they are addresses of this host. */
    boolean isOwn() {
      return this == ALL || this == WITHOUT_ALIASES;
    }
  }

  NetworkInterface {
    assigned = List.copyOf(assigned);
    untold = new EnumMap<>(untold);
    groups = Set.copyOf(groups);
  }

  /**
   * The addresses of a family that a rule means and the files tell.
   *
   * @param length of the networks around them that are meant; empty for none
   */
  AddressSet addresses(Part part, Family family, OptionalInt length) {
    AddressSet set = addresses(part, family);
    if (length.isEmpty() || length.getAsInt() > family.bits()) {
      return set;
    }
    List<AddressRange> around = new ArrayList<>();
    for (AddressRange run : set.ranges()) {
      around.add(AddressRange.of(new Prefix(run.first(), length.getAsInt())));
    }
    return AddressSet.of(family, around);
  }

  private AddressSet addresses(Part part, Family family) {
    return AddressSet.of(family, runs(part, family));
  }

  /** How many of a family a rule means; each makes a rule of its own. */
  int count(Part part, Family family) {
    return (int) runs(part, family).stream().distinct().count();
  }

  private List<AddressRange> runs(Part part, Family family) {
    List<AddressRange> runs = new ArrayList<>();
    for (Assigned one : assigned) {
      if (one.address().family() == family) {
        switch (part) {
          case ALL -> runs.add(AddressRange.of(one.address()));
          case WITHOUT_ALIASES -> {
            if (runs.isEmpty()) {
              runs.add(AddressRange.of(one.address()));
            }
          }
          case NETWORK -> runs.add(AddressRange.of(new Prefix(one.address(), one.length())));
          case BROADCAST -> one.broadcasts().map(AddressRange::of).ifPresent(runs::add);
          default -> one.peer().map(AddressRange::of).ifPresent(runs::add);
        }
      }
    }
    return runs;
  }
}
