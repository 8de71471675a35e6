package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.RuleCompiler;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.set.ScriptedSets;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Line;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;

/**
 * Runs a script of commands of iptables and ipset that stand one after the other. With anything
 * that steers which of them run, or whose effect is not known, it is unknown what the script loads.
 */
public final class ScriptLoader implements RuleCommand.Reader {
  /** Commands that leave the packet filter as it is. */
  private static final Set<String> HARMLESS =
      Set.of(
          "true",
          ":",
          "echo",
          "printf",
          "set",
          "modprobe",
          "insmod",
          "depmod",
          "sysctl",
          "sleep",
          "logger",
          "umask",
          "iptables-save",
          "ip6tables-save",
          "export",
          "readonly",
          "shopt");

  /** Commands of iptables that print, or count anew. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "-L",
          "--list",
          "-S",
          "--list-rules",
          "-Z",
          "--zero",
          "-V",
          "--version",
          "-h",
          "--help",
          "-C",
          "--check");

  private static final int LONGEST = 10_239;

  private final SourceFile source;
  private final AddressSets sets;
  private final Function<Family, FamilyTables> tables;
  private final Map<String, String> variables = new HashMap<>();
  private final ShellWords shell = new ShellWords(variables);
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Origin.Setting> doubts = new LinkedHashMap<>();
  private Span current = new Span(0, 0, 1);
  private boolean isEnded;
  private int understood;
  private int ignored;
  private int unmodelled;
  private int unrecognised;

  /** Where the command stands that is run: offsets and line. */
  private record Span(int start, int end, int line) {}

  public ScriptLoader(SourceFile source, AddressSets sets, Function<Family, FamilyTables> tables) {
    this.source = source;
    this.sets = sets;
    this.tables = tables;
  }

  /** Runs the script's commands in their order, as far as they can be followed. */
  public ReadFile load() {
    int tooLong = tooLongLine();
    if (tooLong > 0) {
      current = new Span(source.start(tooLong), source.start(tooLong), tooLong);
      unknown("a line of more than %d characters".formatted(LONGEST), origin());
    } else {
      runAll();
    }
    // Last, since a command may flush what stands in the chains before it.
    doubts.forEach(this::undecided);
    problems.sort(Problem.ORDER);
    return new ReadFile(
        source, "iptables", new Coverage(understood, ignored, unmodelled, unrecognised), problems);
  }

  /** The first line that is too long with those that go on after a backslash; 0 for none. */
  private int tooLongLine() {
    int length = 0;
    int last = source.text().isEmpty() ? 0 : source.lines();
    for (int number = 1; number <= last; number++) {
      length += source.end(number) - source.start(number);
      if (length > LONGEST) {
        return number;
      }
      length = source.line(number).endsWith("\\") ? length : 0;
    }
    return 0;
  }

  private void runAll() {
    ScriptLexer lexer = new ScriptLexer(new TextStream(source.text()));
    ScriptParser parser = new ScriptParser(new CommonTokenStream(lexer));
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    for (ScriptParser.StatementContext statement : parser.script().statement()) {
      if (!isEnded) {
        run(statement);
      }
    }
  }

  private void run(ScriptParser.StatementContext statement) {
    if (statement instanceof ScriptParser.CommandsContext commands) {
      boolean isPlain = commands.unless == null || isHarmless(commands.unless);
      for (ScriptParser.CommandContext command : commands.command()) {
        at(command);
        if (!isPlain) {
          unknown("a command that runs when another fails", origin());
          return;
        }
        run(command);
      }
    } else if (statement instanceof ScriptParser.OtherContext) {
      at(statement);
      unknown("something that steers which commands run", origin());
    }
  }

  private void at(ParserRuleContext context) {
    int start = context.getStart().getStartIndex();
    int end = context.getStop() == null ? start : context.getStop().getStopIndex() + 1;
    while (start < end && Character.isWhitespace(source.text().charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(source.text().charAt(end - 1))) {
      end--;
    }
    current = new Span(start, end, source.span(start, end).line());
  }

  private Origin.Setting origin() {
    return new Origin.Setting(
        source.span(current.start(), current.end()),
        source.text().substring(current.start(), current.end()));
  }

  private boolean isHarmless(ScriptParser.CommandContext command) {
    return command.word().size() == 1 && Set.of("true", ":").contains(command.word(0).getText());
  }

  private void run(ScriptParser.CommandContext command) {
    List<Word> words = new ArrayList<>();
    for (ScriptParser.WordContext word : command.word()) {
      boolean mayAssign =
          words.isEmpty() || Set.of("export", "readonly").contains(words.get(0).text());
      if (mayAssign && assign(word)) {
        continue;
      }
      Optional<List<Word>> known = shell.words(word);
      if (known.isEmpty() || word.getText().equals("{") || word.getText().equals("}")) {
        unknown("a word whose value is not known: " + word.getText(), origin());
        return;
      }
      words.addAll(known.get());
    }
    if (words.isEmpty()) {
      ignored++;
      return;
    }
    if (words.get(0).text().equals("sudo") && words.size() > 1) {
      words.remove(0);
    }
    String program = Paths.name(words.get(0).text());
    switch (program) {
      case "iptables", "iptables-nft", "iptables-legacy" -> iptables(words, Family.V4);
      case "ip6tables", "ip6tables-nft", "ip6tables-legacy" -> iptables(words, Family.V6);
      case "ipset" -> ipset(words.subList(1, words.size()));
      case "exit" -> {
        ignored++;
        isEnded = true;
      }
      default -> {
        if (HARMLESS.contains(program)) {
          ignored++;
        } else {
          unknown("a command whose effect is not known: " + program, origin());
        }
      }
    }
  }

  /** Takes an assignment in; whether the word is one. */
  private boolean assign(ScriptParser.WordContext word) {
    String text = word.part(0).getText();
    int equals = text.indexOf('=');
    if (word.part(0).PLAIN() == null
        || equals <= 0
        || !text.substring(0, equals).matches("[A-Za-z_]\\w*")) {
      return false;
    }
    String name = text.substring(0, equals);
    Optional<String> value = shell.value(word, equals + 1);
    if (value.isPresent()) {
      variables.put(name, value.get());
    } else {
      variables.remove(name);
    }
    return true;
  }

  private void ipset(List<Word> command) {
    ScriptedSets.Outcome outcome = new ScriptedSets(sets).run(command);
    if (outcome instanceof ScriptedSets.Done) {
      understood++;
    } else if (outcome instanceof ScriptedSets.Unfollowed unfollowed) {
      unknown(unfollowed.why(), origin());
    } else if (outcome instanceof ScriptedSets.Refused refused) {
      refuse(refused.why());
    } else {
      ignored++;
    }
  }

  private void iptables(List<Word> words, Family family) {
    List<Word> command = new ArrayList<>();
    String table = "filter";
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i).text();
      boolean isTable = (word.equals("-t") || word.equals("--table")) && i + 1 < words.size();
      if (isTable) {
        table = words.get(++i).text();
      } else if (word.equals("-w") || word.equals("--wait")) {
        boolean hasSeconds =
            i + 1 < words.size() && Values.number(words.get(i + 1).text()).isPresent();
        i += hasSeconds ? 1 : 0;
      } else {
        command.add(words.get(i));
      }
    }
    moveToFront(command);
    boolean isIdle =
        command.isEmpty() || command.stream().map(Word::text).anyMatch(WITHOUT_EFFECT::contains);
    if (isIdle) {
      ignored++;
    } else if (!TableBuilder.exists(table)) {
      refuse("there is no table '" + table + "'");
    } else {
      run(command, table, family);
    }
  }

  /** Options may stand before the command: {@code iptables -v -A INPUT …}. */
  private static void moveToFront(List<Word> command) {
    for (int i = 1; i < command.size(); i++) {
      Word word = command.get(i);
      if (RuleCommand.isCommand(word.text()) && !RuleCommand.isCommand(command.get(0).text())) {
        List<Word> before = new ArrayList<>(command.subList(0, i));
        command.subList(0, i).clear();
        command.addAll(before);
        return;
      }
    }
  }

  private void run(List<Word> command, String table, Family family) {
    FamilyTables loaded = tables.apply(family);
    RuleCompiler compiler = new RuleCompiler(Catalogue.get(), family, sets);
    try {
      switch (new RuleCommand(
              this,
              Catalogue.get(),
              family,
              compiler,
              loaded.builder(table),
              new Line.Command(current.line(), command))
          .run()) {
        case UNDERSTOOD -> understood++;
        case IGNORED -> ignored++;
        case UNMODELLED -> unmodelled++;
      }
    } catch (Refusal refusal) {
      if (isRemoval(command.get(0).text())) {
        // Scripts clear what may not be there; iptables complains and nothing changes.
        ignored++;
      } else {
        refuse(refusal.why());
      }
    }
  }

  private static boolean isRemoval(String command) {
    return Set.of("-D", "--delete", "-F", "--flush", "-X", "--delete-chain").contains(command);
  }

  private void refuse(String why) {
    unrecognised++;
    problems.add(Problem.error(Problem.Kind.REFUSED, origin().span(), why));
    doubts.put("a command that is refused: " + origin().text(), origin());
  }

  private void unknown(String what, Origin.Setting origin) {
    unrecognised++;
    problems.add(
        Problem.error(
            Problem.Kind.UNMODELLED,
            origin.span(),
            what + "; what this script loads is unknown. Take what iptables-save prints"));
    doubts.put("a script that is not followed: " + origin.text(), origin);
  }

  private void undecided(String what, Origin.Setting origin) {
    for (Family family : Family.values()) {
      tables
          .apply(family)
          .insert(
              "filter",
              "INPUT",
              new Rule(
                  List.of(new Match.Undecidable(what)),
                  List.of(),
                  new Verdict.Undecided(what),
                  origin));
    }
  }

  @Override
  public Origin.Setting origin(Line line) {
    return origin();
  }

  @Override
  public void warn(Problem.Kind kind, Use use, String message) {
    problems.add(Problem.warning(kind, origin().span(), message));
  }

  @Override
  public void needs(Use use, String why) {
    // Without it the one command fails, and its rule is not there.
    warn(Problem.Kind.NOTE, use, why);
  }

  @Override
  public void learn(
      TableBuilder table, Line.Command line, RuleText text, RuleCompiler.Outcome outcome) {
    // Scripts are short.
  }
}
