package dev.postern.policy.read;

import dev.postern.policy.read.PackText.Choice;
import dev.postern.policy.read.PackText.Name;
import dev.postern.policy.yaml.Mistakes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the rules that packs choose, and what they change in them. */
final class PackResolver {
  private final Library library;
  private final Mistakes mistakes;

  PackResolver(Library library, Mistakes mistakes) {
    this.library = library;
    this.mistakes = mistakes;
  }

  /** Adds a pack's rules to those chosen so far; what the later pack changes counts. */
  void add(PackText pack, Map<String, RuleChange> chosen) {
    resolve(pack, new HashSet<>())
        .forEach((id, change) -> chosen.merge(id, change, RuleChange::then));
  }

  private Map<String, RuleChange> resolve(PackText pack, Set<String> passed) {
    Map<String, RuleChange> rules = new LinkedHashMap<>();
    if (!passed.add(pack.pack().name())) {
      mistakes.add(pack.mark(), "the pack \"" + pack.pack().name() + "\" extends itself");
      return rules;
    }
    for (Name parent : pack.parents()) {
      Optional<PackText> found = library.pack(parent.text());
      if (found.isEmpty()) {
        mistakes.unknownName(
            parent.mark(),
            "there is no pack \"" + parent.text() + "\"",
            parent.text(),
            library.packNames());
      } else {
        resolve(found.get(), passed)
            .forEach((id, change) -> rules.merge(id, change, RuleChange::then));
      }
    }
    for (Choice choice : pack.choices()) {
      for (RuleText rule : named(choice.selector())) {
        rules.merge(rule.id(), choice.change(), RuleChange::then);
      }
    }
    for (Name selector : pack.without()) {
      named(selector).forEach(rule -> rules.remove(rule.id()));
    }
    passed.remove(pack.pack().name());
    return rules;
  }

  private List<RuleText> named(Name selector) {
    List<RuleText> found =
        library.rules().stream().filter(rule -> rule.isNamed(selector.text())).toList();
    if (found.isEmpty()) {
      mistakes.unknownName(
          selector.mark(),
          "there is no rule \"" + selector.text() + "\"",
          selector.text(),
          library.selectors());
    }
    return found;
  }
}
