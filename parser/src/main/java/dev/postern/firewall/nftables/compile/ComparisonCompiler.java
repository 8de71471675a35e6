package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes matches of comparisons, of single selectors and of several together, and of sets. */
final class ComparisonCompiler {
  private final LoadedTable table;
  private final MatchMaker maker;
  private final DynamicSets dynamic;

  ComparisonCompiler(LoadedTable table, MatchMaker maker, DynamicSets dynamic) {
    this.table = table;
    this.maker = maker;
    this.dynamic = dynamic;
  }

  /**
   * What must hold for a comparison.
   *
   * @param refuses whether the rule denies what it matches, or lets the next rule decide
   */
  List<Match> compile(Statement.Comparison comparison, LoadedRule rule, boolean refuses)
      throws Refusal {
    List<Match> all = new ArrayList<>(needs(comparison.left()));
    Optional<Match> match =
        match(comparison.left(), comparison.operator(), comparison.right(), refuses);
    if (match.isPresent()) {
      all.add(match.get());
    } else if (!all.contains(new Match.Always(false))) {
      all.add(new Match.Undecidable(rule.text(comparison.place())));
    }
    return all;
  }

  /** What must hold for the packet to have all that is compared. */
  List<Match> needs(Expression left) throws Refusal {
    List<Match> all = new ArrayList<>();
    if (left instanceof Expression.Selector selector) {
      all.addAll(maker.needs(selector));
      for (Expression part : selector.of()) {
        all.addAll(needs(part));
      }
    } else if (left instanceof Expression.Concatenation parts) {
      for (Expression part : parts.parts()) {
        all.addAll(needs(part));
      }
    } else if (left instanceof Expression.Operation operation) {
      all.addAll(needs(operation.left()));
      all.addAll(needs(operation.right()));
    } else if (left instanceof Expression.Mapped mapped) {
      all.addAll(needs(mapped.key()));
    }
    return all.stream().distinct().toList();
  }

  /** The match; empty when no file decides it. */
  Optional<Match> match(Expression left, String operator, Expression right, boolean refuses)
      throws Refusal {
    if (right instanceof Expression.Named named) {
      return named(left, operator, named, refuses);
    }
    if (left instanceof Expression.Concatenation parts) {
      if (!(right instanceof Expression.Elements elements)) {
        return together(parts, right).map(match -> signed(match, operator));
      }
      return together(parts, elements).map(match -> signed(match, operator));
    }
    if (!isComparable(left)) {
      throw new Refusal(left.place(), "this is a value; expected something of packets");
    }
    return maker.match(left, operator, right);
  }

  private static boolean isComparable(Expression left) {
    if (left instanceof Expression.Operation operation) {
      return isComparable(operation.left()) || isComparable(operation.right());
    }
    return left instanceof Expression.Selector || left instanceof Expression.Mapped;
  }

  private static Match signed(Match match, String operator) {
    return operator.equals("!=") ? new Match.Not(match) : match;
  }

  private Optional<Match> named(
      Expression left, String operator, Expression.Named named, boolean refuses) throws Refusal {
    LoadedSet set = set(named);
    checkTypes(left, set, named);
    Expression.Elements elements = set.elements();
    Optional<Match> members =
        elements.elements().isEmpty()
            ? Optional.of(new Match.Always(false))
            : match(left, "==", elements, refuses);
    Optional<Match> noted = dynamic.noted(set, refuses);
    if (noted.isPresent()) {
      if (elements.elements().isEmpty()) {
        return Optional.of(signed(noted.get(), operator));
      }
      members = members.map(match -> new Match.AnyOf(List.of(match, noted.get())));
    }
    return members.map(match -> signed(match, operator));
  }

  LoadedSet set(Expression.Named named) throws Refusal {
    LoadedSet set = table.sets().get(named.name());
    if (set == null) {
      throw new Refusal(named.place(), "there is no set or map '" + named.name() + "'");
    }
    return set;
  }

  private static void checkTypes(Expression left, LoadedSet set, Expression.Named named)
      throws Refusal {
    List<Expression> parts =
        left instanceof Expression.Concatenation together ? together.parts() : List.of(left);
    if (parts.size() != set.key().size()) {
      throw new Refusal(
          named.place(),
          "%d values together; the set '%s' has %d"
              .formatted(parts.size(), set.name(), set.key().size()));
    }
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Expression.Selector selector) {
        Datatype own = selector.type();
        Datatype other = set.key().get(i);
        boolean fits =
            own.name().equals(other.name())
                || own.name().equals("integer")
                || other.name().equals("integer")
                || own.bits() == 0;
        if (!fits) {
          throw new Refusal(
              named.place(),
              "the set '%s' is of type %s, this is of type %s"
                  .formatted(set.name(), other.name(), own.name()));
        }
      }
    }
  }

  /** One combination of values, or several of which one must be there. */
  private Optional<Match> together(Expression.Concatenation left, Expression right) throws Refusal {
    List<Element> elements =
        right instanceof Expression.Elements set ? set.elements() : List.of(Element.of(right));
    Map<List<Match>, List<AddressRange>> byOthers = new LinkedHashMap<>();
    List<Match> any = new ArrayList<>();
    AddressSet sample = null;
    for (Element element : elements) {
      Optional<List<Match>> matches = combination(left, element.key());
      if (matches.isEmpty()) {
        return Optional.empty();
      }
      List<Match> others = new ArrayList<>(matches.get());
      Optional<Match.Addresses> client = takeClient(others);
      if (client.isPresent()) {
        sample = client.get().set();
        byOthers
            .computeIfAbsent(others, none -> new ArrayList<>())
            .addAll(client.get().set().ranges());
      } else {
        any.add(new Match.AllOf(others));
      }
    }
    if (sample != null) {
      for (Map.Entry<List<Match>, List<AddressRange>> entry : byOthers.entrySet()) {
        List<Match> all = new ArrayList<>(entry.getKey());
        AddressSet clients = AddressSet.of(sample.family(), entry.getValue());
        all.add(new Match.Addresses(End.SOURCE, clients));
        any.add(new Match.AllOf(all));
      }
    }
    return Optional.of(any.size() == 1 ? any.get(0) : new Match.AnyOf(any));
  }

  /** Very many combinations differ in the client's address alone; those are taken together. */
  private static Optional<Match.Addresses> takeClient(List<Match> matches) {
    for (int i = 0; i < matches.size(); i++) {
      if (matches.get(i) instanceof Match.Addresses addresses && addresses.end() == End.SOURCE) {
        matches.remove(i);
        return Optional.of(addresses);
      }
    }
    return Optional.empty();
  }

  private Optional<List<Match>> combination(Expression.Concatenation left, Expression key)
      throws Refusal {
    if (key instanceof Expression.Anything) {
      return Optional.of(List.of());
    }
    if (!(key instanceof Expression.Concatenation parts)
        || parts.parts().size() != left.parts().size()) {
      throw new Refusal(
          key.place(), "expected " + left.parts().size() + " values together, joined by dots");
    }
    List<Match> all = new ArrayList<>();
    for (int i = 0; i < parts.parts().size(); i++) {
      Optional<Match> match = maker.match(left.parts().get(i), "==", parts.parts().get(i));
      if (match.isEmpty()) {
        return Optional.empty();
      }
      all.add(match.get());
    }
    return Optional.of(all);
  }
}
