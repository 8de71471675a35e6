package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.RuleCompiler;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.IptablesParser;
import dev.postern.firewall.iptables.syntax.Line;
import dev.postern.firewall.iptables.syntax.LineShapes;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleReader;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads one file as iptables-restore does: table by table, each at its COMMIT, in place of the
 * table of that name or on top of it.
 */
final class FileLoader implements RuleCommand.Reader {
  private static final int LONGEST_CHAIN_NAME = 28;

  private final Catalogue catalogue;
  private final AddressSets sets;
  private final SourceFile source;
  private final Family family;
  private final IptablesParser parser;
  private final RuleCompiler compiler;
  private final Map<String, LineShapes<RuleShape>> shapes = new HashMap<>();
  private final Objections objections;
  private final Map<String, TableBuilder> tables;
  private final Start start;
  private Optional<TableBuilder> open = Optional.empty();
  private int openedAt;
  private boolean looksUp;
  private int understood;
  private int ignored;
  private int unmodelled;
  private int unrecognised;

  /** What a table holds when a file begins it. */
  enum Start {
    /** Nothing. */
    EMPTY,
    /** What is loaded already: {@code iptables-restore --noflush}. */
    LOADED,
    /** Nothing, and no line names the table: what {@code iptables -S} prints. */
    UNNAMED
  }

  /**
   * A loader of one file.
   *
   * @param tables those that are loaded already, which the file's own change or replace
   */
  FileLoader(
      Catalogue catalogue,
      AddressSets sets,
      SourceFile source,
      Family family,
      Map<String, TableBuilder> tables,
      Start start) {
    this.catalogue = catalogue;
    this.sets = sets;
    this.source = source;
    this.family = family;
    this.tables = tables;
    this.start = start;
    this.objections = new Objections(source, start);
    this.parser = new IptablesParser(source);
    this.compiler = new RuleCompiler(catalogue, family, sets, this::needsAddress);
  }

  /** Loads the file; a later table of a name comes after the earlier one. */
  void load() {
    if (!sets.isEmpty()) {
      findChangedSets("--add-set");
      findChangedSets("--del-set");
    }
    int last = source.text().isEmpty() ? 0 : source.lines();
    for (int number = 1; number <= last; number++) {
      if (start == Start.UNNAMED) {
        PrintedTables.beginningAt(source, number).ifPresent(this::changeTable);
      }
      if (!appendOfKnownShape(number)) {
        objections.readEnd(open, number);
        read(parser.line(number));
      }
    }
    open.ifPresent(start == Start.UNNAMED ? this::commit : this::missingCommit);
  }

  private TableBuilder fresh(String name) {
    TableBuilder loaded = tables.get(name);
    return start == Start.LOADED && loaded != null ? loaded.copy() : new TableBuilder(name);
  }

  ReadFile read() {
    List<Problem> problems = new ArrayList<>(parser.problems());
    problems.addAll(objections.problems());
    problems.sort(Problem.ORDER);
    return new ReadFile(
        source,
        family == Family.V4 ? "iptables" : "ip6tables",
        new Coverage(understood, ignored, unmodelled, unrecognised),
        problems);
  }

  private void findChangedSets(String option) {
    String text = source.text();
    for (int at = text.indexOf(option); at >= 0; at = text.indexOf(option, at + 1)) {
      int line = source.span(at, at).line();
      if (parser.line(line) instanceof Line.Command command) {
        List<Word> words = command.words();
        for (int i = 0; i + 1 < words.size(); i++) {
          if (words.get(i).text().equals(option)) {
            sets.changedByRules(words.get(i + 1).text());
          }
        }
      }
    }
    parser.problems().clear();
  }

  /** Takes a line in that differs from an earlier one in addresses, ports and remarks alone. */
  private boolean appendOfKnownShape(int number) {
    int start = source.start(number);
    int end = source.end(number);
    if (open.isEmpty() || start == end) {
      return false;
    }
    TableBuilder table = open.get();
    LineShapes<RuleShape> known = shapes(table);
    String text = source.text();
    RuleShape shape = known.find(text, behindCounters(text, start, end), end);
    if (shape == null) {
      return false;
    }
    String chain = known.word(text, 0).text();
    if (!shape.fits(table, chain, known, text)) {
      return false;
    }
    try {
      Rule rule = shape.rule(known, text, compiler, origin(number));
      table.append(chain, new TableBuilder.Entry(rule, () -> words(number)));
      understood++;
      return true;
    } catch (Refusal refusal) {
      // Reading the line in full places what is wrong with it.
      return false;
    }
  }

  /** The words of an {@code -A CHAIN …} line behind its chain. */
  private String words(int line) {
    if (parser.line(line) instanceof Line.Command command) {
      List<Word> words = command.words();
      return String.join(" ", words.subList(2, words.size()).stream().map(Word::text).toList());
    }
    return "";
  }

  private LineShapes<RuleShape> shapes(TableBuilder table) {
    return shapes.computeIfAbsent(
        table.name(), name -> new LineShapes<>(RuleReader.targetNames(catalogue)));
  }

  /** {@code [12:3456] -A …}, as iptables-save -c writes it. */
  private static int behindCounters(String text, int start, int end) {
    int at = start;
    if (text.charAt(at) == '[') {
      at++;
      while (at < end && (Character.isDigit(text.charAt(at)) || text.charAt(at) == ':')) {
        at++;
      }
      boolean closed = at + 1 < end && text.charAt(at) == ']' && text.charAt(at + 1) == ' ';
      return closed ? at + 1 : start;
    }
    return start;
  }

  @Override
  public void learn(
      TableBuilder table, Line.Command line, RuleText text, RuleCompiler.Outcome outcome)
      throws Refusal {
    RuleShape shape = new RuleShape(line.words(), text, outcome, compiler);
    if (shape.isWhole()) {
      shapes(table).learn(source.text(), line.words(), shape.parts(), shape);
    }
  }

  private void changeTable(String name) {
    open.ifPresent(this::commit);
    open = Optional.of(new TableBuilder(name));
  }

  private void missingCommit(TableBuilder table) {
    objections.notCommitted(table, openedAt);
  }

  private void read(Line line) {
    if (line instanceof Line.Bad) {
      unrecognised++;
      objections.doubt(open, line.number());
    } else if (line instanceof Line.TableStart table) {
      start(table);
    } else if (!(line instanceof Line.Blank)) {
      if (open.isEmpty()) {
        boolean isMarked = line.number() == 1 && source.hasByteOrderMark();
        refuse(
            source.lineSpan(line.number()),
            isMarked
                ? "found a byte order mark; expected *TABLE"
                : "stands outside of a table; expected *TABLE");
      } else if (line instanceof Line.Commit) {
        understood++;
        commit(open.get());
      } else if (line instanceof Line.ChainPolicy chain) {
        policy(open.get(), chain);
      } else if (line instanceof Line.Command command) {
        command(open.get(), command);
      }
    }
  }

  private void refuse(Span place, String message) {
    unrecognised++;
    objections.add(place, message);
  }

  private void start(Line.TableStart line) {
    open.ifPresent(this::missingCommit);
    if (!TableBuilder.exists(line.table())) {
      refuse(
          source.lineSpan(line.number()),
          "there is no table '%s'; expected filter, nat, mangle, raw or security"
              .formatted(line.table()));
      open = Optional.empty();
      return;
    }
    understood++;
    openedAt = line.number();
    TableBuilder table = fresh(line.table());
    open = Optional.of(table);
    objections.begin(table);
  }

  private void commit(TableBuilder table) {
    objections.check(table, Optional.ofNullable(tables.get(table.name())));
    tables.put(table.name(), table);
    open = Optional.empty();
  }

  private void policy(TableBuilder table, Line.ChainPolicy line) {
    Origin.Setting origin = origin(line);
    if (!isChainName(line.chain())) {
      refuse(origin.span(), "'" + line.chain() + "' is no name of a chain");
      return;
    }
    understood++;
    if (!table.isBase(line.chain())) {
      table.create(line.chain(), origin);
      table.flush(line.chain());
      return;
    }
    switch (line.policy()) {
      case "ACCEPT" -> table.policy(line.chain(), new Verdict.Accept(), origin);
      case "DROP" -> {
        if (table.name().equals("nat")) {
          understood--;
          refuse(origin.span(), "the nat table takes no policy DROP");
        } else {
          table.policy(line.chain(), new Verdict.Drop(), origin);
        }
      }
      case "-" -> {
        // The chain keeps its policy, which in a fresh table is ACCEPT.
      }
      default ->
          // iptables-restore 1.8.9 takes any other word and leaves the policy as it is.
          objections.note(
              Problem.Kind.NOTE,
              origin.span(),
              "'%s' is no policy, so the chain keeps ACCEPT; expected ACCEPT or DROP"
                  .formatted(line.policy()));
    }
  }

  private static boolean isChainName(String name) {
    return !name.isEmpty() && name.length() <= LONGEST_CHAIN_NAME && !name.startsWith("-");
  }

  @Override
  public void warn(Problem.Kind kind, Use use, String message) {
    objections.note(kind, place(use.word()), message);
  }

  @Override
  public void needs(Use use, String why) {
    objections.needed(place(use.word()), why);
  }

  /** The first name that is not found keeps iptables-restore from loading anything. */
  private void needsAddress(Option option) {
    if (!looksUp) {
      looksUp = true;
      objections.needed(
          place(option.argument()),
          "iptables-restore refuses the file unless an address of '%s' is found when it is loaded"
              .formatted(option.value()));
    }
  }

  private Span place(Word word) {
    return source.span(word.start(), word.end());
  }

  @Override
  public Origin.Setting origin(Line line) {
    return origin(line.number());
  }

  private Origin.Setting origin(int line) {
    Span span = source.lineSpan(line);
    int start = source.start(line);
    return new Origin.Setting(
        span, source.text().substring(start + span.column() - 1, start + span.endColumn() - 1));
  }

  private void command(TableBuilder table, Line.Command line) {
    try {
      switch (new RuleCommand(this, catalogue, family, compiler, table, line).run()) {
        case UNDERSTOOD -> understood++;
        case IGNORED -> ignored++;
        case UNMODELLED -> unmodelled++;
      }
    } catch (Refusal refusal) {
      Word word = refusal.word();
      refuse(word.end() == 0 ? source.lineSpan(line.number()) : place(word), refusal.why());
      objections.doubt(open, line.number());
    }
  }
}
