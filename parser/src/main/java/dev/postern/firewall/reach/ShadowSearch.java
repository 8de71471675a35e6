package dev.postern.firewall.reach;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.net.AddressRuns;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for rules that no packet comes to, since rules before them in their chain settle all that
 * they match. What it finds is so for packets of every protocol; of what several unlike rules cover
 * only together it finds nothing.
 */
public final class ShadowSearch {
  /** So many kinds of earlier rules are compared with each rule, in their order. */
  private static final int MOST_COMPARED = 64;

  private final Table table;
  private final Settling settling;
  private final Map<Set<Match>, Kind> kinds = new HashMap<>();
  private final List<Kind> first = new ArrayList<>();

  /** Rules that differ by nothing but the source. */
  private final class Kind {
    private final List<Match> matches;
    private final Map<Family, Sources> settled = new EnumMap<>(Family.class);
    private final List<Rule> settling = new ArrayList<>();

    /** The first that settles for everybody. */
    private @Nullable Rule forAll;

    /** Those of the first kinds that match whatever this one does. */
    private List<Kind> wider = List.of();

    private int compared;

    Kind(Set<Match> matches) {
      this.matches = List.copyOf(matches);
    }

    /**
     * Whether earlier rules of this kind settle all that a rule of this or a narrower one matches.
     *
     * @param isAlone whether no rule but those for everybody shares a source with it
     */
    boolean covers(Rule rule, boolean isAlone) {
      if (settling.isEmpty()) {
        return false;
      }
      for (Family family : table.families()) {
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
      for (Family family : table.families()) {
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

    List<Kind> wider() {
      if (compared < first.size()) {
        wider = new ArrayList<>(wider);
        for (; compared < first.size(); compared++) {
          if (Implication.implied(first.get(compared).matches, matches)) {
            wider.add(first.get(compared));
          }
        }
      }
      return wider;
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
      return table.families().stream()
          .anyMatch(family -> sources(one, family).intersects(sources(other, family)));
    }

    private boolean coversSources(Rule one, Rule other) {
      return table.families().stream()
          .allMatch(family -> sources(one, family).contains(sources(other, family)));
    }
  }

  private ShadowSearch(Table table, Settling settling) {
    this.table = table;
    this.settling = settling;
  }

  /** The rules of a table that decide nothing, each with what hides it. */
  public static List<Shadow> in(Table table) {
    List<Shadow> shadows = new ArrayList<>();
    Settling settling = new Settling(table);
    for (Chain chain : table.chains().values()) {
      shadows.addAll(new ShadowSearch(table, settling).in(chain));
    }
    return shadows;
  }

  /** A statement that was taken apart is in the shadow when all its parts are. */
  private List<Shadow> in(Chain chain) {
    Map<Origin, Shadow> found = new LinkedHashMap<>();
    Set<Origin> reached = new HashSet<>();
    BitSet sharing = sharing(chain.rules());
    for (int i = 0; i < chain.rules().size(); i++) {
      Rule rule = chain.rules().get(i);
      Kind kind = kinds.computeIfAbsent(others(rule), matches -> new Kind(matches));
      Kind over = over(kind, rule, !sharing.get(i));
      if (over == null) {
        found.remove(rule.origin());
        reached.add(rule.origin());
      } else if (!reached.contains(rule.origin())) {
        Rule by = over.deciding(rule);
        found.putIfAbsent(rule.origin(), new Shadow(rule, by, contradict(rule, by)));
      }
      if (settling.of(rule.verdict()).settles() && Implication.arePlain(rule.matches())) {
        if (kind.settling.isEmpty() && first.size() < MOST_COMPARED) {
          first.add(kind);
        }
        kind.add(rule);
      }
    }
    return List.copyOf(found.values());
  }

  private boolean contradict(Rule one, Rule other) {
    Settling.Fate mine = settling.of(one.verdict());
    Settling.Fate theirs = settling.of(other.verdict());
    return (mine.accepts() && theirs.denies()) || (mine.denies() && theirs.accepts());
  }

  /** The places of the rules whose sources are also those of others that are not for everybody. */
  private BitSet sharing(List<Rule> rules) {
    BitSet sharing = new BitSet(rules.size());
    for (Family family : table.families()) {
      AddressRuns runs = new AddressRuns(family);
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < rules.size(); i++) {
        AddressSet sources = sources(rules.get(i), family);
        if (!sources.isAll()) {
          runs.add(sources);
          places.addAll(Collections.nCopies(sources.size(), i));
        }
      }
      runs.overlapped().stream().forEach(index -> sharing.set(places.get(index)));
    }
    return sharing;
  }

  private static @Nullable Kind over(Kind same, Rule rule, boolean isAlone) {
    if (same.covers(rule, isAlone)) {
      return same;
    }
    for (Kind kind : same.wider()) {
      if (kind.covers(rule, isAlone)) {
        return kind;
      }
    }
    return null;
  }

  private static boolean isSource(Match match) {
    return match instanceof Match.Addresses addresses && addresses.end() == End.SOURCE;
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

  private static AddressSet sources(Rule rule, Family family) {
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
