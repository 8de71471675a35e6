package dev.postern.firewall.nftables.syntax;

import dev.postern.data.DataFile;
import dev.postern.net.InternetNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What nft knows: what a rule can compare, and the names of values. */
public final class Catalogue {
  private static final int MOST_WORDS = 4;

  private final Map<String, Datatype> selectors = new HashMap<>();
  private final Map<String, Datatype> types = new HashMap<>();
  private final Map<String, Map<String, Long>> symbols = new HashMap<>();

  /** Read when it is first asked for, once for all files. */
  private static final class Loaded {
    private static final Catalogue CATALOGUE = new Catalogue();
  }

  private Catalogue() {
    for (String[] row : DataFile.rows(Catalogue.class, "expressions.tsv", 3)) {
      selector(row);
    }
    for (String[] row : DataFile.rows(Catalogue.class, "symbols.tsv", 3)) {
      symbol(row);
    }
    for (Datatype type : selectors.values()) {
      types.putIfAbsent(type.name(), type);
    }
    types.put("fib_addrtype", new Datatype("fib_addrtype", 32));
  }

  /** The one there is, read at first use. */
  public static Catalogue get() {
    return Loaded.CATALOGUE;
  }

  private void selector(String... fields) {
    int bits = fields[2].isEmpty() ? 0 : Integer.parseInt(fields[2]);
    selectors.put(fields[0], new Datatype(fields[1], bits));
  }

  private void symbol(String... fields) {
    symbols
        .computeIfAbsent(fields[0], type -> new HashMap<>())
        .put(fields[1], Long.valueOf(fields[2]));
  }

  /** How many of the next words name something that rules compare; 0 when they do not. */
  public int selectorWords(Terms terms) {
    StringBuilder name = new StringBuilder();
    int found = 0;
    for (int words = 1; words <= MOST_WORDS; words++) {
      Optional<Term> term = terms.peek(words - 1);
      if (term.isEmpty() || term.get().kind() != Term.Kind.WORD) {
        break;
      }
      name.append(words == 1 ? "" : " ").append(term.get().text());
      if (selectors.containsKey(name.toString())) {
        found = words;
      }
    }
    return found;
  }

  /** Whether a word starts the name of something that rules compare. */
  public boolean isHead(String word) {
    String start = word + " ";
    return selectors.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  /** The type of what a selector of rules compares; empty where it is none. */
  public Optional<Datatype> selector(String name) {
    return Optional.ofNullable(selectors.get(name));
  }

  /** A type as a set's {@code type} names it. */
  public Optional<Datatype> type(String name) {
    return Optional.ofNullable(types.get(name));
  }

  /** The number that a name stands for; empty when the type has no such name. */
  public Optional<Long> number(Datatype type, String name) {
    return switch (type.name()) {
      case "inet_service" -> InternetNames.port(name).map(Long::valueOf);
      // nft's own word for the protocol, whose name is ipcomp.
      case "inet_proto" ->
          InternetNames.protocol(name.equals("comp") ? "ipcomp" : name).map(Long::valueOf);
      default -> Optional.ofNullable(symbols.getOrDefault(type.name(), Map.of()).get(name));
    };
  }
}
