package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.Match;
import dev.postern.net.Family;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sets of addresses and ports in the language of {@code ipset save}: ipset(8). What a rule means by
 * {@code -m set --match-set NAME src,dst} becomes a match on the sets' elements.
 */
public final class AddressSets {
  private static final int DEEPEST_LIST = 8;
  private static final String CHANGED_BY_RULES = "rules change this set";

  private final Catalogue catalogue;
  private final Map<String, LoadedSet> sets = new LinkedHashMap<>();
  private final SetCommands commands;
  private final List<ReadFile> files = new ArrayList<>();
  private final Set<String> changedByRules = new HashSet<>();
  private final Map<String, Match> known = new LinkedHashMap<>();

  private AddressSets(Catalogue catalogue) {
    this.catalogue = catalogue;
    this.commands = new SetCommands(catalogue, sets);
  }

  /** The sets of these files, each read on top of those before. */
  public static AddressSets of(List<SourceFile> sources) {
    AddressSets sets = new AddressSets(Catalogue.get());
    sources.forEach(sets::read);
    return sets;
  }

  /** The files as they were read. */
  public List<ReadFile> files() {
    return List.copyOf(files);
  }

  public boolean isEmpty() {
    return sets.isEmpty();
  }

  /** Tells that rules add to a set or take from it, so that nobody knows all its elements. */
  public void changedByRules(String name) {
    changedByRules.add(name);
  }

  /**
   * Why a set may not be there when rules name it, which are refused then; empty when it surely is.
   */
  public Optional<String> missing(String name) {
    String why = commands.missing().get(name);
    if (sets.containsKey(name) || why != null) {
      return Optional.ofNullable(why);
    }
    return Optional.of(
        files.isEmpty() ? "no file makes it" : files.get(0).source().path() + " does not make it");
  }

  /**
   * Makes a set in place of one of the name, of those elements that are of its type.
   *
   * @param family of its elements
   */
  public void define(String name, String typeName, Family family, List<String> elements) {
    Map<String, String> options =
        Map.of("family", family == Family.V6 ? "inet6" : "inet", "maxelem", "4294967295");
    Optional<SetType> type = SetType.named(typeName);
    if (type.isEmpty()) {
      return;
    }
    try {
      LoadedSet set = LoadedSet.create(catalogue, type.get(), new SetOptions(options));
      sets.put(name, set);
      for (String element : elements) {
        define(set, element);
      }
    } catch (SetRefusal refusal) {
      sets.remove(name);
    }
  }

  private static void define(LoadedSet set, String element) {
    try {
      set.add(new SetElement(set.read(element), false), true);
    } catch (SetRefusal refusal) {
      // It is not in the set then.
    }
  }

  private void read(SourceFile source) {
    commands.begin(SetCommands.Forgiveness.of(source.path()));
    files.add(new SetFileLoader(source, commands).load());
  }

  /**
   * Runs one command of ipset's, as {@code ipset COMMAND …} does.
   *
   * @throws SetRefusal when ipset refuses it, and nothing changes
   */
  void run(List<Word> command) throws SetRefusal {
    commands.begin(SetCommands.Forgiveness.NO);
    SetCommands.Command read = commands.read(command);
    if (!(read instanceof SetCommands.Add add)) {
      commands.run(read);
    } else if (add.lacks().isPresent()) {
      throw SetRefusal.of(add.lacks().get());
    } else {
      commands.add(add.set(), add.element(), commands.forgiveness());
    }
  }

  /** Whether rules that were read already may mean something else once a command has run. */
  boolean isNamedByRules(List<Word> command) {
    List<String> words = command.stream().map(Word::text).toList();
    for (String key : known.keySet()) {
      String name = key.substring(0, key.indexOf(' '));
      LoadedSet set = sets.get(name);
      boolean isList = set != null && set.type().isList();
      if (isList || words.size() < 2 || words.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether rules of a family are refused when they name a set, for it is of the other. */
  public boolean isOfOther(Family family, String name) {
    LoadedSet set = sets.get(name);
    return set != null && set.family().filter(own -> own != family).isPresent();
  }

  /** What membership means. */
  public Match match(String name, SetQuery query) {
    String key = name + " " + query;
    Match match = known.get(key);
    if (match == null) {
      match = match(name, query, 0);
      known.put(key, match);
    }
    return match;
  }

  private Match match(String name, SetQuery query, int depth) {
    LoadedSet set = sets.get(name);
    String shown = "-m set --match-set " + name + " " + String.join(",", query.directions());
    if (set == null || depth > DEEPEST_LIST) {
      return new Match.Undecidable(shown + " (no file tells what is in this set)");
    }
    List<SetElement> elements = set.elements();
    Match certain = match(set, elements.subList(0, set.certain()), query, depth);
    Match match = certain;
    if (!set.doubt().isEmpty()) {
      Match doubt = new Match.Undecidable(shown + " (" + set.doubt() + ")");
      if (set.isAnyDoubtful() || set.hasExceptions() || query.isForExceptions()) {
        return doubt;
      }
      Match all = match(set, elements, query, depth);
      match = new Match.AnyOf(List.of(certain, new Match.AllOf(List.of(all, doubt))));
    }
    return changedByRules.contains(name)
        ? new Match.AnyOf(
            List.of(match, new Match.Undecidable(shown + " (" + CHANGED_BY_RULES + ")")))
        : match;
  }

  private Match match(LoadedSet set, List<SetElement> elements, SetQuery query, int depth) {
    List<SetType.Part> parts = set.type().parts();
    if (set.type().isList()) {
      List<Match> members = new ArrayList<>();
      for (SetElement element : elements) {
        if (element.parts().get(0) instanceof SetElement.Name name) {
          members.add(match(name.text(), query, depth + 1));
        }
      }
      return new Match.AnyOf(members);
    }
    if (query.directions().size() < parts.size()) {
      return new Match.Always(false);
    }
    return new SetReader(query, parts).match(elements);
  }
}
