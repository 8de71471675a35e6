package dev.postern.firewall.nftables.read;

import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Families;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a counter, quota, limit or another named object is, in its block or behind its name:
 * counter_block and its like in parser_bison.y, obj_evaluate() in evaluate.c, and what the kernel
 * asks for.
 */
public final class NamedObjectReader {
  /** The states that a connection times out in: rule.c. */
  private static final Map<String, Set<String>> STATES =
      Map.of(
          "tcp",
          Set.of(
              "syn_sent",
              "syn_recv",
              "established",
              "fin_wait",
              "close_wait",
              "last_ack",
              "time_wait",
              "close",
              "syn_sent2",
              "retrans",
              "unack"),
          "udp",
          Set.of("unreplied", "replied"));

  private final String family;
  private final String kind;
  private final ExpressionReader expressions;
  private final Set<String> said = new HashSet<>();
  private final Map<String, Place> states = new HashMap<>();
  private Optional<Statement.Limited> limit = Optional.empty();
  private String protocol = "";

  /**
   * @param family of the table
   */
  public NamedObjectReader(String family, String kind, ExpressionReader expressions) {
    this.family = family;
    this.kind = kind;
    this.expressions = expressions;
  }

  /** How often a limit lets something pass; empty for other objects. */
  public Optional<Statement.Limited> limit() {
    return limit;
  }

  /** Reads a line of the block. */
  public void read(Terms terms) throws Refusal {
    Place at = terms.place();
    if (terms.take("comment")) {
      terms.name("a comment");
      if (!said.add("comment")) {
        throw new Refusal(at, "a second comment");
      }
    } else {
      switch (kind) {
        case "counter" -> counter(terms);
        case "quota" -> LimitReader.amount(terms);
        case "limit" -> {
          terms.expect("rate");
          limit = Optional.of(new LimitReader(expressions).rateOf(terms, at));
        }
        case "synproxy" -> synproxy(terms);
        case "secmark" -> terms.name("a context");
        case "ct helper" -> helper(terms);
        case "ct timeout" -> timeout(terms);
        case "ct expectation" -> expectation(terms);
        default -> throw new Refusal(at, "'" + kind + "' is no object of a table");
      }
      said.add("content");
    }
    if (!terms.isEmpty()) {
      throw terms.unexpected("the end of the line");
    }
  }

  /** Checks that nothing is missing. */
  public void check(Place place) throws Refusal {
    boolean isWhole =
        switch (kind) {
          case "limit", "secmark" -> said.contains("content");
          case "synproxy" -> said.contains("wscale") || said.isEmpty();
          case "ct helper" -> said.contains("type");
          case "ct timeout" -> !protocol.isEmpty();
          case "ct expectation" ->
              !protocol.isEmpty()
                  && (isOneFamily() || said.contains("family"))
                  && said.containsAll(Set.of("dport", "timeout", "size"));
          default -> true;
        };
    for (Map.Entry<String, Place> state : states.entrySet()) {
      if (!STATES.getOrDefault(protocol, Set.of()).contains(state.getKey())) {
        throw new Refusal(state.getValue(), "'" + state.getKey() + "' is no state of " + protocol);
      }
    }
    if (!isWhole) {
      throw new Refusal(place, "something that a " + kind + " needs is missing");
    }
  }

  private boolean isOneFamily() {
    return family.equals("ip") || family.equals("ip6");
  }

  private static void counter(Terms terms) throws Refusal {
    terms.expect("packets");
    terms.number("a number of packets");
    terms.expect("bytes");
    terms.number("a number of bytes");
  }

  /** On one line, or on three, as nft lists it. */
  private void synproxy(Terms terms) throws Refusal {
    if (said.contains("mss")) {
      if (said.add("wscale")) {
        scale(terms);
        return;
      }
    } else {
      terms.expect("mss");
      terms.number("the largest segment");
      said.add("mss");
      if (terms.isEmpty()) {
        return;
      }
      scale(terms);
      said.add("wscale");
    }
    terms.take("timestamp");
    terms.take("sack-perm");
  }

  private static void scale(Terms terms) throws Refusal {
    terms.expect("wscale");
    terms.number("a scale of windows");
  }

  private void helper(Terms terms) throws Refusal {
    if (isFamily(terms)) {
      return;
    }
    terms.expect("type");
    Term name = terms.next("the name of a helper in quotes");
    if (name.kind() != Term.Kind.STRING) {
      throw new Refusal(name.place(), name.shown() + " lacks quotes");
    }
    protocol(terms);
    said.add("type");
  }

  private void timeout(Terms terms) throws Refusal {
    if (terms.isNext("protocol")) {
      protocol(terms);
    } else if (!isFamily(terms)) {
      terms.expect("policy");
      terms.expect("=");
      Term braces = terms.next("states and times in braces");
      for (Expression.Element one : expressions.elements(braces, false).elements()) {
        boolean isTime =
            one.data().filter(data -> data instanceof Expression.Symbol).isPresent()
                && Numerals.parse(((Expression.Symbol) one.data().get()).text()).isPresent();
        if (!isTime || !(one.key() instanceof Expression.Symbol state)) {
          throw new Refusal(one.key().place(), "expected a state and a number of seconds");
        }
        states.put(state.text(), state.place());
      }
    }
  }

  private void expectation(Terms terms) throws Refusal {
    if (terms.isNext("protocol")) {
      protocol(terms);
    } else if (terms.take("timeout")) {
      terms.time();
      said.add("timeout");
    } else if (!isFamily(terms)) {
      boolean isPort = terms.take("dport");
      if (!isPort) {
        terms.expect("size");
      }
      if (terms.number("a number") > 0) {
        said.add(isPort ? "dport" : "size");
      }
    }
  }

  private void protocol(Terms terms) throws Refusal {
    terms.expect("protocol");
    Term name = terms.next("tcp or udp");
    if (!STATES.containsKey(name.text())) {
      throw new Refusal(name.place(), "found " + name.shown() + "; expected tcp or udp");
    }
    protocol = name.text();
  }

  private boolean isFamily(Terms terms) throws Refusal {
    if (!terms.take("l3proto")) {
      return false;
    }
    Term name = terms.next("a family");
    if (!Families.isFamily(name.text())) {
      throw new Refusal(name.place(), name.shown() + " is no family");
    }
    boolean isOther = name.is(family.equals("ip") ? "ip6" : "ip");
    if (isOneFamily() && isOther && !kind.equals("ct timeout")) {
      throw new Refusal(name.place(), "packets of " + family + " are none of " + name.text());
    }
    said.add("family");
    return true;
  }
}
