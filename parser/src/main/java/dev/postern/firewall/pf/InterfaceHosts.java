package dev.postern.firewall.pf;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads an end of a rule that is written as the name of an interface. */
final class InterfaceHosts {
  private final HostNetwork network;
  private final Targets targets;
  private final Direction direction;

  InterfaceHosts(HostNetwork network, Targets targets, Direction direction) {
    this.network = network;
    this.targets = targets;
    this.direction = direction;
  }

  /**
   * An interface's addresses, of which some are meant.
   *
   * @param length of the networks around them; empty for the addresses alone
   * @param narrows whether the rule keeps those out whom it matches
   */
  Match match(
      String name, NetworkInterface.Part part, OptionalInt length, End end, boolean narrows) {
    boolean isOwn = part.isOwn() && length.isEmpty();
    if (isOwn && (end == End.SOURCE) == (direction == Direction.IN)) {
      // Nobody else connects from an address of this host.
      return new Match.OwnAddress(end);
    }
    List<NetworkInterface> named = network.named(name);
    if (named.isEmpty()) {
      String why = "no file tells the addresses of " + name;
      return isOwn ? dialled(name, end, narrows, List.of(), why) : new Match.Undecidable(why);
    }
    List<Match> any = new ArrayList<>();
    for (Family family : Family.values()) {
      ofFamily(name, named, part, length, end, narrows, family, any);
    }
    return any.isEmpty() ? new Match.Always(false) : new Match.AnyOf(any);
  }

  private void ofFamily(
      String name,
      List<NetworkInterface> named,
      NetworkInterface.Part part,
      OptionalInt length,
      End end,
      boolean narrows,
      Family family,
      List<Match> any) {
    AddressSet set = AddressSet.none(family);
    AddressSet others = network.others(named, family);
    List<Match> elsewhere =
        others.isEmpty() ? List.of() : List.of(new Match.Not(new Match.Addresses(end, others)));
    for (NetworkInterface one : named) {
      set = set.union(one.addresses(part, family, length));
      String why = one.untold().get(family);
      if (why != null) {
        boolean isOwn = part.isOwn() && length.isEmpty();
        String reason = "no file tells the addresses of " + name + ": " + why;
        Match untold =
            isOwn
                ? dialled(one.name(), end, narrows, elsewhere, reason)
                : new Match.Undecidable(reason);
        any.add(new Match.AllOf(List.of(new Match.OfFamily(family), untold)));
      }
    }
    if (!set.isEmpty()) {
      any.add(addresses(end, set));
    }
  }

  /** How many addresses of a family a name stands for, as far as the files tell. */
  int count(String name, String modifier, Family family) {
    Optional<NetworkInterface.Part> part = NetworkInterface.Part.of(modifier);
    int count = 0;
    for (NetworkInterface one :
        part.isEmpty() ? List.<NetworkInterface>of() : network.named(name)) {
      count += one.count(part.get(), family);
    }
    return count;
  }

  /** The addresses as they are when the rule looks at them. */
  Match addresses(End end, AddressSet set) {
    return end == End.DESTINATION && direction == Direction.IN
        ? targets.destination(set)
        : new Match.Addresses(end, set);
  }

  /**
   * Who chooses what to dial gets in where one of an interface's addresses is enough, and is kept
   * out by nothing that stands before the others alone.
   *
   * @param elsewhere that it is not one of the others that are known
   */
  private static Match dialled(
      String name, End end, boolean narrows, List<Match> elsewhere, String why) {
    if (!narrows) {
      return new Match.InterfaceAddress(end, name);
    }
    List<Match> all = new ArrayList<>(List.of(new Match.OwnAddress(end)));
    all.addAll(elsewhere);
    all.add(new Match.Undecidable(why));
    return new Match.AllOf(all);
  }
}
