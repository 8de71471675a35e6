package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Families;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Carries out one command, such as {@code add rule inet filter input tcp dport 143 accept}. */
final class CommandLoader {
  /** What only later versions than 1.0.6 reset: nft(8). */
  private static final Set<String> LATER_RESETS = Set.of("rule", "rules", "set", "map", "element");

  private final FileLoader file;
  private final RulesetParser.LineContext line;
  private final TermReader reader;
  private final Scope scope;
  private final Transaction transaction;
  private final String verb;
  private final Place place;

  CommandLoader(FileLoader file, RulesetParser.LineContext line, TermReader reader, Scope scope) {
    this.file = file;
    this.line = line;
    this.reader = reader;
    this.scope = scope;
    this.transaction = file.session().transaction();
    this.verb = line.verb() == null ? "add" : line.verb().getText();
    this.place = file.place(line);
  }

  void run() throws Refusal {
    if (line.verb() != null && (verb.equals("list") || verb.equals("reset"))) {
      // Only prints.
      file.record().ignored();
      if (verb.equals("reset") && LATER_RESETS.contains(line.getChild(1).getText())) {
        file.record()
            .add(
                Problem.warning(
                    Problem.Kind.NOTE,
                    file.record().span(place),
                    "nft up to 1.0.6 refuses this command, and with it the whole file"));
      }
    } else if (line.RULESET() != null) {
      file.record().understood();
      if (!verb.equals("flush")) {
        throw new Refusal(place, "expected flush ruleset");
      }
      transaction.flushRuleset(
          line.name().isEmpty() ? Optional.empty() : Optional.of(line.name(0).getText()));
    } else if (line.TABLE() != null) {
      file.record().understood();
      table();
    } else if (line.CHAIN() != null) {
      file.record().understood();
      chain();
    } else if (line.ELEMENT() != null) {
      file.record().understood();
      elements();
    } else if (line.kind() != null) {
      file.record().understood();
      object();
    } else {
      rule();
    }
  }

  private boolean adds() {
    return verb.equals("add") || verb.equals("create");
  }

  private boolean takesAway() {
    return verb.equals("delete") || verb.equals("destroy");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (RulesetParser.NameContext name : line.name()) {
      names.add(name.getText());
    }
    return names;
  }

  private Refusal unknownVerb() {
    return new Refusal(place, "'" + verb + "' does not go with this");
  }

  private void table() throws Refusal {
    LoadedTable.Id id = file.id(names(), place);
    if (adds()) {
      LoadedTable table = transaction.addTable(id, verb.equals("create"), place);
      if (line.tableBlock() != null) {
        file.tableBlock(table, line.tableBlock().tableEntry(), reader, new Scope(scope));
      }
    } else if (takesAway()) {
      transaction.deleteTable(id, verb.equals("destroy"), place);
    } else if (verb.equals("flush")) {
      transaction.table(id, place).chains().values().forEach(chain -> chain.rules().clear());
    } else {
      throw unknownVerb();
    }
  }

  /** A table and something in it. */
  private record Path(LoadedTable table, String name) {}

  private Path path(List<String> names) throws Refusal {
    int last = names.size() - 1;
    if (last < 1) {
      throw new Refusal(place, "expected a family, the name of a table and another name");
    }
    return new Path(
        transaction.table(file.id(names.subList(0, last), place), place),
        file.checked(names.get(last), place));
  }

  private void chain() throws Refusal {
    List<String> names = names();
    if (verb.equals("rename")) {
      rename(names);
      return;
    }
    Path path = path(names);
    if (adds()) {
      LoadedChain chain =
          Transaction.addChain(
              path.table(), path.name(), verb.equals("create"), place, file.origin(line));
      if (line.chainBlock() != null) {
        file.chainBlock(path.table(), chain, line.chainBlock().entry(), reader, new Scope(scope));
      }
      return;
    }
    if (verb.equals("destroy") && !path.table().chains().containsKey(path.name())) {
      return;
    }
    LoadedChain chain = Transaction.chain(path.table(), path.name(), place);
    if (takesAway()) {
      path.table().chains().remove(path.name());
    } else if (verb.equals("flush")) {
      chain.rules().clear();
    } else {
      throw unknownVerb();
    }
  }

  private void rename(List<String> names) throws Refusal {
    String to = names.get(names.size() - 1);
    Path path = path(names.subList(0, names.size() - 1));
    LoadedChain chain = Transaction.chain(path.table(), path.name(), place);
    if (path.table().chains().containsKey(to)) {
      throw new Refusal(place, "the chain " + to + " is there already");
    }
    path.table().chains().remove(path.name());
    path.table().chains().put(to, chain.renamed(to));
  }

  private void object() throws Refusal {
    List<String> names = names();
    int length = Families.isFamily(names.isEmpty() ? "" : names.get(0)) ? 3 : 2;
    Path path = path(names.subList(0, Math.min(length, names.size())));
    RulesetParser.KindContext kind = line.kind();
    if (adds()) {
      ObjectLoader objects = new ObjectLoader(file, path.table(), reader, new Scope(scope));
      if (line.objectBlock() != null) {
        objects.block(kind, path.name(), line.objectBlock(), place, verb.equals("create"));
      } else {
        objects.bare(ObjectLoader.kind(kind), path.name(), behind(length), place);
      }
      return;
    }
    int type = kind.getStart().getType();
    boolean isSet =
        type == RulesetLexer.SET || type == RulesetLexer.MAP || type == RulesetLexer.METER;
    boolean isThere =
        isSet
            ? path.table().sets().containsKey(path.name())
            : path.table().objects().containsKey(ObjectLoader.kind(kind) + " " + path.name());
    if (!isThere) {
      if (verb.equals("destroy")) {
        return;
      }
      throw new Refusal(place, "there is no " + kind.getText() + " " + path.name());
    }
    if (verb.equals("flush") && isSet) {
      Transaction.set(path.table(), path.name(), place).flush();
    } else if (takesAway()) {
      path.table().sets().remove(path.name());
      path.table().objects().remove(ObjectLoader.kind(kind) + " " + path.name());
    } else {
      throw unknownVerb();
    }
  }

  /** What stands behind the names of an object. */
  private Terms behind(int names) throws Refusal {
    boolean isNothing = line.name().size() <= names && line.mark() == null;
    if (isNothing) {
      return new Terms(new ArrayList<>(), place);
    }
    Token first = line.name().size() > names ? line.name(names).getStart() : line.mark().getStart();
    return FileLoader.terms(first, line.getStop(), reader, scope);
  }

  private void elements() throws Refusal {
    Path path = path(names());
    LoadedSet set = Transaction.set(path.table(), path.name(), place);
    ParserRuleContext from = line.braces() == null ? line : line.braces();
    List<Term> terms =
        line.braces() == null
            ? reader.read(line.VARIABLE().getSymbol(), line.VARIABLE().getSymbol(), scope)
            : reader.read(from.getStart(), from.getStop(), scope);
    if (terms.size() != 1 || terms.get(0).kind() != Term.Kind.BRACES) {
      throw new Refusal(place, "expected the members in braces");
    }
    List<Expression.Element> elements =
        file.session().expressions().elements(terms.get(0), false).elements();
    if (adds()) {
      set.in(file.record());
      transaction.addElements(set, elements);
      file.session().calls().members(path.table(), set, elements, file.record());
    } else if (takesAway()) {
      transaction.removeElements(set, elements, verb.equals("destroy"));
    } else {
      throw unknownVerb();
    }
  }

  private void rule() throws Refusal {
    Terms terms = FileLoader.terms(line.words(), reader, scope);
    List<String> names = new ArrayList<>();
    if (terms.peek().filter(term -> Families.isFamily(term.text())).isPresent()) {
      names.add(terms.next("a family").text());
    }
    names.add(terms.name("the name of a table").text());
    LoadedTable table = transaction.table(file.id(names, place), place);
    LoadedChain chain = Transaction.chain(table, terms.name("the name of a chain").text(), place);
    int size = chain.rules().size();
    Optional<Integer> position = position(terms, size);
    switch (verb) {
      case "add", "create" ->
          file.addRule(table, chain, terms, place, position.map(at -> at + 1).orElse(size));
      case "insert" -> file.addRule(table, chain, terms, place, position.orElse(0));
      case "replace", "delete", "destroy" ->
          throw new Refusal(
              place, "'" + verb + "' names a rule by its handle, which no file tells");
      default -> throw unknownVerb();
    }
  }

  private Optional<Integer> position(Terms terms, int size) throws Refusal {
    if (terms.isNext("handle") || terms.isNext("position")) {
      throw new Refusal(terms.place(), "the handles of rules are in no file");
    }
    if (!terms.take("index")) {
      return Optional.empty();
    }
    Place at = terms.place();
    long index = terms.number("an index");
    if (index >= size) {
      throw new Refusal(at, "the chain has no rule " + index);
    }
    return Optional.of((int) index);
  }
}
