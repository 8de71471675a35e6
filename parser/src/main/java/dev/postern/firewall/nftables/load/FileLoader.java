package dev.postern.firewall.nftables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Families;
import dev.postern.firewall.nftables.syntax.Keywords;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Loads a file's text: its commands, the blocks in them and the files it includes. */
public final class FileLoader {
  /** nft follows no more: MAX_INCLUDE_DEPTH of nftables.h. */
  private static final int DEEPEST_INCLUDE = 16;

  private final Session session;
  private final FileRecord record;
  private final SourceFile source;
  private final int depth;
  private Optional<Place> fixed = Optional.empty();

  public FileLoader(Session session, SourceFile source, int depth) {
    this.session = session;
    this.record = session.record(source);
    this.source = source;
    this.depth = depth;
  }

  /** Loads commands up to the end of the file or to where its text is none of nft's. */
  public void commands(Scope scope) {
    try {
      NftParser parser = new NftParser(source.text());
      TermReader reader = new TermReader(parser.tokens(), fixed);
      for (Optional<RulesetParser.LineContext> line = parser.command();
          line.isPresent();
          line = parser.command()) {
        command(line.get(), reader, scope);
        session.calls().settle();
      }
    } catch (Refusal syntax) {
      record.syntax(syntax);
    }
  }

  /** Loads a command that stands for a part of the file in another form. */
  void placed(String text, Place place) {
    fixed = Optional.of(place);
    try {
      NftParser parser = new NftParser(text);
      TermReader reader = new TermReader(parser.tokens(), fixed);
      for (Optional<RulesetParser.LineContext> line = parser.command();
          line.isPresent();
          line = parser.command()) {
        command(line.get(), reader, new Scope());
      }
    } catch (Refusal syntax) {
      record.syntax(new Refusal(place, syntax.why()));
    }
  }

  private void command(RulesetParser.LineContext line, TermReader reader, Scope scope) {
    guarded(
        () -> {
          if (line.variable() != null) {
            variable(line.variable(), reader, scope, (included, inner) -> included.commands(inner));
          } else {
            new CommandLoader(this, line, reader, scope).run();
          }
        });
  }

  /** Something that may be refused. */
  interface Step {
    void run() throws Refusal;
  }

  void guarded(Step step) {
    try {
      step.run();
    } catch (Refusal refusal) {
      record.refused(refusal);
    }
  }

  /** What an included file is part of. */
  private interface Part {
    void load(FileLoader included, Scope scope);
  }

  private void variable(
      RulesetParser.VariableContext tree, TermReader reader, Scope scope, Part part)
      throws Refusal {
    Place place = place(tree);
    record.understood();
    if (tree.INCLUDE() != null) {
      String name = TermReader.text(tree.STRING().getSymbol());
      if (depth >= DEEPEST_INCLUDE) {
        throw new Refusal(place, "more than " + DEEPEST_INCLUDE + " files include each other");
      }
      for (SourceFile included : session.includes().find(name, place)) {
        part.load(new FileLoader(session, included, depth + 1), scope);
      }
      return;
    }
    String name = tree.name().getText();
    if (tree.UNDEFINE() != null) {
      if (!scope.remove(name)) {
        throw new Refusal(place, "the variable '" + name + "' is not defined");
      }
      return;
    }
    if (tree.DEFINE() != null && scope.defines(name)) {
      throw new Refusal(place, "the variable '" + name + "' is defined already");
    }
    List<Term> terms =
        reader.read(
            tree.operand(0).getStart(), tree.operand(tree.operand().size() - 1).getStop(), scope);
    scope.define(name, TermReader.value(terms, place));
  }

  /** A table's block, or a file included in one. */
  void tableBlock(
      LoadedTable table,
      List<RulesetParser.TableEntryContext> entries,
      TermReader reader,
      Scope scope) {
    for (RulesetParser.TableEntryContext entry : entries) {
      guarded(() -> tableEntry(table, entry, reader, scope));
    }
  }

  private void tableLines(LoadedTable table, Scope scope) {
    try {
      NftParser parser = new NftParser(source.text());
      TermReader reader = new TermReader(parser.tokens(), fixed);
      for (Optional<RulesetParser.TableEntryContext> entry = parser.tableEntry();
          entry.isPresent();
          entry = parser.tableEntry()) {
        tableBlock(table, List.of(entry.get()), reader, scope);
      }
    } catch (Refusal syntax) {
      record.syntax(syntax);
    }
  }

  private void tableEntry(
      LoadedTable table, RulesetParser.TableEntryContext entry, TermReader reader, Scope scope)
      throws Refusal {
    if (entry.variable() != null) {
      variable(
          entry.variable(), reader, scope, (included, inner) -> included.tableLines(table, inner));
      return;
    }
    if (entry.CHAIN() != null) {
      LoadedChain chain =
          Transaction.addChain(table, name(entry.name()), false, place(entry), origin(entry));
      record.understood();
      chainBlock(table, chain, entry.chainBlock().entry(), reader, new Scope(scope));
    } else if (entry.kind() != null) {
      record.understood();
      new ObjectLoader(this, table, reader, new Scope(scope))
          .block(entry.kind(), name(entry.name()), entry.objectBlock(), place(entry), false);
    } else {
      record.understood();
      Terms terms = terms(entry.words(), reader, scope);
      if (terms.take("flags")) {
        tableFlags(table, terms);
      } else if (terms.take("comment")) {
        terms.name("a comment");
      } else {
        throw terms.unexpected("a chain, a set or the flags of the table");
      }
    }
  }

  static void tableFlags(LoadedTable table, Terms terms) throws Refusal {
    do {
      Term flag = terms.next("dormant");
      if (flag.is("dormant")) {
        table.dormant(true);
      } else if (!flag.is("owner")) {
        throw new Refusal(flag.place(), flag.shown() + " is no flag of a table");
      }
    } while (terms.take(","));
  }

  /** A chain's block, or a file included in one. */
  void chainBlock(
      LoadedTable table,
      LoadedChain chain,
      List<RulesetParser.EntryContext> entries,
      TermReader reader,
      Scope scope) {
    ChainReader spec = new ChainReader();
    for (RulesetParser.EntryContext entry : entries) {
      guarded(() -> chainEntry(table, chain, entry, reader, scope, spec));
    }
    guarded(() -> spec.check(chain));
  }

  private void chainLines(LoadedTable table, LoadedChain chain, Scope scope) {
    try {
      NftParser parser = new NftParser(source.text());
      TermReader reader = new TermReader(parser.tokens(), fixed);
      for (Optional<RulesetParser.EntryContext> entry = parser.entry();
          entry.isPresent();
          entry = parser.entry()) {
        chainBlock(table, chain, List.of(entry.get()), reader, scope);
      }
    } catch (Refusal syntax) {
      record.syntax(syntax);
    }
  }

  private void chainEntry(
      LoadedTable table,
      LoadedChain chain,
      RulesetParser.EntryContext entry,
      TermReader reader,
      Scope scope,
      ChainReader spec)
      throws Refusal {
    if (entry.variable() != null) {
      variable(
          entry.variable(),
          reader,
          scope,
          (included, inner) -> included.chainLines(table, chain, inner));
      return;
    }
    Terms terms = terms(entry.statement(), reader, scope);
    if (ChainReader.isSpec(terms)) {
      record.understood();
      spec.read(table.id(), chain, terms, origin(entry));
    } else {
      addRule(table, chain, terms, place(entry), chain.rules().size());
    }
  }

  /** What the properties of a set or another object are read into. */
  interface Properties {
    void read(Terms terms, FileRecord record) throws Refusal;
  }

  /** The block of a set or another object, or a file included in one. */
  void objectBlock(
      List<RulesetParser.PropertyContext> properties,
      TermReader reader,
      Scope scope,
      Properties into)
      throws Refusal {
    for (RulesetParser.PropertyContext property : properties) {
      if (property.variable() != null) {
        variable(
            property.variable(),
            reader,
            scope,
            (included, inner) -> included.objectLines(inner, into));
      } else {
        into.read(terms(property.statement(), reader, scope), record);
      }
    }
  }

  private void objectLines(Scope scope, Properties into) {
    try {
      NftParser parser = new NftParser(source.text());
      TermReader reader = new TermReader(parser.tokens(), fixed);
      for (Optional<RulesetParser.PropertyContext> property = parser.property();
          property.isPresent();
          property = parser.property()) {
        objectBlock(List.of(property.get()), reader, scope, into);
        record.understood();
      }
    } catch (Refusal refusal) {
      record.refused(refusal);
    }
  }

  /** Reads a rule and puts it at a place among the chain's. */
  void addRule(LoadedTable table, LoadedChain chain, Terms terms, Place place, int at)
      throws Refusal {
    LoadedRule rule = loaded(table, session.statements().rule(terms), place);
    chain.rules().add(at, rule);
  }

  private LoadedRule loaded(LoadedTable table, List<Statement> statements, Place place)
      throws Refusal {
    List<Statement> named = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement instanceof Statement.Block block) {
        // nft takes more behind it, which no packet comes to.
        named.add(call(table, block));
        break;
      }
      named.add(statement);
    }
    LoadedRule rule = new LoadedRule(named, source, place);
    session.calls().rule(table, rule.statements(), record);
    return rule;
  }

  /** Gives the chain of a block a name that nobody can write: nft_chain_parse_id() does so too. */
  private Statement call(LoadedTable table, Statement.Block block) throws Refusal {
    String name = "{ " + table.chains().size() + " }";
    LoadedChain chain =
        Transaction.addChain(
            table, name, true, block.place(), new Origin.Setting(record.span(block.place()), name));
    for (Statement.Rule rule : block.rules()) {
      chain.rules().add(loaded(table, rule.statements(), rule.place()));
    }
    return new Statement.Ending(
        block.returns() ? new Verdict.Jump(name) : new Verdict.Goto(name), block.place());
  }

  Session session() {
    return session;
  }

  FileRecord record() {
    return record;
  }

  static Terms terms(ParserRuleContext words, TermReader reader, Scope scope) throws Refusal {
    return terms(words.getStart(), words.getStop(), reader, scope);
  }

  static Terms terms(Token first, Token last, TermReader reader, Scope scope) throws Refusal {
    Place end = reader.place(last);
    return new Terms(reader.read(first, last, scope), new Place(end.end(), end.end()));
  }

  Place place(ParserRuleContext tree) {
    Token stop = tree.getStop() == null ? tree.getStart() : tree.getStop();
    return fixed.orElseGet(
        () -> new Place(tree.getStart().getStartIndex(), stop.getStopIndex() + 1));
  }

  /** The first line of a statement, which may go on for many. */
  Origin.Setting origin(ParserRuleContext tree) {
    Place place = place(tree);
    int line = source.text().indexOf('\n', place.start());
    int end = line >= 0 && line < place.end() ? line : place.end();
    String text = source.text().substring(place.start(), Math.min(end, source.text().length()));
    return new Origin.Setting(record.span(new Place(place.start(), end)), text.strip());
  }

  /** The name of a chain, a set or an object; in JSON, {@code fixed} in place, it can be any. */
  private String name(RulesetParser.NameContext tree) throws Refusal {
    return checked(tree.getText(), place(tree));
  }

  String checked(String name, Place place) throws Refusal {
    if (fixed.isEmpty()) {
      Keywords.checkName(name, place);
    }
    return name;
  }

  /** A table's name, its family before it. */
  LoadedTable.Id id(List<String> words, Place place) throws Refusal {
    if (words.size() == 1 || words.size() == 2) {
      checked(words.get(words.size() - 1), place);
    }
    if (words.size() == 1) {
      return new LoadedTable.Id("ip", words.get(0));
    }
    if (words.size() != 2 || !Families.isFamily(words.get(0))) {
      throw new Refusal(place, "expected a family and the name of a table");
    }
    return new LoadedTable.Id(words.get(0), words.get(1));
  }
}
