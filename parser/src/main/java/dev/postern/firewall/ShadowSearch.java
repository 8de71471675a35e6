package dev.postern.firewall;

import dev.postern.fact.Origin;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
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
final class ShadowSearch {
  /** So many kinds of earlier rules are compared with each rule, in their order. */
  private static final int MOST_COMPARED = 64;

  private final Table table;
  private final Settling settling;
  private final Map<Set<Match>, Kind> kinds = new HashMap<>();
  private final List<Kind> first = new ArrayList<>();

  /** Rules that differ by nothing but the source: which sources none of them settles. */
  private record Kind(Set<Match> matches, Map<Family, Remaining> left, List<Rule> rules) {}

  private ShadowSearch(Table table, Settling settling) {
    this.table = table;
    this.settling = settling;
  }

  static List<Shadow> in(Table table) {
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
    Set<Origin> reached = new LinkedHashSet<>();
    for (Rule rule : chain.rules()) {
      Kind over = reached.contains(rule.origin()) ? null : over(rule);
      if (over == null) {
        found.remove(rule.origin());
        reached.add(rule.origin());
      } else {
        Rule by = deciding(over, rule);
        found.putIfAbsent(rule.origin(), new Shadow(rule, by, contradict(rule, by)));
      }
      if (settling.of(rule.verdict()).settles() && Implication.arePlain(rule.matches())) {
        add(rule);
      }
    }
    return List.copyOf(found.values());
  }

  private boolean contradict(Rule one, Rule other) {
    Settling.Fate mine = settling.of(one.verdict());
    Settling.Fate theirs = settling.of(other.verdict());
    return (mine.accepts() && theirs.denies()) || (mine.denies() && theirs.accepts());
  }

  private @Nullable Kind over(Rule rule) {
    Set<Match> others = others(rule);
    Kind same = kinds.get(others);
    if (same != null && covers(same, rule)) {
      return same;
    }
    for (Kind kind : first) {
      if (Implication.implied(kind.matches(), others) && covers(kind, rule)) {
        return kind;
      }
    }
    return null;
  }

  private boolean covers(Kind kind, Rule rule) {
    for (Map.Entry<Family, Remaining> left : kind.left().entrySet()) {
      if (left.getValue().intersects(sources(rule, left.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private Rule deciding(Kind kind, Rule rule) {
    for (Rule earlier : kind.rules()) {
      for (Family family : table.families()) {
        if (sources(earlier, family).intersects(sources(rule, family))) {
          return earlier;
        }
      }
    }
    return kind.rules().get(0);
  }

  private void add(Rule rule) {
    Kind kind = kinds.get(others(rule));
    if (kind == null) {
      Map<Family, Remaining> left = new EnumMap<>(Family.class);
      table.families().forEach(family -> left.put(family, new Remaining(AddressSet.all(family))));
      kind = new Kind(others(rule), left, new ArrayList<>());
      kinds.put(kind.matches(), kind);
      if (first.size() < MOST_COMPARED) {
        first.add(kind);
      }
    }
    kind.left().forEach((family, left) -> left.remove(sources(rule, family)));
    kind.rules().add(rule);
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
