package dev.postern.firewall.reach;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The interfaces and ports that the rules of some tables name. */
final class Survey {
  private static final int MOST_REDIRECTS = 32;

  /** Wider ranges of ports name no service. */
  private static final int WIDEST_NAMED = 60_000;

  private final Interfaces interfaces = new Interfaces();
  private final Set<PortSet> ports = new LinkedHashSet<>();
  private final Map<Family, Set<PortSet>> portsOf = new EnumMap<>(Family.class);
  private final Map<Family, BitSet> named = new EnumMap<>(Family.class);
  private final Map<Family, List<Rule>> translations = new EnumMap<>(Family.class);
  private final Map<BitSet, Integer> firstOfKind = new HashMap<>();

  Survey(List<Table> tables) {
    for (Family family : Family.values()) {
      named.put(family, new BitSet());
      translations.put(family, new ArrayList<>());
    }
    for (Table table : tables) {
      for (Chain chain : table.chains().values()) {
        for (Rule rule : chain.rules()) {
          for (Match match : rule.matches()) {
            collect(match, table.families());
          }
          if (rule.verdict() instanceof Verdict.Translate translate) {
            translate.ports().ifPresent(this::collectTarget);
            table.families().forEach(family -> translations(family).add(rule));
          }
        }
      }
    }
  }

  private List<Rule> translations(Family family) {
    return translations.getOrDefault(family, new ArrayList<>());
  }

  private void collect(Match match, Set<Family> families) {
    if (match instanceof Match.Interface name) {
      interfaces.add(name);
    } else if (match instanceof Match.InterfaceAddress of) {
      interfaces.add(new Match.Interface(End.SOURCE, of.iface(), false));
    } else if (match instanceof Match.Ports of) {
      collect(of.ports());
      for (Family family : families) {
        if (portsOf.computeIfAbsent(family, none -> new HashSet<>()).add(of.ports())) {
          name(of.ports(), named.getOrDefault(family, new BitSet()));
        }
      }
    } else if (match instanceof Match.DialledPort dialled) {
      collect(dialled.ports());
    } else if (match instanceof Match.Not not) {
      collect(not.match(), families);
    } else if (match instanceof Match.AllOf all) {
      all.matches().forEach(one -> collect(one, families));
    } else if (match instanceof Match.AnyOf any) {
      any.matches().forEach(one -> collect(one, families));
    }
  }

  /** No port at all ({@code port 100 >< 101} of pf) tells none from another. */
  private void collect(PortSet set) {
    if (!set.spans().isEmpty()) {
      ports.add(set);
    }
  }

  /** The first of a range is told from the others: what was dialled elsewhere goes there. */
  private void collectTarget(PortSet.Span span) {
    ports.add(PortSet.of(span.first()));
    ports.add(new PortSet(List.of(span)));
  }

  private static void name(PortSet set, BitSet into) {
    for (PortSet.Span span : set.spans()) {
      if (span.last() - span.first() < WIDEST_NAMED) {
        into.set(span.first(), span.last() + 1);
      }
    }
  }

  /** One name for each way the rules can tell interfaces apart; {@code lo} is not among them. */
  Interfaces.Names interfaces() {
    return interfaces.names();
  }

  /** The lowest port that no rule of the family names, alone or in a range. */
  int unnamedPort(Family family) {
    int port = named.getOrDefault(family, new BitSet()).nextClearBit(1);
    return port > 0xFFFF ? 1 : port;
  }

  /** A port that no rule tells from this one; the first of them that was asked for. */
  int sameAs(int port) {
    BitSet kind = new BitSet();
    int index = 0;
    for (PortSet set : ports) {
      if (set.contains(port)) {
        kind.set(index);
      }
      index++;
    }
    return firstOfKind.computeIfAbsent(kind, none -> port);
  }

  /** Whether some rule sends connections of the family to an address of its own. */
  boolean isForwarding(Family family) {
    for (Rule rule : translations(family)) {
      if (rule.verdict() instanceof Verdict.Translate translate
          && translate.address().filter(to -> to.family() == family).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Ports from which some rule redirects to {@code port}, each span by its first. */
  SortedSet<Integer> redirectedTo(int port, Family family) {
    SortedSet<Integer> dialled = new TreeSet<>();
    for (Rule rule : translations(family)) {
      if (dialled.size() <= MOST_REDIRECTS
          && rule.verdict() instanceof Verdict.Translate translate
          && translate.ports().filter(to -> to.first() == port).isPresent()) {
        collectDialled(rule, dialled);
      }
    }
    dialled.remove(port);
    return dialled;
  }

  /** Ports that some rule sends on to a port of an address, each span by its first. */
  SortedSet<Integer> sentTo(Address address, int port) {
    SortedSet<Integer> dialled = new TreeSet<>();
    for (Rule rule : translations(address.family())) {
      if (dialled.size() <= MOST_REDIRECTS
          && rule.verdict() instanceof Verdict.Translate translate
          && (translate.address().filter(address::equals).isPresent()
              || rule.effects().contains(new Effect.HandTo(address)))) {
        if (translate.portFor(port) == port) {
          dialled.add(port);
        }
        if (translate.ports().filter(to -> to.first() == port).isPresent()) {
          collectDialled(rule, dialled);
        }
      }
    }
    return dialled;
  }

  /** Where the rule itself names no port, those that call its chain may name any. */
  private void collectDialled(Rule rule, SortedSet<Integer> into) {
    int before = into.size();
    for (Match match : rule.matches()) {
      collectDialled(match, into);
    }
    if (into.size() == before) {
      for (PortSet set : ports) {
        if (into.size() <= MOST_REDIRECTS) {
          into.add(set.spans().get(0).first());
        }
      }
    }
  }

  private static void collectDialled(Match match, Set<Integer> into) {
    if (match instanceof Match.Ports ports && ports.end() == End.DESTINATION) {
      ports.ports().spans().forEach(span -> into.add(span.first()));
    } else if (match instanceof Match.AnyOf any) {
      any.matches().forEach(one -> collectDialled(one, into));
    }
  }
}
