package dev.postern.policy.read;

import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules and packs to choose from.
 *
 * @param sessions witness sessions by name and protocol
 */
record Library(Node sessions, List<RuleText> rules, List<PackText> packs) {
  Library {
    rules = List.copyOf(rules);
    packs = List.copyOf(packs);
  }

  static Library of(CompiledLibrary compiled) {
    List<RuleText> rules = new ArrayList<>();
    for (Node rule : compiled.rules()) {
      rules.add(new RuleText((Mapping) rule, null));
    }
    List<PackText> packs = new ArrayList<>();
    for (Node pack : compiled.packs()) {
      packs.add(PackText.read(pack, new Mistakes()));
    }
    return new Library(compiled.sessions(), rules, packs);
  }

  /** This library and what a user added; an id or name that exists already is a mistake. */
  Library with(Library more, Mistakes mistakes) {
    List<RuleText> allRules = new ArrayList<>(rules);
    Map<String, RuleText> known = new HashMap<>();
    rules.forEach(rule -> known.put(rule.id(), rule));
    for (RuleText rule : more.rules) {
      if (!rule.id().isEmpty() && known.put(rule.id(), rule) != null) {
        mistakes.add(rule.mark(), "there is already a rule " + rule.id());
      }
      allRules.add(rule);
    }
    List<PackText> allPacks = new ArrayList<>(packs);
    for (PackText pack : more.packs) {
      if (pack(pack.pack().name()).isPresent()) {
        mistakes.add(pack.mark(), "there is already a pack \"" + pack.pack().name() + "\"");
      }
      allPacks.add(pack);
    }
    return new Library(sessions, allRules, allPacks);
  }

  Optional<PackText> pack(String name) {
    return packs.stream().filter(pack -> pack.pack().name().equals(name)).findFirst();
  }

  List<String> packNames() {
    return packs.stream().map(pack -> pack.pack().name()).toList();
  }

  /** Every word that chooses rules. */
  List<String> selectors() {
    List<String> words = new ArrayList<>();
    for (RuleText rule : rules) {
      words.add(rule.id());
      words.add(rule.name());
      words.add(rule.family());
    }
    return words;
  }
}
