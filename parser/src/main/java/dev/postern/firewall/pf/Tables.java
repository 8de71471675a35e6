package dev.postern.firewall.pf;

import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.antlr.v4.runtime.ParserRuleContext;

/** The tables of a rule set: named sets of addresses, of which the closest entry counts. */
final class Tables {
  private final FileTree tree;
  private final HostNetwork network;
  private final Map<String, Content> contents = new HashMap<>();

  /**
   * What a table holds.
   *
   * @param unknown what else it holds that no file tells, or why its file tells nothing
   */
  record Content(Map<Family, AddressSet> sets, List<String> unknown) {
    AddressSet of(Family family) {
      return sets.getOrDefault(family, AddressSet.none(family));
    }
  }

  /** One entry of a table. */
  private record Entry(Prefix prefix, boolean negated) {}

  Tables(FileTree tree, HostNetwork network) {
    this.tree = tree;
    this.network = network;
  }

  /** A table's content; empty for one that only running programs fill. */
  Optional<Content> content(String name) {
    return Optional.ofNullable(contents.get(name));
  }

  /**
   * Takes in a table.
   *
   * @throws Refusal when it holds what no table can
   */
  void define(RulesParser.TableContext table, FileRecord file) throws Refusal {
    List<Entry> entries = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    boolean hasContent = false;
    for (RulesParser.TablePartContext part : table.tablePart()) {
      if (part.STRING() != null) {
        hasContent = true;
        String path = Macros.text(part.STRING().getSymbol());
        read(path, part, file, entries, unknown);
      }
      hasContent |= part.LEFT_BRACE() != null;
      for (RulesParser.WhereContext one : part.where()) {
        take(one, entries, unknown);
      }
    }
    if (hasContent) {
      contents.put(Macros.text(table.name().getStart()), new Content(sets(entries), unknown));
    }
  }

  private void take(RulesParser.WhereContext where, List<Entry> entries, List<String> unknown)
      throws Refusal {
    if (where.ANY() != null) {
      unknown.add("any, which OpenBSD refuses in a table and FreeBSD leaves out");
    }
    for (RulesParser.WhereContext inner : where.where()) {
      take(inner, entries, unknown);
    }
    if (where.host() == null) {
      return;
    }
    if (!(where.host().address() instanceof RulesParser.NamedContext named)) {
      throw new Refusal(
          where, "found '" + where.getText() + "'; a table holds addresses, networks and names");
    }
    Numerals.check(named);
    take(Numerals.text(named), where.host().NOT() != null, entries, unknown);
  }

  private void read(
      String path,
      ParserRuleContext where,
      FileRecord file,
      List<Entry> entries,
      List<String> unknown) {
    Optional<SourceFile> source = Optional.empty();
    try {
      source = Includes.find(tree, path);
    } catch (FileTree.Unreadable e) {
      file.missing(where, "'" + path + "' cannot be read: " + e.why());
    }
    if (source.isEmpty()) {
      unknown.add("what " + path + " holds, which is not among the files");
      file.missing(where, "the table's file '" + path + "' is not there");
      return;
    }
    for (int number = 1; number <= source.get().lines(); number++) {
      words(source.get().line(number), entries, unknown);
    }
  }

  /** The addresses of one line: read_addr() of pfctl_parser.c. */
  private void words(String line, List<Entry> entries, List<String> unknown) {
    int end = line.indexOf('#');
    int semicolon = line.indexOf(';');
    end = end < 0 ? line.length() : end;
    end = semicolon >= 0 && semicolon < end ? semicolon : end;
    int at = 0;
    while (at < end) {
      if (Character.isWhitespace(line.charAt(at))) {
        at++;
        continue;
      }
      int start = at;
      while (at < end && !Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      boolean negated = line.charAt(start) == '!';
      String word = line.substring(negated ? start + 1 : start, at);
      if (!word.isEmpty()) {
        take(word, negated, entries, unknown);
      }
    }
  }

  private void take(String word, boolean negated, List<Entry> entries, List<String> unknown) {
    Optional<Prefix> prefix = Numerals.prefix(word);
    if (prefix.isPresent()) {
      entries.add(new Entry(prefix.get(), negated));
    } else if (!ofInterface(word, negated, entries)) {
      unknown.add("which addresses " + word + " stands for");
    }
  }

  /** The addresses of an interface, of which none may be left to a server or a router. */
  private boolean ofInterface(String word, boolean negated, List<Entry> entries) {
    int colon = word.indexOf(':');
    String name = colon < 0 ? word : word.substring(0, colon);
    Optional<NetworkInterface.Part> part =
        NetworkInterface.Part.of(colon < 0 ? "" : word.substring(colon + 1));
    List<NetworkInterface> named = network.named(name);
    if (part.isEmpty() || named.isEmpty()) {
      return false;
    }
    for (NetworkInterface one : named) {
      if (!one.untold().isEmpty()) {
        return false;
      }
    }
    for (NetworkInterface one : named) {
      for (Family family : Family.values()) {
        for (Prefix prefix : one.addresses(part.get(), family, OptionalInt.empty()).prefixes()) {
          entries.add(new Entry(prefix, negated));
        }
      }
    }
    return true;
  }

  /** Of the entries that hold an address the one of the fewest addresses decides. */
  private static Map<Family, AddressSet> sets(List<Entry> entries) {
    Map<Family, AddressSet> sets = new HashMap<>();
    for (Family family : Family.values()) {
      TreeMap<Integer, List<AddressRange>> in = new TreeMap<>();
      TreeMap<Integer, List<AddressRange>> out = new TreeMap<>();
      for (Entry entry : entries) {
        if (entry.prefix().family() == family) {
          (entry.negated() ? out : in)
              .computeIfAbsent(entry.prefix().length(), none -> new ArrayList<>())
              .add(AddressRange.of(entry.prefix()));
        }
      }
      sets.put(family, layered(family, in, out));
    }
    return sets;
  }

  private static AddressSet layered(
      Family family, Map<Integer, List<AddressRange>> in, Map<Integer, List<AddressRange>> out) {
    if (out.isEmpty()) {
      List<AddressRange> all = new ArrayList<>();
      in.values().forEach(all::addAll);
      return AddressSet.of(family, all);
    }
    AddressSet set = AddressSet.none(family);
    for (int length = 0; length <= 128; length++) {
      if (in.containsKey(length)) {
        set = set.union(AddressSet.of(family, in.getOrDefault(length, List.of())));
      }
      if (out.containsKey(length)) {
        set = set.minus(AddressSet.of(family, out.getOrDefault(length, List.of())));
      }
    }
    return set;
  }
}
