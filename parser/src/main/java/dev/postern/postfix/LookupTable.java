package dev.postern.postfix;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A lookup table {@code type:name}, as far as the files show its content (DATABASE_README).
 *
 * @param spec as written, without {@code proxy:}
 * @param entries its content in order; empty when the files do not show it
 */
record LookupTable(String spec, Kind kind, Optional<List<Entry>> entries) {
  /** Built by postmap from the text file of the same name, or read as text. */
  private static final Set<String> INDEXED =
      Set.of("hash", "btree", "lmdb", "cdb", "dbm", "sdbm", "texthash");

  /** How keys are compared. */
  enum Kind {
    EXACT,
    NETWORKS,
    ALWAYS,
    HIDDEN
  }

  /** A key and what it gives. */
  record Entry(String key, String value) {}

  static LookupTable of(String written, Machine machine) {
    String spec = written;
    if (spec.startsWith("{")) {
      List<String> parts = Text.elements(Text.unbraced(spec));
      spec = parts.isEmpty() ? "" : parts.get(0);
    }
    spec = spec.startsWith("proxy:") ? spec.substring("proxy:".length()) : spec;
    int colon = spec.indexOf(':');
    String type = colon < 0 ? "" : spec.substring(0, colon);
    String name = spec.substring(colon + 1);
    if (type.equals("static")) {
      return new LookupTable(
          spec, Kind.ALWAYS, Optional.of(List.of(new Entry("", Text.unbraced(name)))));
    }
    if (type.equals("inline")) {
      return new LookupTable(spec, Kind.EXACT, Optional.of(inline(Text.unbraced(name))));
    }
    if (type.equals("cidr")) {
      return new LookupTable(spec, Kind.NETWORKS, networks(lines(name, machine)));
    }
    if (INDEXED.contains(type)) {
      return new LookupTable(spec, Kind.EXACT, lines(name, machine).map(LookupTable::entries));
    }
    return new LookupTable(spec, Kind.HIDDEN, Optional.empty());
  }

  private static List<Entry> inline(String text) {
    List<Entry> entries = new ArrayList<>();
    for (String element : Text.elements(text)) {
      String pair = Text.unbraced(element);
      int equals = pair.indexOf('=');
      if (equals > 0) {
        entries.add(
            new Entry(
                Text.lower(Text.trim(pair.substring(0, equals))),
                Text.trim(pair.substring(equals + 1))));
      }
    }
    return entries;
  }

  private static Optional<List<String>> lines(String name, Machine machine) {
    if (name.startsWith("{")) {
      List<String> inner = new ArrayList<>();
      for (String element : Text.elements(Text.unbraced(name))) {
        inner.add(Text.unbraced(element));
      }
      return Optional.of(inner);
    }
    Optional<SourceFile> file = machine.read(name);
    return file.map(found -> PostfixParser.table(found).stream().map(LogicalLine::text).toList());
  }

  private static List<Entry> entries(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines) {
      Entry entry = entry(line);
      entries.add(new Entry(Text.lower(entry.key()), entry.value()));
    }
    return entries;
  }

  /** Conditions and negations are outside the model. */
  private static Optional<List<Entry>> networks(Optional<List<String>> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.get()) {
      Entry entry = entry(line);
      if (Prefix.parse(entry.key()).isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry);
    }
    return Optional.of(entries);
  }

  private static Entry entry(String line) {
    int end = 0;
    while (end < line.length() && !Text.isSpace(line.charAt(end))) {
      end++;
    }
    return new Entry(line.substring(0, end), Text.trim(line.substring(end)));
  }

  /** What the first of some keys gives that is in the table. */
  Optional<String> find(List<String> keys) {
    List<Entry> all = entries.orElse(List.of());
    if (kind == Kind.ALWAYS) {
      return all.stream().map(Entry::value).findFirst();
    }
    for (String key : keys) {
      for (Entry entry : all) {
        if (entry.key().equals(key)) {
          return Optional.of(entry.value());
        }
      }
    }
    return Optional.empty();
  }

  /** What an address gives in a table of networks. */
  Optional<String> find(Address address) {
    for (Entry entry : entries.orElse(List.of())) {
      if (Prefix.parse(entry.key()).filter(prefix -> prefix.contains(address)).isPresent()) {
        return Optional.of(entry.value());
      }
    }
    return Optional.empty();
  }
}
