package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes maps apart: what must hold for each of their values. */
final class MapReader {
  private final ComparisonCompiler comparisons;

  MapReader(ComparisonCompiler comparisons) {
    this.comparisons = comparisons;
  }

  /** One way through a rule. */
  record Branch(List<Match> matches, Verdict verdict) {}

  /** A value of a map and what must hold for it. */
  record Entry(List<Match> matches, Expression value) {}

  List<Branch> fates(Statement.VerdictMap map, LoadedRule rule) throws Refusal {
    List<Branch> branches = new ArrayList<>();
    for (Entry entry : entries(map.key(), map.map(), rule, map.place())) {
      if (!(entry.value() instanceof Expression.Fate fate)) {
        throw new Refusal(entry.value().place(), "expected a verdict");
      }
      branches.add(new Branch(entry.matches(), fate.verdict()));
    }
    return branches;
  }

  /** The values of a map. Keys of the same value are taken together; a key has but one value. */
  List<Entry> entries(Expression key, Expression map, LoadedRule rule, Place place) throws Refusal {
    Expression.Elements elements = elements(map);
    Map<Object, List<Element>> byValue = new LinkedHashMap<>();
    List<Match> needs = comparisons.needs(key);
    Optional<Expression> otherwise = Optional.empty();
    for (Element element : elements.elements()) {
      Expression value =
          element
              .data()
              .orElseThrow(
                  () -> new Refusal(element.key().place(), "a member of a map needs a value"));
      if (element.key() instanceof Expression.Anything) {
        otherwise = Optional.of(value);
      } else {
        byValue.computeIfAbsent(identity(value), none -> new ArrayList<>()).add(element);
      }
    }
    List<Entry> entries = new ArrayList<>();
    List<Match> all = new ArrayList<>();
    for (List<Element> same : byValue.values()) {
      List<Element> keys = same.stream().map(one -> Element.of(one.key())).toList();
      Match match =
          comparisons
              .match(key, "==", new Expression.Elements(keys, map.place()), false)
              .orElseGet(() -> new Match.Undecidable(rule.text(place)));
      all.add(match);
      List<Match> matches = new ArrayList<>(needs);
      matches.add(match);
      entries.add(new Entry(matches, same.get(0).data().orElseThrow()));
    }
    if (otherwise.isPresent()) {
      List<Match> matches = new ArrayList<>(needs);
      matches.add(new Match.Not(new Match.AnyOf(all)));
      entries.add(new Entry(matches, otherwise.get()));
    }
    return entries;
  }

  private Expression.Elements elements(Expression map) throws Refusal {
    if (map instanceof Expression.Named named) {
      LoadedSet set = comparisons.set(named);
      if (!set.isMap()) {
        throw new Refusal(named.place(), "'" + set.name() + "' is a set; expected a map");
      }
      return set.elements();
    }
    if (map instanceof Expression.Elements elements) {
      return elements;
    }
    throw new Refusal(map.place(), "expected a map");
  }

  private static Object identity(Expression value) {
    if (value instanceof Expression.Fate fate) {
      return fate.verdict();
    }
    if (value instanceof Expression.Symbol symbol) {
      return symbol.text();
    }
    return value;
  }
}
