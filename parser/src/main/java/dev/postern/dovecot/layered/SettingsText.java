package dev.postern.dovecot.layered;

import dev.postern.dovecot.layered.SettingsExport.Entry;
import dev.postern.dovecot.layered.SettingsExport.Kind;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.ShownValue;
import dev.postern.fact.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Settings as doveconf prints them: sorted, each section around what stands in it
 * (config_dump_human_output(), Dovecot 2.3.19.1 src/config/doveconf.c).
 */
final class SettingsText {
  /** Puts the name of a section before everything in it. */
  private static final char NAME_MARK = '\uffff';

  private static final int PRINTED = -1;

  private final Function<List<Origin>, String> note;
  private final Map<String, Integer> prefixes = new HashMap<>();
  private final List<String> heads = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private int indent;

  /**
   * A section that is open.
   *
   * @param heads how many heads waited to be printed before its own; PRINTED when none is left
   */
  private record Open(String prefix, int rank, int heads) {}

  private SettingsText(Function<List<Origin>, String> note) {
    this.note = note;
  }

  /**
   * The lines, two blanks of indentation a level.
   *
   * @param note what to put behind a value of these origins; no statement among them is a default
   */
  static List<String> lines(
      Filter filter, List<Entry> entries, Function<List<Origin>, String> note) {
    SettingsText text = new SettingsText(note);
    text.filter(filter);
    int filters = text.indent;
    text.prefixes(entries);
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.removeIf(entry -> entry.kind() == Kind.LIST);
    sorted.sort(Comparator.comparing(SettingsText::sortKey, SettingsText::order));
    sorted.forEach(text::entry);
    text.end(filters);
    return text.lines;
  }

  private void filter(Filter filter) {
    filter.local().filter(net -> net.bits() > 0).ifPresent(net -> head("local " + net));
    filter.localName().ifPresent(name -> head("local_name " + name));
    filter.remote().filter(net -> net.bits() > 0).ifPresent(net -> head("remote " + net));
    filter.protocol().ifPresent(name -> head("protocol " + name));
  }

  private void head(String words) {
    heads.add("  ".repeat(indent) + words + " {");
    indent++;
  }

  private void prefixes(List<Entry> entries) {
    List<Entry> lists = new ArrayList<>(entries);
    lists.removeIf(entry -> entry.kind() != Kind.LIST);
    lists.sort(Comparator.comparing(Entry::key, SettingsText::order));
    for (Entry list : lists) {
      for (String name : list.value().split(" ", -1)) {
        String prefix = list.key() + "/" + (name.isEmpty() ? "" : name + "/");
        prefixes.putIfAbsent(prefix, prefixes.size());
      }
    }
  }

  private void entry(Entry entry) {
    close(entry.key());
    int rank = open.isEmpty() ? PRINTED : open.getFirst().rank();
    for (Open next = section(entry.key(), rank);
        next.rank() >= 0;
        next = section(entry.key(), next.rank())) {
      boolean named = entry.kind() == Kind.NAME;
      int around = open.isEmpty() ? 0 : open.getFirst().prefix().length();
      int waiting = heads.size();
      String word = entry.key().substring(around, entry.key().indexOf('/', around));
      String name = named && !entry.value().isEmpty() ? " " + shownName(entry.value()) : "";
      head(word + name);
      open.push(new Open(next.prefix(), next.rank(), named ? waiting : PRINTED));
      if (named) {
        return;
      }
    }
    lines.addAll(heads);
    heads.clear();
    markPrinted();
    int around = open.isEmpty() ? 0 : open.getFirst().prefix().length();
    lines.add("  ".repeat(indent) + line(entry, entry.key().substring(around)));
  }

  private void markPrinted() {
    List<Open> all = List.copyOf(open);
    open.clear();
    all.forEach(section -> open.addLast(new Open(section.prefix(), section.rank(), PRINTED)));
  }

  /** Closes the sections in which a key does not stand. */
  private void close(String key) {
    while (!open.isEmpty() && !key.startsWith(open.getFirst().prefix())) {
      Open last = open.pop();
      indent--;
      if (last.heads() == PRINTED) {
        lines.add("  ".repeat(indent) + "}");
      } else {
        heads.subList(last.heads(), heads.size()).clear();
      }
    }
  }

  /** The first section around a key after one; its rank is below zero when there is none. */
  private Open section(String key, int after) {
    Open first = new Open("", PRINTED, PRINTED);
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      String prefix = key.substring(0, slash + 1);
      int rank = prefixes.getOrDefault(prefix, PRINTED);
      if (rank > after && (first.rank() < 0 || rank < first.rank())) {
        first = new Open(prefix, rank, PRINTED);
      }
    }
    return first;
  }

  private void end(int filters) {
    while (!open.isEmpty() && open.getFirst().heads() == PRINTED) {
      open.pop();
      indent--;
      lines.add("  ".repeat(indent) + "}");
    }
    for (int level = lines.isEmpty() ? 0 : filters; level > 0; level--) {
      lines.add("  ".repeat(level - 1) + "}");
    }
  }

  private static String sortKey(Entry entry) {
    int last = entry.key().lastIndexOf('/') + 1;
    return entry.kind() == Kind.NAME
        ? entry.key().substring(0, last) + NAME_MARK + entry.key().substring(last)
        : entry.key();
  }

  /** As C compares signed characters: what is not ASCII comes first. */
  private static int order(String left, String right) {
    for (int i = 0; i < Math.min(left.length(), right.length()); i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return (a < 128) == (b < 128) ? a - b : b - a;
      }
    }
    return left.length() - right.length();
  }

  private String line(Entry entry, String key) {
    return key
        + " = "
        + ShownValue.of(key, entry.value())
        + note.apply(entry.written().map(one -> List.<Origin>of(one.origin())).orElse(List.of()));
  }

  private static String shownName(String name) {
    return name.indexOf(' ') < 0 ? name : '"' + ShownValue.escape(name) + '"';
  }
}
