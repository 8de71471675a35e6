package dev.postern.firewall.reach;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Rule;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packets that rules have settled before a place in a chain. What several rules settle only
 * together is known where they differ by nothing but the source, or by their ports.
 */
final class Settled {
  /** So many kinds of earlier rules are compared with each rule, in their order. */
  private static final int MOST_COMPARED = 64;

  private final Set<Family> families;
  private final Map<Set<Match>, Kind> kinds = new HashMap<>();
  private final List<Kind> first = new ArrayList<>();

  /** Rules that differ by nothing but the source. */
  private final class Kind {
    private final List<Match> matches;
    private final List<Match> besidePorts;
    private final Optional<PortSet> ports;
    private final Map<Family, Sources> settled = new EnumMap<>(Family.class);
    private final List<Rule> settling = new ArrayList<>();

    /** The first that settles for everybody. */
    private @Nullable Rule forAll;

    /** Those of the first kinds that match whatever this one does. */
    private final List<Kind> wider = new ArrayList<>();

    /** Those of the first kinds that match it on some of its ports. */
    private final List<Kind> onSomePorts = new ArrayList<>();

    private int compared;

    Kind(Set<Match> matches) {
      this.matches = List.copyOf(matches);
      this.besidePorts = matches.stream().filter(match -> !isDestinationPort(match)).toList();
      this.ports = ports(this.matches);
    }

    /**
     * Whether earlier rules of this kind settle all that a rule of this or a narrower one matches.
     */
    boolean covers(Rule rule, boolean isAlone) {
      if (settling.isEmpty()) {
        return false;
      }
      for (Family family : families) {
        AddressSet sources = sources(rule, family);
        Sources before = sourcesOf(family);
        boolean covered = sources.isEmpty() || (isAlone ? before.isAll() : before.covers(sources));
        if (!covered) {
          return false;
        }
      }
      return true;
    }

    void add(Rule rule) {
      boolean isForAll = true;
      for (Family family : families) {
        AddressSet sources = sources(rule, family);
        sourcesOf(family).add(sources);
        isForAll &= sources.isAll();
      }
      settling.add(rule);
      if (isForAll && forAll == null) {
        forAll = rule;
      }
    }

    private Sources sourcesOf(Family family) {
      return settled.computeIfAbsent(family, Sources::new);
    }

    /** Looks for wider kinds among the first ones that are new. */
    void compare() {
      for (; compared < first.size(); compared++) {
        Kind other = first.get(compared);
        if (Implication.implied(other.matches, matches)) {
          wider.add(other);
        } else if (other.ports.isPresent()
            && ports.filter(other.ports.get()::intersects).isPresent()
            && Implication.implied(other.besidePorts, matches)) {
          onSomePorts.add(other);
        }
      }
    }

    /**
     * The first of the kinds for some ports that settles what a rule of this one does on a port.
     */
    @Nullable Kind onPort(int port, Rule rule, boolean isAlone) {
      for (Kind kind : onSomePorts) {
        if (kind.ports.orElseThrow().contains(port) && kind.covers(rule, isAlone)) {
          return kind;
        }
      }
      return null;
    }

    /**
     * The first of the rules that settles something of what another matches; of those who settle it
     * only together the one for everybody, if there is one.
     */
    Rule deciding(Rule rule) {
      Rule first = settling.get(0);
      for (Rule earlier : settling) {
        if (shareSources(earlier, rule)) {
          first = earlier;
          break;
        }
      }
      return forAll == null || coversSources(first, rule) ? first : forAll;
    }

    private boolean shareSources(Rule one, Rule other) {
      return families.stream()
          .anyMatch(family -> sources(one, family).intersects(sources(other, family)));
    }

    private boolean coversSources(Rule one, Rule other) {
      return families.stream()
          .allMatch(family -> sources(one, family).contains(sources(other, family)));
    }
  }

  Settled(Set<Family> families) {
    this.families = families;
  }

  /**
   * What settles all that a rule matches; null where something may be left.
   *
   * @param isAlone whether no rule but those for everybody shares a source with it
   */
  @Nullable Rule over(Rule rule, boolean isAlone) {
    if (first.isEmpty()) {
      return null;
    }
    Kind same = kinds.computeIfAbsent(others(rule), Kind::new);
    if (same.covers(rule, isAlone)) {
      return same.deciding(rule);
    }
    same.compare();
    for (Kind kind : same.wider) {
      if (kind.covers(rule, isAlone)) {
        return kind.deciding(rule);
      }
    }
    return same.onSomePorts.size() > 1 ? together(same, rule, isAlone) : null;
  }

  /** The first of several that settle some ports each, and all of the rule's together. */
  private static @Nullable Rule together(Kind same, Rule rule, boolean isAlone) {
    Kind by = null;
    for (PortSet.Span wanted : same.ports.map(PortSet::spans).orElse(List.of())) {
      int port = wanted.first();
      while (port <= wanted.last()) {
        Kind kind = same.onPort(port, rule, isAlone);
        if (kind == null) {
          return null;
        }
        by = by == null ? kind : by;
        port = kind.ports.orElseThrow().endOfRun(port) + 1;
      }
    }
    return by == null ? null : by.deciding(rule);
  }

  /** The ports of the destination where one match alone tells them. */
  private static Optional<PortSet> ports(List<Match> matches) {
    List<PortSet> all = new ArrayList<>();
    for (Match match : matches) {
      if (isDestinationPort(match) && match instanceof Match.Ports of) {
        all.add(of.ports());
      }
    }
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  private static boolean isDestinationPort(Match match) {
    return match instanceof Match.Ports of && of.end() == End.DESTINATION;
  }

  /** Adds a rule that settles all that it matches, and answers the same wherever it stands. */
  void add(Rule rule) {
    Kind kind = kinds.computeIfAbsent(others(rule), Kind::new);
    if (kind.settling.isEmpty() && first.size() < MOST_COMPARED) {
      first.add(kind);
    }
    kind.add(rule);
  }

  private static Set<Match> others(Rule rule) {
    Set<Match> others = new LinkedHashSet<>();
    for (Match match : rule.matches()) {
      if (!isSource(match)) {
        others.add(match);
      }
    }
    return others;
  }

  /** Whether it is one of addresses that packets come from. */
  static boolean isSource(Match match) {
    return match instanceof Match.Addresses addresses && addresses.end() == End.SOURCE;
  }

  /** The sources that a rule is for. */
  static AddressSet sources(Rule rule, Family family) {
    AddressSet sources = AddressSet.all(family);
    for (Match match : rule.matches()) {
      if (isSource(match) && match instanceof Match.Addresses addresses) {
        sources =
            addresses.set().family() == family
                ? sources.intersect(addresses.set())
                : AddressSet.none(family);
      }
    }
    return sources;
  }
}
