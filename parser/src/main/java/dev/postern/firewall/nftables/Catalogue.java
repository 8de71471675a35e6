package dev.postern.firewall.nftables;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What nft knows: what a rule can compare, and the names of values. */
final class Catalogue {
  private static final int MOST_WORDS = 4;

  private final Map<String, Datatype> selectors = new HashMap<>();
  private final Map<String, Datatype> types = new HashMap<>();
  private final Map<String, Map<String, Long>> symbols = new HashMap<>();

  /** Read when it is first asked for, once for all files. */
  private static final class Loaded {
    private static final Catalogue CATALOGUE = new Catalogue();
  }

  private Catalogue() {
    each("expressions.tsv", this::selector);
    each("symbols.tsv", this::symbol);
    for (Datatype type : selectors.values()) {
      types.putIfAbsent(type.name(), type);
    }
    types.put("fib_addrtype", new Datatype("fib_addrtype", 32));
  }

  static Catalogue get() {
    return Loaded.CATALOGUE;
  }

  private void selector(String[] fields) {
    int bits = fields[2].isEmpty() ? 0 : Integer.parseInt(fields[2]);
    selectors.put(fields[0], new Datatype(fields[1], bits));
  }

  private void symbol(String[] fields) {
    symbols
        .computeIfAbsent(fields[0], type -> new HashMap<>())
        .put(fields[1], Long.valueOf(fields[2]));
  }

  /** Numbers and names by services and protocols, read when a name is first asked for. */
  private static final class Names {
    private static final Map<String, Long> PORTS = new HashMap<>();
    private static final Map<String, Long> PROTOCOLS = new HashMap<>();

    static {
      each("../iptables/services.tsv", Names::port);
      each(
          "../iptables/protocols.tsv",
          fields -> PROTOCOLS.putIfAbsent(fields[0], Long.valueOf(fields[1])));
    }

    private static void port(String[] fields) {
      String number = fields[1].substring(0, fields[1].indexOf('/'));
      PORTS.putIfAbsent(fields[0], Long.valueOf(number));
    }
  }

  private interface Line {
    void read(String[] fields);
  }

  private static void each(String resource, Line use) {
    try (InputStream stream = Catalogue.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the program");
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isEmpty()) {
          use.read(line.split("\t", -1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many of the next words name something that rules compare; 0 when they do not. */
  int selectorWords(Terms terms) {
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
  boolean isHead(String word) {
    String start = word + " ";
    return selectors.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  Optional<Datatype> selector(String name) {
    return Optional.ofNullable(selectors.get(name));
  }

  /** A type as a set's {@code type} names it. */
  Optional<Datatype> type(String name) {
    return Optional.ofNullable(types.get(name));
  }

  /** The number that a name stands for; empty when the type has no such name. */
  Optional<Long> number(Datatype type, String name) {
    return switch (type.name()) {
      case "inet_service" -> Optional.ofNullable(Names.PORTS.get(name));
      // nft's own word for the protocol, whose name is ipcomp.
      case "inet_proto" ->
          Optional.ofNullable(Names.PROTOCOLS.get(name.equals("comp") ? "ipcomp" : name));
      default -> Optional.ofNullable(symbols.getOrDefault(type.name(), Map.of()).get(name));
    };
  }
}
