package dev.postern.firewall.walk;

import dev.postern.fact.Fact;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that translations send connections to: whether they are this host's own or another
 * host's, and behind which interface. No filter says so outright; a rule that names such an address
 * alone as the destination of what is forwarded, or of what leaves, takes it for another host's,
 * and one in the way of what is for this host takes it for an own. What Podman sends on goes to its
 * containers.
 */
public final class Destinations {
  /** How the names of the chains begin that netavark and the plugins of CNI make. */
  private static final List<String> OF_CONTAINERS = List.of("NETAVARK-", "CNI-");

  /** The table of netavark where it speaks to nft. */
  private static final String TABLE_OF_CONTAINERS = "inet netavark";

  private final Map<Address, Traces> traces = new LinkedHashMap<>();

  /** What the rules show of an address. */
  private static final class Traces {
    private boolean isForwardedTo;
    private boolean isOwn;
    private final Set<String> interfaces = new HashSet<>();
  }

  private final LoopbackRouting loopback;
  private final HostAddresses known;

  /** Those that rules of the tables translate to, and what the host's files tell of them. */
  public Destinations(List<Table> tables, Surroundings surroundings) {
    this.loopback = surroundings.loopback();
    this.known = surroundings.addresses();
    for (Table table : tables) {
      for (Chain chain : table.chains().values()) {
        boolean toContainers = isOfContainers(table, chain);
        for (Rule rule : chain.rules()) {
          if (rule.verdict() instanceof Verdict.Translate translate) {
            translate.address().ifPresent(address -> target(address, toContainers));
          }
        }
      }
    }
    if (!traces.isEmpty()) {
      tables.forEach(this::follow);
    }
  }

  private static boolean isOfContainers(Table table, Chain chain) {
    boolean isNamed = table.name().equals(TABLE_OF_CONTAINERS);
    for (String start : OF_CONTAINERS) {
      isNamed |= chain.name().startsWith(start);
    }
    return isNamed;
  }

  private void target(Address address, boolean isContainer) {
    traces.computeIfAbsent(address, none -> new Traces()).isForwardedTo |= isContainer;
  }

  private void follow(Table table) {
    Map<Hook.Point, Set<String>> followed = new HashMap<>();
    for (Chain chain : table.chains().values()) {
      if (chain.hook().isPresent()) {
        Hook.Point point = chain.hook().get().point();
        follow(table, chain, point, followed.computeIfAbsent(point, none -> new HashSet<>()));
      }
    }
  }

  private void follow(Table table, Chain base, Hook.Point point, Set<String> followed) {
    List<Chain> waiting = new ArrayList<>(List.of(base));
    while (!waiting.isEmpty()) {
      Chain chain = waiting.remove(waiting.size() - 1);
      if (!followed.add(chain.name())) {
        continue;
      }
      for (Rule rule : chain.rules()) {
        note(rule, point);
        Chain called = table.called(rule.verdict());
        if (called != null) {
          waiting.add(called);
        }
      }
    }
  }

  private void note(Rule rule, Hook.Point point) {
    boolean isForwarding = point == Hook.Point.FORWARD || point == Hook.Point.POSTROUTING;
    if (!isForwarding && point != Hook.Point.INPUT) {
      return;
    }
    for (Match match : rule.matches()) {
      if (match instanceof Match.Addresses named && named.end() == End.DESTINATION) {
        for (AddressRange run : named.set().ranges()) {
          Traces found = run.first().equals(run.last()) ? traces.get(run.first()) : null;
          if (found != null) {
            found.isForwardedTo |= isForwarding;
            found.isOwn |= !isForwarding;
            interfaces(rule, found);
          }
        }
      }
    }
  }

  private static void interfaces(Rule rule, Traces found) {
    for (Match match : rule.matches()) {
      if (match instanceof Match.Interface name
          && name.end() == End.DESTINATION
          && !name.isPrefix()) {
        found.interfaces.add(name.name());
      }
    }
  }

  /** Whether the kernel takes a connection from outside that was translated to its loopback. */
  Fact<Boolean> takes(Address address) {
    return loopback.takes(address.family());
  }

  /** Where a connection goes that was translated to an address. */
  Leg.Course course(Address address) {
    if (address.isLoopback()) {
      return Leg.Course.TO_HOST;
    }
    Optional<Boolean> isOwn = known.isOwn(address);
    if (isOwn.isPresent()) {
      return isOwn.get() ? Leg.Course.TO_HOST : Leg.Course.THROUGH;
    }
    Traces found = traces.get(address);
    if (found == null || found.isForwardedTo == found.isOwn) {
      return Leg.Course.UNDECIDED;
    }
    return found.isOwn ? Leg.Course.TO_HOST : Leg.Course.THROUGH;
  }

  /** The interface that leads to an address; empty when the rules do not show it. */
  Optional<String> behind(Address address) {
    Traces found = traces.get(address);
    return found == null || found.interfaces.size() != 1
        ? Optional.empty()
        : found.interfaces.stream().findFirst();
  }

  /** Those that are another host's. */
  public AddressSet elsewhere(Family family) {
    List<AddressRange> runs = new ArrayList<>();
    for (Address address : traces.keySet()) {
      if (course(address) == Leg.Course.THROUGH) {
        runs.add(new AddressRange(address, address));
      }
    }
    return AddressSet.of(family, runs);
  }
}
