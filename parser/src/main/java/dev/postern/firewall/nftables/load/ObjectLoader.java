package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.read.NamedObjectReader;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Loads what stands in a table besides chains: sets, maps, and objects such as limits. */
final class ObjectLoader {
  private static final Set<String> ENDLESS = Set.of("elements", "auto-merge");

  /** What each member of a set can have: stateful_stmt in parser_bison.y. */
  private static final Set<String> STATEFUL = Set.of("limit", "quota", "ct", "last");

  private static final Set<String> FLAGS = Set.of("constant", "interval", "timeout", "dynamic");

  private final FileLoader file;
  private final LoadedTable table;
  private final TermReader reader;
  private final Scope scope;

  ObjectLoader(FileLoader file, LoadedTable table, TermReader reader, Scope scope) {
    this.file = file;
    this.table = table;
    this.reader = reader;
    this.scope = scope;
  }

  void block(
      RulesetParser.KindContext kind,
      String name,
      RulesetParser.ObjectBlockContext block,
      Place place,
      boolean mustBeNew)
      throws Refusal {
    switch (kind.getStart().getType()) {
      case RulesetLexer.SET, RulesetLexer.METER -> set(name, false, block, place, mustBeNew);
      case RulesetLexer.MAP -> set(name, true, block, place, mustBeNew);
      case RulesetLexer.FLOWTABLE -> {
        file.objectBlock(
            block.property(), reader, scope, (terms, record) -> FlowTable.read(table.id(), terms));
        table.objects().put("flowtable " + name, Optional.empty());
      }
      default -> object(kind(kind), name, block, place);
    }
  }

  static String kind(RulesetParser.KindContext kind) {
    return kind.CT() != null ? "ct " + kind.name().getText() : kind.getText();
  }

  private void object(String kind, String name, RulesetParser.ObjectBlockContext block, Place place)
      throws Refusal {
    NamedObjectReader object = reader(kind);
    file.objectBlock(block.property(), reader, scope, (terms, record) -> object.read(terms));
    put(object, kind + " " + name, place);
  }

  private NamedObjectReader reader(String kind) {
    return new NamedObjectReader(table.id().family(), kind, file.session().expressions());
  }

  /** An object whose properties stand behind its name: {@code add limit f slow rate 10/minute}. */
  void bare(String kind, String name, Terms terms, Place place) throws Refusal {
    NamedObjectReader object = reader(kind);
    if (!terms.isEmpty() || kind.equals("quota")) {
      object.read(terms);
    }
    put(object, kind + " " + name, place);
  }

  private void put(NamedObjectReader object, String key, Place place) throws Refusal {
    object.check(place);
    table.objects().put(key, object.limit());
  }

  /** What the block of a set says. */
  private static final class Spec {
    private final List<Datatype> key = new ArrayList<>();
    private final List<Datatype> data = new ArrayList<>();
    private final Set<String> flags = new HashSet<>();
    private final List<Term> elements = new ArrayList<>();
    private Optional<Long> size = Optional.empty();
    private long timeout;
    private boolean isSweptAt;
    private boolean hasValues;
    private boolean isCommented;
    private FileRecord origin;

    Spec(FileRecord origin) {
      this.origin = origin;
    }
  }

  private void set(
      String name,
      boolean isMap,
      RulesetParser.ObjectBlockContext block,
      Place place,
      boolean mustBeNew)
      throws Refusal {
    checkEnd(block);
    Spec spec = new Spec(file.record());
    file.objectBlock(
        block.property(), reader, scope, (terms, record) -> property(spec, terms, record));
    if (spec.key.isEmpty()) {
      throw new Refusal(place, "the type of '" + name + "' is missing");
    }
    if (isMap != spec.hasValues) {
      throw new Refusal(
          place,
          "'" + name + (isMap ? "' lacks the type of its values" : "' is a set with values"));
    }
    if (spec.isSweptAt && !spec.flags.contains("timeout")) {
      throw new Refusal(place, "'" + name + "' has a gc-interval, and no members that time out");
    }
    if (spec.flags.contains("auto-merge") && !spec.flags.contains("interval")) {
      throw new Refusal(place, "'" + name + "' has auto-merge, which needs 'flags interval'");
    }
    LoadedSet set =
        file.session()
            .transaction()
            .addSet(
                table,
                new LoadedSet(
                    name,
                    isMap,
                    spec.key,
                    spec.data,
                    spec.flags,
                    spec.timeout,
                    spec.flags.contains("constant")
                        ? Optional.empty()
                        : spec.size.filter(size -> size > 0)),
                mustBeNew,
                place);
    set.in(spec.origin);
    for (Term term : spec.elements) {
      List<Expression.Element> elements =
          file.session().expressions().elements(term, false).elements();
      file.session().transaction().addElements(set, elements);
      file.session().calls().members(table, set, elements, spec.origin);
    }
  }

  /** The members and auto-merge alone stand before the brace without an end: set_block. */
  private void checkEnd(RulesetParser.ObjectBlockContext block) throws Refusal {
    boolean isOpen =
        block.getChild(block.getChildCount() - 2) instanceof RulesetParser.PropertyContext last
            && !ENDLESS.contains(last.getStart().getText());
    if (isOpen) {
      throw new Refusal(reader.place(block.getStop()), "'}' lacks a newline or ';' before it");
    }
  }

  private void property(Spec spec, Terms terms, FileRecord record) throws Refusal {
    if (terms.take("type")) {
      spec.key.clear();
      types(terms, spec.key);
      if (terms.take(":")) {
        spec.hasValues = true;
        valueTypes(terms, spec.data);
      }
    } else if (terms.take("typeof")) {
      typesOf(terms, spec.key);
      if (terms.take(":")) {
        spec.hasValues = true;
        valueTypesOf(terms, spec.data);
      }
    } else if (terms.take("flags")) {
      flags(terms, spec.flags);
    } else if (terms.take("auto-merge")) {
      spec.flags.add("auto-merge");
    } else if (terms.take("elements")) {
      terms.expect("=");
      spec.elements.add(terms.next("the members in braces"));
      spec.origin = record;
    } else {
      other(spec, terms);
    }
    if (!terms.isEmpty()) {
      throw terms.unexpected("the end of the line");
    }
  }

  private static void flags(Terms terms, Set<String> flags) throws Refusal {
    do {
      Term flag = terms.next("a flag");
      if (!FLAGS.contains(flag.text())) {
        throw new Refusal(flag.place(), flag.shown() + " is no flag of a set");
      }
      flags.add(flag.text());
    } while (terms.take(","));
  }

  private void other(Spec spec, Terms terms) throws Refusal {
    Term word = terms.next("a property of a set");
    switch (word.text()) {
      case "timeout" -> {
        spec.timeout = terms.time();
        spec.flags.add("timeout");
      }
      case "gc-interval" -> {
        terms.time();
        spec.isSweptAt = true;
      }
      case "size" -> {
        Term size = terms.next("a number");
        spec.size = number(size);
      }
      case "policy" -> {
        if (!terms.take("memory") && !terms.take("performance")) {
          throw terms.unexpected("memory or performance");
        }
      }
      case "comment" -> {
        terms.next("a value");
        if (spec.isCommented) {
          throw new Refusal(word.place(), "a second comment");
        }
        spec.isCommented = true;
      }
      case "counter" -> spec.flags.add(MemberCheck.STATEFUL);
      default -> {
        if (!STATEFUL.contains(word.text())) {
          throw new Refusal(word.place(), word.shown() + " is nothing of a set");
        }
        spec.flags.add(MemberCheck.STATEFUL);
        Terms again = new Terms(rest(word, terms), terms.place());
        file.session().statements().rule(again);
      }
    }
  }

  private static Optional<Long> number(Term term) throws Refusal {
    if (term.kind() != Term.Kind.NUMBER) {
      throw new Refusal(term.place(), term.shown() + " is no number");
    }
    boolean isShort = term.text().length() <= 10 && !term.text().startsWith("0x");
    return isShort ? Optional.of(Long.parseLong(term.text())) : Optional.empty();
  }

  private static List<Term> rest(Term first, Terms terms) throws Refusal {
    List<Term> all = new ArrayList<>();
    all.add(first);
    while (!terms.isEmpty()) {
      all.add(terms.next("a word"));
    }
    return all;
  }

  private void types(Terms terms, List<Datatype> into) throws Refusal {
    do {
      Term name = terms.next("a type");
      into.add(
          file.session()
              .catalogue()
              .type(name.text())
              .orElseThrow(() -> new Refusal(name.place(), name.shown() + " is no type of a set")));
    } while (terms.take("."));
  }

  private void valueTypes(Terms terms, List<Datatype> into) throws Refusal {
    terms.take("interval");
    if (terms.isNext("verdict")
        || terms.isNext("counter")
        || terms.isNext("quota")
        || terms.isNext("limit")
        || terms.isNext("secmark")
        || terms.isNext("synproxy")) {
      terms.skip(1);
      return;
    }
    types(terms, into);
  }

  private void typesOf(Terms terms, List<Datatype> into) throws Refusal {
    Expression expression = file.session().expressions().expression(terms);
    List<Expression> parts =
        expression instanceof Expression.Concatenation together
            ? together.parts()
            : List.of(expression);
    for (Expression part : parts) {
      into.add(typeOf(part));
    }
  }

  private void valueTypesOf(Terms terms, List<Datatype> into) throws Refusal {
    terms.take("interval");
    if (terms.take("verdict")
        || terms.take("counter")
        || terms.take("quota")
        || terms.take("limit")) {
      return;
    }
    typesOf(terms, into);
  }

  private static Datatype typeOf(Expression expression) throws Refusal {
    if (expression instanceof Expression.Selector selector) {
      return selector.type();
    }
    if (expression instanceof Expression.Operation operation) {
      return typeOf(operation.left());
    }
    if (expression instanceof Expression.Mapped mapped) {
      return typeOf(mapped.key());
    }
    throw new Refusal(expression.place(), "this is a value; expected something of packets");
  }
}
