package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.Prefix;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What Postern says is there after a file of ipset, in the words of {@code ipset save}. */
record LoadedSets(ReadFile file, Map<String, LoadedSet> sets, Set<String> missing) {

  static LoadedSets of(String text, SetCommands.Forgiveness forgiveness) {
    Map<String, LoadedSet> sets = new LinkedHashMap<>();
    SetCommands commands = new SetCommands(Catalogue.get(), sets);
    commands.begin(forgiveness);
    return new LoadedSets(
        new SetFileLoader(SourceFile.of("sets", text), commands).load(),
        sets,
        commands.missing().keySet());
  }

  boolean isRefused() {
    return file.problems().stream().anyMatch(problem -> problem.isError());
  }

  /** Whether something is left open. */
  boolean isUncertain() {
    return file.problems().stream().anyMatch(problem -> !problem.isError())
        || sets.values().stream().anyMatch(set -> !set.doubt().isEmpty());
  }

  /** One line for each set and each of its elements. */
  TreeSet<String> lines() {
    return lines(false);
  }

  /** The same without what may be missing. */
  TreeSet<String> certainLines() {
    return lines(true);
  }

  private TreeSet<String> lines(boolean isCertain) {
    TreeSet<String> lines = new TreeSet<>();
    sets.forEach(
        (name, set) -> {
          if (isCertain && missing.contains(name)) {
            return;
          }
          lines.add("create " + name + " " + set.type().name());
          int last = isCertain ? set.certain() : set.size();
          for (SetElement element : set.elements().subList(0, last)) {
            for (String shown : shown(set, element)) {
              lines.add("add " + name + " " + shown + (element.isException() ? " nomatch" : ""));
            }
          }
        });
    return lines;
  }

  private static List<String> shown(LoadedSet set, SetElement element) {
    List<String> all = List.of("");
    for (int i = 0; i < element.parts().size(); i++) {
      List<String> longer = new ArrayList<>();
      for (String before : all) {
        for (String part : shown(set, i, element.parts().get(i))) {
          longer.add(before.isEmpty() ? part : before + "," + part);
        }
      }
      all = longer;
    }
    return all;
  }

  private static List<String> shown(LoadedSet set, int place, SetElement.Part part) {
    SetType.Part kind = set.type().parts().get(place);
    List<String> shown = new ArrayList<>();
    if (part instanceof SetElement.Addresses addresses) {
      if (kind == SetType.Part.NET || kind == SetType.Part.ANY_NET) {
        Prefix block = addresses.range().prefixes().get(0);
        shown.add(
            block.length() == block.family().bits() ? block.base().toString() : block.toString());
      } else {
        shown.addAll(each(set, place, addresses.range()));
      }
    } else if (part instanceof SetElement.Ports ports) {
      String protocol =
          kind == SetType.Part.TCP_PORT
              ? ""
              : Map.of(6, "tcp:", 17, "udp:", 132, "sctp:", 136, "udplite:", 47, "gre:")
                  .getOrDefault(ports.protocol(), ports.protocol() + ":");
      for (int port = ports.first(); port <= ports.last(); port++) {
        shown.add(protocol + port);
      }
    } else if (part instanceof SetElement.Name name) {
      shown.add(name.text());
    }
    return shown;
  }

  /** Addresses that a netmask makes one of are shown by the first of them. */
  private static List<String> each(LoadedSet set, int place, AddressRange range) {
    int bits =
        place > 0
            ? range.first().family().bits()
            : set.options()
                .number("netmask")
                .map(Long::intValue)
                .orElse(range.first().family().bits());
    List<String> each = new ArrayList<>();
    Address at = range.first();
    while (true) {
      Address last = new Prefix(at, bits).last();
      each.add(at.toString());
      if (last.compareTo(range.last()) >= 0) {
        return each;
      }
      at = last.next();
    }
  }
}
