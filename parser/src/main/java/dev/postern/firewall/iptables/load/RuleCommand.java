package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.Places;
import dev.postern.firewall.iptables.rule.Prerequisites;
import dev.postern.firewall.iptables.rule.RuleCompiler;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Extension;
import dev.postern.firewall.iptables.syntax.Line;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleReader;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One line of words, and what it does to its table. */
final class RuleCommand {
  /** The commands of iptables(8) that change something, by all their names. */
  private static final Map<String, Character> COMMANDS =
      Map.ofEntries(
          Map.entry("-A", 'A'), Map.entry("--append", 'A'),
          Map.entry("-I", 'I'), Map.entry("--insert", 'I'),
          Map.entry("-D", 'D'), Map.entry("--delete", 'D'),
          Map.entry("-R", 'R'), Map.entry("--replace", 'R'),
          Map.entry("-N", 'N'), Map.entry("--new-chain", 'N'),
          Map.entry("-X", 'X'), Map.entry("--delete-chain", 'X'),
          Map.entry("-F", 'F'), Map.entry("--flush", 'F'),
          Map.entry("-P", 'P'), Map.entry("--policy", 'P'),
          Map.entry("-Z", 'Z'), Map.entry("--zero", 'Z'));

  private static final int TCP = 6;

  /** Who reads the file that the line stands in. */
  interface Reader {
    Origin.Setting origin(Line line);

    /** Is told of an extension that is not plainly taken. */
    void warn(Problem.Kind kind, Use use, String message);

    /** Is told why iptables may refuse an extension for what the machine lacks. */
    void needs(Use use, String why);

    /** Is told what a line was read as, for others like it. */
    void learn(TableBuilder table, Line.Command line, RuleText text, RuleCompiler.Outcome outcome)
        throws Refusal;
  }

  /** How far the line was followed. */
  enum State {
    UNDERSTOOD,
    IGNORED,
    UNMODELLED
  }

  private final Reader file;
  private final Catalogue catalogue;
  private final Family family;
  private final RuleCompiler compiler;
  private final TableBuilder table;
  private final Line.Command line;
  private final List<Word> words;

  RuleCommand(
      Reader file,
      Catalogue catalogue,
      Family family,
      RuleCompiler compiler,
      TableBuilder table,
      Line.Command line) {
    this.file = file;
    this.catalogue = catalogue;
    this.family = family;
    this.compiler = compiler;
    this.table = table;
    this.line = line;
    this.words = line.words();
  }

  /** Whether a word is one of the commands. */
  static boolean isCommand(String word) {
    return COMMANDS.containsKey(word);
  }

  /** Does what the line says. */
  State run() throws Refusal {
    Word first = words.get(0);
    Character command = COMMANDS.get(first.text());
    if (command == null) {
      throw new Refusal(first, "'" + first.text() + "' is no command; expected -A CHAIN …");
    }
    String chain = words.size() > 1 ? words.get(1).text() : "";
    switch (command) {
      case 'A', 'I', 'R', 'D' -> {
        if (chain.isEmpty()) {
          throw new Refusal(first, first.text() + " needs a chain");
        }
        return withRule(command, chain);
      }
      case 'N' -> table.create(chain, file.origin(line));
      case 'X' -> table.remove(chain);
      case 'F' -> {
        if (chain.isEmpty()) {
          table.flushAll();
        } else {
          table.flush(chain);
        }
      }
      case 'P' -> setPolicy(first, chain);
      default -> {
        return State.IGNORED;
      }
    }
    return State.UNDERSTOOD;
  }

  private void setPolicy(Word first, String chain) throws Refusal {
    String policy = words.size() > 2 ? words.get(2).text() : "";
    boolean known = policy.equals("ACCEPT") || policy.equals("DROP");
    if (!known || !table.isBase(chain)) {
      throw new Refusal(first, "-P takes a chain of the kernel's and ACCEPT or DROP");
    }
    table.policy(
        chain,
        policy.equals("DROP") ? new Verdict.Drop() : new Verdict.Accept(),
        file.origin(line));
  }

  private State withRule(char command, String chain) throws Refusal {
    int at = 2;
    int place = 0;
    if (command != 'A' && words.size() > 2 && !words.get(2).text().startsWith("-")) {
      Optional<Long> number = Values.number(words.get(2).text()).filter(n -> n > 0);
      if (number.isPresent()) {
        place = number.get().intValue() - 1;
        at = 3;
        if (command == 'D') {
          delete(chain, place);
          return State.UNDERSTOOD;
        }
      }
    }
    List<Word> rest = words.subList(at, words.size());
    if (!table.has(chain)) {
      throw new Refusal(
          words.get(1),
          "there is no chain '%s' in the table %s; declare it with :%s - [0:0]"
              .formatted(chain, table.name(), chain));
    }
    if (command == 'D') {
      if (!table.delete(chain, text(rest))) {
        throw new Refusal(words.get(0), "there is no such rule in " + chain + " to delete");
      }
      return State.UNDERSTOOD;
    }
    RuleText ruleText = RuleReader.read(catalogue, rest);
    if (ruleText.family() != 0 && ruleText.family() != family.number()) {
      return State.IGNORED;
    }
    Optional<Option> misplaced = ruleText.excludedFrom(chain);
    if (misplaced.isPresent()) {
      throw new Refusal(
          misplaced.get().word(), misplaced.get().name() + " cannot be used in " + chain);
    }
    Places.check(ruleText, table.name(), chain);
    RuleCompiler.Outcome outcome = compiler.outcome(ruleText, table.name());
    Rule rule = compiler.rule(ruleText, outcome, file.origin(line));
    checkTarget(ruleText, outcome.verdict());
    State state = state(ruleText, rule);
    warnOfPrerequisites(ruleText);
    if (!table.isBase(chain)) {
      table.bind(rule, Places.bounds(ruleText));
    }
    TableBuilder.Entry entry = new TableBuilder.Entry(rule, () -> text(rest));
    switch (command) {
      case 'A' -> {
        table.append(chain, entry);
        if (state == State.UNDERSTOOD && ruleText.family() == 0) {
          file.learn(table, line, ruleText, outcome);
        }
      }
      case 'I' -> insert(chain, place, entry);
      default -> replace(chain, place, entry);
    }
    return state;
  }

  /** A chain that is declared further down is none yet, and none has options. */
  private void checkTarget(RuleText rule, Verdict verdict) throws Refusal {
    Optional<String> called = verdict.called().filter(name -> !table.has(name));
    if (called.isPresent()) {
      throw new Refusal(
          rule.target().orElseThrow().word(),
          "there is no chain or target '%s' in the table %s".formatted(called.get(), table.name()));
    }
    if (verdict.called().isPresent() && !rule.target().orElseThrow().options().isEmpty()) {
      Word option = rule.target().orElseThrow().options().get(0).word();
      throw new Refusal(option, "unknown option '" + option.text() + "'; a chain has none");
    }
  }

  private void warnOfPrerequisites(RuleText rule) {
    for (Use use : rule.uses()) {
      compiler.missing(use).ifPresent(why -> file.needs(use, why));
      Prerequisites.ofLegacy(use, rule).ifPresent(why -> file.warn(Problem.Kind.NOTE, use, why));
    }
  }

  private static String text(List<Word> words) {
    return String.join(" ", words.stream().map(Word::text).toList());
  }

  private void insert(String chain, int place, TableBuilder.Entry entry) throws Refusal {
    if (place > table.size(chain)) {
      throw new Refusal(words.get(2), "%s has only %d rules".formatted(chain, table.size(chain)));
    }
    table.put(chain, place, entry);
  }

  private void replace(String chain, int place, TableBuilder.Entry entry) throws Refusal {
    if (place >= table.size(chain)) {
      throw new Refusal(words.get(0), "%s has only %d rules".formatted(chain, table.size(chain)));
    }
    table.replace(chain, place, entry);
  }

  private void delete(String chain, int place) throws Refusal {
    if (place >= table.size(chain)) {
      throw new Refusal(words.get(2), "%s has only %d rules".formatted(chain, table.size(chain)));
    }
    table.delete(chain, place);
  }

  private State state(RuleText text, Rule rule) {
    Verdict verdict = rule.verdict();
    boolean isChain = !(verdict instanceof Verdict.Jump jump) || table.has(jump.chain());
    if (isChain && rule.matches().stream().anyMatch(RuleCommand::isNeverTcp)) {
      return State.UNDERSTOOD;
    }
    Optional<Use> unknown = text.matches().stream().filter(use -> isUnmodelled(use)).findFirst();
    if (unknown.isEmpty() && !(verdict instanceof Verdict.Undecided) && isChain) {
      return State.UNDERSTOOD;
    }
    unknown
        .filter(use -> use.extension().map(Extension::isAddon).orElse(true))
        .ifPresent(
            use ->
                file.warn(
                    Problem.Kind.UNMODELLED,
                    use,
                    "the match '%s' is none that iptables brings; what it decides is unknown"
                        .formatted(use.name())));
    return State.UNMODELLED;
  }

  static boolean isNeverTcp(Match match) {
    return match instanceof Match.Always always
        ? !always.holds()
        : match instanceof Match.Protocols protocols && !protocols.numbers().contains(TCP);
  }

  private static boolean isUnmodelled(Use use) {
    return use.extension()
        .map(extension -> extension.modelling() == Extension.Modelling.NO)
        .orElse(true);
  }
}
