package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.Places;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table while its lines are read. */
final class TableBuilder {
  /** Base chains of the tables and when the kernel calls them: linux/netfilter_ipv4.h. */
  private static final Map<String, Map<String, Integer>> BASE_CHAINS =
      Map.of(
          "raw", Map.of("PREROUTING", -300, "OUTPUT", -300),
          "mangle",
              Map.of(
                  "PREROUTING",
                  -150,
                  "INPUT",
                  -150,
                  "FORWARD",
                  -150,
                  "OUTPUT",
                  -150,
                  "POSTROUTING",
                  -150),
          "nat", Map.of("PREROUTING", -100, "INPUT", 100, "OUTPUT", -100, "POSTROUTING", 100),
          "filter", Map.of("INPUT", 0, "FORWARD", 0, "OUTPUT", 0),
          "security", Map.of("INPUT", 50, "FORWARD", 50, "OUTPUT", 50));

  /** In the order in which iptables prints them. */
  private static final List<String> PRINTED =
      List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");

  private final String name;
  private final Map<String, Integer> priorities;
  private final Map<String, Content> chains = new LinkedHashMap<>();
  private final IdentityHashMap<Rule, List<Places.Bound>> bounds = new IdentityHashMap<>();

  /** A chain while its rules are read. */
  private static final class Content {
    private Verdict policy = new Verdict.Accept();
    private Origin origin;
    private final List<Entry> rules = new ArrayList<>();

    Content(Origin origin) {
      this.origin = origin;
    }

    /** Makes what differs from another content uncertain. */
    void mayBe(Match loaded, String why, @Nullable Content before) {
      Set<Entry> kept = Collections.newSetFromMap(new IdentityHashMap<>());
      if (before != null) {
        kept.addAll(before.rules);
        policy = policy.equals(before.policy) ? policy : new Verdict.Undecided(why);
      }
      rules.replaceAll(entry -> kept.contains(entry) ? entry : entry.when(loaded));
    }

    Content copy() {
      Content copy = new Content(origin);
      copy.policy = policy;
      copy.rules.addAll(rules);
      return copy;
    }
  }

  /**
   * A rule and its words, by which {@code -D} finds it.
   *
   * @param words asked for when some rule is to be deleted by its words
   */
  record Entry(Rule rule, Supplier<String> words) {

    /** The same where something else holds too. */
    Entry when(Match match) {
      List<Match> matches = new ArrayList<>(rule.matches());
      matches.add(match);
      return new Entry(new Rule(matches, rule.effects(), rule.verdict(), rule.origin()), words);
    }
  }

  TableBuilder(String name) {
    this.name = name;
    this.priorities = BASE_CHAINS.getOrDefault(name, Map.of());
    for (Hook.Point point : Hook.Point.values()) {
      if (priorities.containsKey(point.name())) {
        chains.put(
            point.name(),
            new Content(
                new Origin.Default(
                    "iptables", "any", "policy ACCEPT of " + point.name() + " in " + name)));
      }
    }
  }

  /** The same table, to be changed apart from this one. */
  TableBuilder copy() {
    TableBuilder copy = new TableBuilder(name);
    chains.forEach((chain, content) -> copy.chains.put(chain, content.copy()));
    bounds.forEach(copy.bounds::put);
    return copy;
  }

  /** Notes that a rule may be called from some of the kernel's own chains alone. */
  void bind(Rule rule, List<Places.Bound> to) {
    if (!to.isEmpty()) {
      bounds.put(rule, to);
    }
  }

  /** What binds a rule to some of the kernel's own chains. */
  List<Places.Bound> bounds(Rule rule) {
    return bounds.getOrDefault(rule, List.of());
  }

  boolean hasBounds() {
    return !bounds.isEmpty();
  }

  /**
   * Tells that this may not be loaded.
   *
   * @param why what decides it
   * @param before what is there then; empty for nothing, which lets everything pass
   */
  void mayBeMissing(String why, Origin.Setting origin, Optional<TableBuilder> before) {
    Match loaded = new Match.Undecidable(why);
    if (before.isPresent()) {
      chains.forEach(
          (chain, content) -> content.mayBe(loaded, why, before.get().chains.get(chain)));
      return;
    }
    Rule passing = new Rule(List.of(loaded), List.of(), new Verdict.Accept(), origin);
    for (String chain : priorities.keySet()) {
      put(chain, 0, new Entry(passing, () -> ""));
    }
  }

  static boolean exists(String name) {
    return BASE_CHAINS.containsKey(name);
  }

  /**
   * Whether iptables prints a base chain of a table behind another of the same table.
   *
   * @param before empty for none
   */
  static boolean isPrintedBehind(String before, String chain) {
    return PRINTED.indexOf(chain) > PRINTED.indexOf(before);
  }

  /** The table that has these base chains; filter when several have them or none. */
  static String tableOf(Set<String> chains) {
    if (chains.contains("PREROUTING")) {
      boolean forwards = chains.contains("FORWARD");
      boolean leaves = chains.contains("POSTROUTING") || chains.contains("INPUT");
      return forwards ? "mangle" : leaves ? "nat" : "raw";
    }
    return chains.contains("POSTROUTING") ? "nat" : "filter";
  }

  String name() {
    return name;
  }

  boolean isBase(String chain) {
    return priorities.containsKey(chain);
  }

  boolean has(String chain) {
    return chains.containsKey(chain);
  }

  void create(String chain, Origin origin) {
    chains.putIfAbsent(chain, new Content(origin));
  }

  void policy(String chain, Verdict policy, Origin origin) {
    Content content = chains.computeIfAbsent(chain, none -> new Content(origin));
    content.policy = policy;
    content.origin = origin;
  }

  int size(String chain) {
    Content content = chains.get(chain);
    return content == null ? 0 : content.rules.size();
  }

  /** Puts a rule at a place, from 0. */
  void put(String chain, int place, Entry entry) {
    rules(chain).add(place, entry);
  }

  void append(String chain, Entry entry) {
    rules(chain).add(entry);
  }

  void replace(String chain, int place, Entry entry) {
    rules(chain).set(place, entry);
  }

  void delete(String chain, int place) {
    rules(chain).remove(place);
  }

  /** Takes out the first rule of these words; whether there was one. */
  boolean delete(String chain, String words) {
    List<Entry> rules = rules(chain);
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).words().get().equals(words)) {
        rules.remove(i);
        return true;
      }
    }
    return false;
  }

  void flush(String chain) {
    rules(chain).clear();
  }

  void flushAll() {
    chains.values().forEach(content -> content.rules.clear());
  }

  /** Takes out a chain of one's own, or all of them for an empty name. */
  void remove(String chain) {
    chains
        .keySet()
        .removeIf(key -> !priorities.containsKey(key) && (chain.isEmpty() || key.equals(chain)));
  }

  private List<Entry> rules(String chain) {
    Content content = chains.get(chain);
    return content == null ? new ArrayList<>() : content.rules;
  }

  Table build(Family family) {
    Map<String, Chain> built = new LinkedHashMap<>();
    chains.forEach(
        (key, content) ->
            built.put(
                key,
                new Chain(
                    key,
                    hook(key),
                    content.policy,
                    content.rules.stream().map(Entry::rule).toList(),
                    content.origin)));
    return new Table(name, Set.of(family), built);
  }

  private Optional<Hook> hook(String chain) {
    return Optional.ofNullable(priorities.get(chain))
        .map(
            priority ->
                new Hook(
                    Hook.Point.valueOf(chain),
                    name.equals("nat") ? Hook.Type.NAT : Hook.Type.FILTER,
                    priority));
  }
}
