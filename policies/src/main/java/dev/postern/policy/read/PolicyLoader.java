package dev.postern.policy.read;

import dev.postern.policy.Pack;
import dev.postern.policy.Policy;
import dev.postern.policy.Rule;
import dev.postern.policy.cases.RuleCase;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.NearestName;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.PolicyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads policies: built-in packs by name, users' rules and packs by path. Built-in rules come from
 * a compiled form; YAML is read only for users' own files.
 */
public final class PolicyLoader {
  private final Mistakes mistakes = new Mistakes();
  private final Path base;
  private Library library = Library.of(CompiledLibrary.load());

  private PolicyLoader(Path base) {
    this.base = base;
  }

  /**
   * Built-in packs.
   *
   * @throws PolicyException when there is no such pack
   */
  public static Policy builtIn(List<String> packs) throws PolicyException {
    return new PolicyLoader(Path.of("")).policy(packs, Map.of());
  }

  /** Every built-in rule, whether a pack has it or not, as it is without a pack. */
  public static Policy catalogue() {
    PolicyLoader loader = new PolicyLoader(Path.of(""));
    List<Rule> rules = new ArrayList<>();
    for (RuleText text : loader.library.rules()) {
      RuleReader.read(text, RuleChange.NONE, loader.library.sessions(), loader.mistakes)
          .ifPresent(rules::add);
    }
    return new Policy(List.of(), rules);
  }

  /** Every built-in pack. */
  public static List<Pack> packs() {
    return Library.of(CompiledLibrary.load()).packs().stream().map(PackText::pack).toList();
  }

  /**
   * Built-in packs and users' policies together.
   *
   * @param chosen each the name of a built-in pack, or a path to a rule file, a pack file or a
   *     directory of them; of a directory with packs, those choose among its rules
   * @param base what relative paths start from
   * @param parameters values by {@code RULE.parameter}, such as {@code
   *     RATE-004.attempts-per-minute}
   * @throws PolicyException with every mistake of every file
   */
  public static Policy load(List<String> chosen, Path base, Map<String, Node> parameters)
      throws PolicyException {
    return new PolicyLoader(base).policy(chosen, parameters);
  }

  /**
   * The cases of users' rules.
   *
   * @param paths rule files, or directories of them
   * @throws PolicyException with every mistake of every file
   */
  public static List<RuleCase> cases(List<Path> paths) throws PolicyException {
    return cases(paths, CompiledLibrary.load());
  }

  static List<RuleCase> cases(List<Path> paths, CompiledLibrary library) throws PolicyException {
    Mistakes mistakes = new Mistakes();
    PolicyReader reader = new PolicyReader(mistakes);
    paths.forEach(reader::read);
    Node sessions = library.sessions();
    List<RuleCase> cases = new ArrayList<>();
    for (RuleText text : reader.rules()) {
      RuleReader.read(text, RuleChange.NONE, sessions, mistakes)
          .ifPresent(rule -> cases.addAll(CaseFolders.read(rule, text.folder(), mistakes)));
    }
    mistakes.throwIfAny();
    return cases;
  }

  /**
   * The words among {@code selectors} that name no rule of a policy or of the built-in catalogue,
   * each with the nearest that does.
   */
  public static List<String> unknownSelectors(Policy policy, Collection<String> selectors) {
    List<RuleText> builtIn = Library.of(CompiledLibrary.load()).rules();
    List<String> names = new ArrayList<>();
    builtIn.forEach(rule -> names.addAll(List.of(rule.id(), rule.name(), rule.family())));
    policy.rules().forEach(rule -> names.addAll(List.of(rule.id(), rule.name(), rule.family())));
    List<String> unknown = new ArrayList<>();
    for (String selector : selectors) {
      if (names.stream().noneMatch(selector::equalsIgnoreCase)) {
        unknown.add("there is no rule \"" + selector + "\"" + NearestName.hint(selector, names));
      }
    }
    return unknown;
  }

  private Policy policy(List<String> chosen, Map<String, Node> parameters) throws PolicyException {
    List<PackText> packs = new ArrayList<>();
    Map<String, RuleChange> rules = new LinkedHashMap<>();
    for (String choice : chosen) {
      Optional<PackText> builtIn = library.pack(choice);
      if (builtIn.isPresent()) {
        packs.add(builtIn.get());
      } else {
        read(choice, packs, rules);
      }
    }
    PackResolver resolver = new PackResolver(library, mistakes);
    packs.forEach(pack -> resolver.add(pack, rules));
    overrides(parameters)
        .forEach((id, change) -> rules.computeIfPresent(id, (key, old) -> old.then(change)));
    List<Rule> typed = new ArrayList<>();
    for (RuleText text : library.rules()) {
      RuleChange change = rules.get(text.id());
      if (change != null) {
        RuleReader.read(text, change, library.sessions(), mistakes).ifPresent(typed::add);
      }
    }
    mistakes.throwIfAny();
    return new Policy(packs.stream().map(PackText::pack).toList(), typed);
  }

  private void read(String choice, List<PackText> packs, Map<String, RuleChange> rules) {
    Path path = base.resolve(choice);
    if (!Files.exists(path)) {
      List<String> names = library.packNames();
      mistakes.unknownName(
          Mark.NOWHERE,
          "there is neither a pack nor a file \""
              + choice
              + "\"; packs are "
              + String.join(", ", names),
          choice,
          names);
      return;
    }
    PolicyReader reader = new PolicyReader(mistakes);
    reader.read(path);
    library =
        library.with(new Library(library.sessions(), reader.rules(), reader.packs()), mistakes);
    packs.addAll(reader.packs());
    if (reader.packs().isEmpty()) {
      reader.rules().forEach(rule -> rules.putIfAbsent(rule.id(), RuleChange.NONE));
    }
  }

  /** Values by rule's id; a rule that does not exist is a mistake. */
  private Map<String, RuleChange> overrides(Map<String, Node> parameters) {
    Map<String, RuleChange> changes = new HashMap<>();
    parameters.forEach(
        (key, value) -> {
          int dot = key.indexOf('.');
          String id = dot < 0 ? key : key.substring(0, dot);
          List<String> ids = library.rules().stream().map(RuleText::id).toList();
          if (dot < 0) {
            mistakes.add(value.mark(), "expected RULE.parameter, found \"" + key + "\"");
          } else if (!ids.contains(id)) {
            mistakes.unknownName(value.mark(), "there is no rule \"" + id + "\"", id, ids);
          } else {
            RuleChange change = new RuleChange(null, Map.of(key.substring(dot + 1), value));
            changes.merge(id, change, RuleChange::then);
          }
        });
    return changes;
  }
}
