package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of keys and values: {@code hash} and its like, {@code texthash}, {@code inline}
 * (postmap/postmap.c, util/dict_thash.c, util/dict_inline.c). Keys are compared without regard to
 * case.
 */
record KeyedTable(Map<String, Entry> entries) implements LookupTable {

  /** A value and where it stands. */
  record Entry(String value, List<Origin> origins) {}

  /** What postmap makes of lines {@code key value}: of several lines with one key the first. */
  static LookupTable indexed(List<TableLine> lines) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    read(lines, entries);
    return new KeyedTable(entries);
  }

  /** Lines that the programs read themselves; they cannot use them when a key comes twice. */
  static LookupTable text(List<TableLine> lines) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    return read(lines, entries)
        .<LookupTable>map(twice -> ClosedTable.failing("duplicate entry: " + Text.quoted(twice)))
        .orElseGet(() -> new KeyedTable(entries));
  }

  /** What postalias makes of lines {@code name: value}. */
  static LookupTable aliases(List<TableLine> lines) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (TableLine line : lines) {
      String text = line.text();
      int colon = endOf(text, c -> c == ':');
      if (colon > 0 && colon < text.length()) {
        String name = Text.lower(Text.trim(text.substring(0, colon))).replace("\"", "");
        entries.putIfAbsent(name, new Entry(Text.trim(text.substring(colon + 1)), line.origins()));
      }
    }
    return new KeyedTable(entries);
  }

  /** Fills in the lines, and tells a key that comes again. */
  private static Optional<String> read(List<TableLine> lines, Map<String, Entry> entries) {
    Optional<String> twice = Optional.empty();
    for (TableLine line : lines) {
      String text = line.text();
      int end = endOfKey(text, "");
      String value = end < 0 ? "" : Text.trim(text.substring(end));
      if (!value.isEmpty()) {
        String key = Text.lower(text.substring(0, end));
        boolean again = entries.putIfAbsent(key, new Entry(value, line.origins())) != null;
        twice = again ? Optional.of(key) : twice;
      }
    }
    return twice;
  }

  /** {@code {name=value, {name = value with blanks}}}; of one name the last counts. */
  static LookupTable inline(String name) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String element : Text.elements(Braces.inner(name).orElse(""))) {
      Optional<String> inner =
          element.startsWith("{") ? Braces.inner(element) : Optional.of(element);
      String pair = Text.trim(inner.orElse(""));
      int end = endOfKey(pair, "=");
      String rest = end < 0 ? "" : Text.trim(pair.substring(end));
      if (!rest.startsWith("=")) {
        return ClosedTable.failing("bad syntax in inline:" + Text.quoted(name));
      }
      entries.put(
          Text.lower(pair.substring(0, end)), new Entry(Text.trim(rest.substring(1)), List.of()));
    }
    return entries.isEmpty()
        ? ClosedTable.failing("bad syntax in inline:" + Text.quoted(name))
        : new KeyedTable(entries);
  }

  /** Where the key ends: at white space outside quotes; -1 when a quote is not closed. */
  private static int endOfKey(String text, String signs) {
    return endOf(text, c -> Text.isSpace(c) || signs.indexOf(c) >= 0);
  }

  /** Says of a character whether the key ends there. */
  private interface End {
    boolean at(char c);
  }

  /** Where the first such character outside quotes stands; -1 when a quote is not closed. */
  private static int endOf(String text, End end) {
    boolean quoted = false;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && end.at(c)) {
        return at;
      }
      at++;
    }
    return quoted ? -1 : text.length();
  }

  @Override
  public Fact<Lookup> find(String key) {
    Entry entry = entries.get(Text.lower(key));
    return entry == null
        ? Fact.known(Lookup.NOTHING)
        : Fact.known(new Lookup.Found(entry.value()), entry.origins());
  }

  @Override
  public boolean takesParts() {
    return true;
  }

  @Override
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  @Override
  public boolean listsAll() {
    return true;
  }

  /** Those whose keys are written as Postfix writes addresses. */
  @Override
  public Fact<Networks> clients() {
    List<Prefix> addresses = new ArrayList<>();
    List<Origin> origins = new ArrayList<>();
    entries.forEach(
        (key, entry) ->
            Address.parse(key)
                .filter(address -> address.toString().equals(key))
                .ifPresent(
                    address -> {
                      addresses.add(Prefix.of(address));
                      origins.addAll(entry.origins());
                    }));
    return Fact.known(new Networks(addresses), origins);
  }
}
