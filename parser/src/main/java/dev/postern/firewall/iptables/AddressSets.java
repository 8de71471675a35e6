package dev.postern.firewall.iptables;

import dev.postern.firewall.End;
import dev.postern.firewall.Match;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.Collections;
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
  private final Map<String, SetText> sets = new LinkedHashMap<>();
  private final List<ReadFile> files = new ArrayList<>();
  private final Map<String, String> doubts = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final LineShapes<Addition> additions = new LineShapes<>(name -> false);
  private final Map<String, Match> known = new LinkedHashMap<>();

  /**
   * A set as written.
   *
   * @param family of the rules that may name it; empty for those of both
   */
  private record SetText(
      String type,
      Optional<Family> family,
      Optional<Integer> netmask,
      List<ElementText> elements) {}

  /**
   * An element of a set as written.
   *
   * @param isException whether {@code nomatch} stands behind it
   */
  record ElementText(String text, boolean isException) {}

  /** What a line adds to a set, its element left open. */
  private record Addition(String set, boolean isException) {}

  private AddressSets(Catalogue catalogue) {
    this.catalogue = catalogue;
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

  boolean isEmpty() {
    return sets.isEmpty();
  }

  /** Tells that rules add to a set or take from it, so that nobody knows all its elements. */
  void changedByRules(String name) {
    doubts.put(name, CHANGED_BY_RULES);
  }

  /**
   * Why a set may not be there when rules name it, which are refused then; empty when it surely is.
   */
  Optional<String> missing(String name) {
    if (sets.containsKey(name)) {
      return Optional.ofNullable(missing.get(name));
    }
    return Optional.of(
        files.isEmpty() ? "no file makes it" : files.get(0).source().path() + " does not make it");
  }

  /** Makes a set in place of one of the name. */
  public void define(String name, String type, List<String> elements) {
    sets.put(
        name,
        new SetText(
            type,
            Optional.empty(),
            Optional.empty(),
            new ArrayList<>(elements.stream().map(text -> new ElementText(text, false)).toList())));
  }

  private void read(SourceFile source) {
    IptablesParser parser = new IptablesParser(source);
    List<Problem> problems = new ArrayList<>();
    Set<String> before = Set.copyOf(sets.keySet());
    int understood = 0;
    int unrecognised = 0;
    int last = source.text().isEmpty() ? 0 : source.lines();
    for (int number = 1; number <= last; number++) {
      if (additionOfKnownShape(source, number)) {
        understood++;
        continue;
      }
      Line line = parser.line(number);
      if (line instanceof Line.Command command) {
        Optional<String> wrong = read(command.words());
        if (wrong.isEmpty()) {
          understood++;
          learn(source, command.words());
          continue;
        }
        problems.add(
            Problem.error(Problem.Kind.SYNTAX, source.lineSpan(line.number()), wrong.get()));
      } else if (line instanceof Line.Blank) {
        continue;
      }
      if (unrecognised++ == 0) {
        before = Set.copyOf(sets.keySet());
      }
    }
    if (unrecognised > 0) {
      refused(source, before);
    }
    problems.addAll(parser.problems());
    Coverage coverage = new Coverage(understood, 0, 0, unrecognised);
    files.add(new ReadFile(source, "ipset", coverage, problems));
  }

  /**
   * Tells that ipset stops in the middle of a file. What it had gathered to add is lost with what
   * comes behind.
   *
   * @param made the sets that were there when it stopped
   */
  private void refused(SourceFile source, Set<String> made) {
    String why = "ipset refuses a line of " + source.path();
    for (String name : sets.keySet()) {
      doubts.put(name, why);
      if (!made.contains(name)) {
        missing.put(name, why + " before it makes this set");
      }
    }
  }

  /** An {@code add SET ELEMENT} line of words that an earlier one had too, but for the element. */
  private boolean additionOfKnownShape(SourceFile source, int number) {
    Addition addition = additions.find(source.text(), source.start(number), source.end(number));
    if (addition == null) {
      return false;
    }
    SetText set = sets.get(addition.set());
    if (set == null) {
      return false;
    }
    set.elements()
        .add(new ElementText(additions.word(source.text(), 0).text(), addition.isException()));
    return true;
  }

  private void learn(SourceFile source, List<Word> words) {
    String command = words.get(0).text();
    if ((command.equals("add") || command.equals("-A")) && words.size() > 2) {
      List<LineShapes.Part> parts =
          new ArrayList<>(Collections.nCopies(words.size(), LineShapes.Part.FIXED));
      parts.set(2, LineShapes.Part.VALUE);
      additions.learn(
          source.text(), words, parts, new Addition(words.get(1).text(), isException(words)));
    }
  }

  private static boolean isException(List<Word> words) {
    return words.subList(3, words.size()).stream().anyMatch(w -> w.text().equals("nomatch"));
  }

  /** Takes in one line; what is wrong with it when it cannot be. */
  private Optional<String> read(List<Word> words) {
    String command = words.get(0).text();
    String name = words.size() > 1 ? words.get(1).text() : "";
    switch (command) {
      case "create", "-N" -> {
        if (words.size() < 3) {
          return Optional.of("'create' needs a name and a type");
        }
        sets.put(
            name,
            new SetText(
                words.get(2).text(),
                family(words),
                option(words, "netmask").flatMap(Values::number).map(Long::intValue),
                new ArrayList<>()));
      }
      case "add", "-A" -> {
        SetText set = sets.get(name);
        if (set == null || words.size() < 3) {
          return Optional.of(
              set == null ? "there is no set '" + name + "'" : "'add' needs an element");
        }
        String element = words.get(2).text();
        if (set.type().equals("list:set") && !sets.containsKey(element)) {
          return Optional.of("there is no set '" + element + "' to be a member of this one");
        }
        set.elements().add(new ElementText(element, isException(words)));
      }
      case "flush", "-F" -> {
        if (sets.containsKey(name)) {
          sets.get(name).elements().clear();
        }
      }
      case "destroy", "-X" -> sets.remove(name);
      default -> {
        return Optional.of(
            "'" + command + "' is no command of an ipset file; expected create or add");
      }
    }
    return Optional.empty();
  }

  /** Of a set by its {@code create} line: ipset(8), family. */
  private static Optional<Family> family(List<Word> words) {
    String type = words.get(2).text();
    boolean isOfBoth =
        type.equals("list:set") || type.equals("bitmap:port") || type.equals("hash:mac");
    return isOfBoth
        ? Optional.empty()
        : Optional.of(
            option(words, "family").filter("inet6"::equals).isPresent() ? Family.V6 : Family.V4);
  }

  private static Optional<String> option(List<Word> words, String name) {
    for (int i = 3; i + 1 < words.size(); i++) {
      if (words.get(i).text().equals(name)) {
        return Optional.of(words.get(i + 1).text());
      }
    }
    return Optional.empty();
  }

  /** Whether rules of a family are refused when they name a set, for it is of the other. */
  boolean isOfOther(Family family, String name) {
    SetText set = sets.get(name);
    return set != null && set.family().filter(own -> own != family).isPresent();
  }

  /**
   * What membership means.
   *
   * @param directions {@code src} or {@code dst} for each part of the set's elements
   */
  public Match match(String name, List<String> directions, Family family) {
    String key = name + " " + directions + " " + family;
    Match match = known.get(key);
    if (match == null) {
      match = match(name, directions, family, 0);
      known.put(key, match);
    }
    return match;
  }

  private Match match(String name, List<String> directions, Family family, int depth) {
    SetText set = sets.get(name);
    String shown = "-m set --match-set " + name + " " + String.join(",", directions);
    if (set == null || depth > DEEPEST_LIST) {
      return new Match.Undecidable(shown + " (no file tells what is in this set)");
    }
    Match match = elements(set, directions, family, depth, shown);
    String doubt = doubts.get(name);
    if (doubt == null) {
      return match;
    }
    Match other = new Match.Undecidable(shown + " (" + doubt + ")");
    if (doubt.equals(CHANGED_BY_RULES)) {
      return new Match.AnyOf(List.of(match, other));
    }
    // Elements may be missing, and exceptions from them too.
    boolean hasExceptions = set.elements().stream().anyMatch(ElementText::isException);
    return hasExceptions ? other : new Match.AllOf(List.of(match, other));
  }

  private Match elements(
      SetText set, List<String> directions, Family family, int depth, String shown) {
    if (set.type().equals("list:set")) {
      List<Match> members = new ArrayList<>();
      for (ElementText element : set.elements()) {
        members.add(match(element.text(), directions, family, depth + 1));
      }
      return new Match.AnyOf(members);
    }
    int colon = set.type().indexOf(':');
    List<String> parts = List.of(set.type().substring(colon + 1).split(",", -1));
    if (directions.size() < parts.size()) {
      return new Match.Always(false);
    }
    List<End> ends =
        directions.stream().map(d -> d.equals("src") ? End.SOURCE : End.DESTINATION).toList();
    return new SetReader(catalogue, family, parts, ends, set.netmask(), shown)
        .match(set.elements());
  }
}
