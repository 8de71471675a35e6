package dev.postern.firewall.reach;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Header;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.walk.Choice;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What clients may send for the rules to tell it from what others send. A client gets in who gets
 * in with some packet: it is the sender who chooses its time to live, its length or its port.
 */
final class Choices {
  /** So many kinds of packets are tried. */
  private static final int MOST = 64;

  private final List<Table> tables;
  private final Map<Family, Map<String, Set<Condition>>> conditions = new EnumMap<>(Family.class);

  /** That a number which the client chooses is one of some. */
  private record Condition(Header header, NumberSet values) {}

  Choices(List<Table> tables) {
    this.tables = tables;
  }

  /** By what is said where it is not known whether they are met. */
  private Map<String, Set<Condition>> conditions(Family family) {
    Map<String, Set<Condition>> found = new HashMap<>();
    for (Table table : tables) {
      if (table.families().contains(family)) {
        for (Chain chain : table.chains().values()) {
          for (Rule rule : chain.rules()) {
            rule.matches().forEach(match -> collect(match, found));
          }
        }
      }
    }
    return found;
  }

  private static void collect(Match match, Map<String, Set<Condition>> found) {
    if (match instanceof Match.Chosen chosen) {
      found
          .computeIfAbsent(chosen.text(), none -> new LinkedHashSet<>())
          .add(new Condition(chosen.header(), chosen.values()));
      // Of the host's answers the client's port is the destination.
    } else if (match instanceof Match.Ports of
        && of.ports().intersects(PortSet.EPHEMERAL)
        && !of.ports().covers(PortSet.EPHEMERAL)) {
      found
          .computeIfAbsent(Choice.PORT_REASON, none -> new LinkedHashSet<>())
          .add(new Condition(Header.CLIENT_PORT, of.ports().numbers()));
    } else if (match instanceof Match.Not not) {
      collect(not.match(), found);
    } else if (match instanceof Match.AllOf all) {
      all.matches().forEach(one -> collect(one, found));
    } else if (match instanceof Match.AnyOf any) {
      any.matches().forEach(one -> collect(one, found));
    }
  }

  /**
   * The ways of those who arrive on an interface: who gets in on any of them gets in. One is enough
   * where it does not matter what they send.
   */
  List<Sweep> sweeps(Sweep.Way way, String iface) {
    Sweep open = way.as(Choice.OPEN).everybody(iface);
    if (open.possibly().equals(open.surely())) {
      return List.of(open);
    }
    Map<Header, SortedSet<Long>> samples = samples(open, way.question().family());
    if (samples.isEmpty()) {
      return List.of(open);
    }
    List<Sweep> sweeps = new ArrayList<>();
    AddressSet sure = open.surely();
    List<Choice> kinds = kinds(samples);
    for (Choice kind : kinds) {
      Sweep sweep = way.as(kind).everybody(iface);
      sweeps.add(sweep);
      sure = sure.union(sweep.surely());
      if (sure.contains(open.possibly())) {
        return sweeps;
      }
    }
    if (kinds.size() == MOST) {
      sweeps.add(open);
    }
    return sweeps;
  }

  /** One number of each kind that the rules tell apart on whose account it is not decided. */
  private Map<Header, SortedSet<Long>> samples(Sweep open, Family family) {
    Map<String, Set<Condition>> known = conditions.computeIfAbsent(family, this::conditions);
    Map<Header, SortedSet<Long>> samples = new LinkedHashMap<>();
    for (String reason : open.outcome().uncertain().keySet()) {
      for (Condition condition : known.getOrDefault(reason, Set.of())) {
        Header header = condition.header();
        SortedSet<Long> some = samples.computeIfAbsent(header, none -> new TreeSet<>());
        some.add(header.first());
        for (NumberSet.Run run : condition.values().within(header.first(), header.last()).runs()) {
          some.add(run.first());
          if (run.last() < header.last()) {
            some.add(run.last() + 1);
          }
        }
      }
    }
    return samples;
  }

  /** The kinds of packets, the ordinary one first; so many as are tried at most. */
  private static List<Choice> kinds(Map<Header, SortedSet<Long>> samples) {
    List<Map<Header, Long>> kinds = new ArrayList<>(List.of(Map.of()));
    for (Map.Entry<Header, SortedSet<Long>> entry : samples.entrySet()) {
      for (Map<Header, Long> kind : List.copyOf(kinds)) {
        for (long value : entry.getValue()) {
          Map<Header, Long> other = new HashMap<>(kind);
          other.put(entry.getKey(), value);
          kinds.add(other);
        }
      }
      if (kinds.size() > MOST) {
        kinds = kinds.subList(0, MOST);
      }
    }
    return kinds.stream().map(kind -> new Choice(Optional.of(kind))).toList();
  }
}
