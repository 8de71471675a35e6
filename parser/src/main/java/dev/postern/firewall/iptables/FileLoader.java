package dev.postern.firewall.iptables;

import dev.postern.fact.Origin;
import dev.postern.firewall.Effect;
import dev.postern.firewall.Match;
import dev.postern.firewall.Rule;
import dev.postern.firewall.Verdict;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.iptables.RuleText.Use;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads one file as iptables-restore does: table by table, each at its COMMIT. */
final class FileLoader {
  private static final int LONGEST_CHAIN_NAME = 28;

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

  private final Catalogue catalogue;
  private final AddressSets sets;
  private final SourceFile source;
  private final Family family;
  private final List<Problem> problems = new ArrayList<>();
  private final List<TableBuilder> committed = new ArrayList<>();
  private Optional<TableBuilder> open = Optional.empty();
  private int openedAt;
  private int understood;
  private int ignored;
  private int unmodelled;
  private int unrecognised;

  FileLoader(Catalogue catalogue, AddressSets sets, RuleFile file) {
    this.catalogue = catalogue;
    this.sets = sets;
    this.source = file.source();
    this.family = file.family();
  }

  /** The tables as they are at the end, a later one of the same name in place of the earlier. */
  List<TableBuilder> load() {
    IptablesText text = IptablesParser.parse(source);
    problems.addAll(text.problems());
    findChangedSets(text);
    for (Line line : text.lines()) {
      read(line);
    }
    open.ifPresent(this::missingCommit);
    problems.addAll(ChainCheck.of(source, committed));
    return committed;
  }

  ReadFile read() {
    problems.sort(Problem.ORDER);
    return new ReadFile(
        source,
        family == Family.V4 ? "iptables" : "ip6tables",
        new Coverage(understood, ignored, unmodelled, unrecognised),
        problems);
  }

  private void findChangedSets(IptablesText text) {
    for (Line line : text.lines()) {
      if (line instanceof Line.Command command) {
        List<Word> words = command.words();
        for (int i = 0; i + 1 < words.size(); i++) {
          String word = words.get(i).text();
          if (word.equals("--add-set") || word.equals("--del-set")) {
            sets.changedByRules(words.get(i + 1).text());
          }
        }
      }
    }
  }

  private void missingCommit(TableBuilder table) {
    problems.add(
        Problem.error(
            Problem.Kind.REFUSED,
            source.lineSpan(openedAt),
            "the table '%s' is never loaded: COMMIT is missing at its end"
                .formatted(table.name())));
  }

  private void read(Line line) {
    if (line instanceof Line.Bad) {
      unrecognised++;
      open.ifPresent(table -> doubtful(table, line));
    } else if (line instanceof Line.TableStart start) {
      start(start);
    } else if (!(line instanceof Line.Blank)) {
      if (open.isEmpty()) {
        refuse(source.lineSpan(line.number()), "stands outside of a table; expected *TABLE");
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
    problems.add(Problem.error(Problem.Kind.REFUSED, place, message));
  }

  private void start(Line.TableStart start) {
    open.ifPresent(this::missingCommit);
    if (!TableBuilder.exists(start.table())) {
      refuse(
          source.lineSpan(start.number()),
          "there is no table '%s'; expected filter, nat, mangle, raw or security"
              .formatted(start.table()));
      open = Optional.empty();
      return;
    }
    understood++;
    openedAt = start.number();
    open = Optional.of(new TableBuilder(start.table()));
  }

  private void commit(TableBuilder table) {
    committed.removeIf(earlier -> earlier.name().equals(table.name()));
    committed.add(table);
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
          problems.add(
              Problem.warning(
                  Problem.Kind.NOTE,
                  origin.span(),
                  "'%s' is no policy, so the chain keeps ACCEPT; expected ACCEPT or DROP"
                      .formatted(line.policy())));
    }
  }

  private static boolean isChainName(String name) {
    return !name.isEmpty() && name.length() <= LONGEST_CHAIN_NAME && !name.startsWith("-");
  }

  private Origin.Setting origin(Line line) {
    return new Origin.Setting(source.lineSpan(line.number()), source.line(line.number()).strip());
  }

  /** A line that was not understood may decide anything. */
  private void doubtful(TableBuilder table, Line line) {
    Origin.Setting origin = origin(line);
    for (String chain : List.of("PREROUTING", "INPUT")) {
      if (table.isBase(chain)) {
        Match match =
            new Match.Undecidable("a line that iptables-restore refuses: " + origin.text());
        table.append(
            chain,
            new TableBuilder.Entry(
                new Rule(
                    List.of(match),
                    List.of(),
                    new Verdict.Undecided("a line that iptables-restore refuses: " + origin.text()),
                    origin),
                ""));
        return;
      }
    }
  }

  private void command(TableBuilder table, Line.Command line) {
    try {
      new RuleCommand(table, line).run();
    } catch (Refusal refusal) {
      Word word = refusal.word();
      Span place =
          word.end() == 0 ? source.lineSpan(line.number()) : source.span(word.start(), word.end());
      refuse(place, refusal.why());
      doubtful(table, line);
    }
  }

  /** One line of words. */
  private final class RuleCommand {
    private final TableBuilder table;
    private final Line.Command line;
    private final List<Word> words;

    RuleCommand(TableBuilder table, Line.Command line) {
      this.table = table;
      this.line = line;
      this.words = line.words();
    }

    void run() throws Refusal {
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
          withRule(command, chain);
          return;
        }
        case 'N' -> table.create(chain, origin(line));
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
          ignored++;
          return;
        }
      }
      understood++;
    }

    private void setPolicy(Word first, String chain) throws Refusal {
      String policy = words.size() > 2 ? words.get(2).text() : "";
      boolean known = policy.equals("ACCEPT") || policy.equals("DROP");
      if (!known || !table.isBase(chain)) {
        throw new Refusal(first, "-P takes a chain of the kernel's and ACCEPT or DROP");
      }
      table.policy(
          chain, policy.equals("DROP") ? new Verdict.Drop() : new Verdict.Accept(), origin(line));
    }

    private void withRule(char command, String chain) throws Refusal {
      int at = 2;
      int place = 0;
      if (command != 'A' && words.size() > 2 && !words.get(2).text().startsWith("-")) {
        Optional<Long> number = Values.number(words.get(2).text()).filter(n -> n > 0);
        if (number.isPresent()) {
          place = number.get().intValue() - 1;
          at = 3;
          if (command == 'D') {
            delete(chain, place);
            return;
          }
        }
      }
      List<Word> rest = words.subList(at, words.size());
      String text = String.join(" ", rest.stream().map(Word::text).toList());
      if (!table.has(chain)) {
        throw new Refusal(
            words.get(1),
            "there is no chain '%s' in the table %s; declare it with :%s - [0:0]"
                .formatted(chain, table.name(), chain));
      }
      if (command == 'D') {
        if (!table.delete(chain, text)) {
          throw new Refusal(words.get(0), "there is no such rule in " + chain + " to delete");
        }
        understood++;
        return;
      }
      RuleText ruleText = RuleReader.read(catalogue, rest);
      if (ruleText.family() != 0 && ruleText.family() != family.number()) {
        ignored++;
        return;
      }
      TableBuilder.Entry entry = new TableBuilder.Entry(rule(ruleText, chain), text);
      switch (command) {
        case 'A' -> table.append(chain, entry);
        case 'I' -> insert(chain, place, entry);
        default -> replace(chain, place, entry);
      }
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
      understood++;
    }

    private Rule rule(RuleText text, String chain) throws Refusal {
      refuseByPlace(text, chain);
      TargetReader targets = new TargetReader(catalogue, family);
      Verdict verdict = targets.read(text);
      if (table.name().equals("nat") && verdict instanceof Verdict.Drop) {
        throw new Refusal(
            text.target().orElseThrow().word(), "the nat table is not for filtering: no DROP");
      }
      boolean refuses =
          verdict instanceof Verdict.Drop
              || verdict instanceof Verdict.Reject
              || verdict instanceof Verdict.Continue;
      MatchReader reader = new MatchReader(catalogue, family, sets);
      List<Match> matches = new ArrayList<>();
      for (Option option : text.basics()) {
        matches.add(reader.basic(option));
      }
      for (Use use : text.matches()) {
        matches.addAll(reader.read(use, refuses));
      }
      List<Effect> effects = new ArrayList<>(reader.effects());
      effects.addAll(targets.effects());
      count(text, verdict);
      return new Rule(matches, effects, verdict, origin(line));
    }

    private void refuseByPlace(RuleText text, String chain) throws Refusal {
      for (Option option : text.basics()) {
        boolean leaving = chain.equals("OUTPUT") || chain.equals("POSTROUTING");
        boolean arriving = chain.equals("INPUT") || chain.equals("PREROUTING");
        if ((option.name().equals("-i") && leaving) || (option.name().equals("-o") && arriving)) {
          throw new Refusal(option.word(), option.name() + " cannot be used in " + chain);
        }
      }
    }

    private void count(RuleText text, Verdict verdict) {
      boolean isChain = !(verdict instanceof Verdict.Jump jump) || table.has(jump.chain());
      Optional<Use> unknown = text.matches().stream().filter(use -> isUnmodelled(use)).findFirst();
      if (unknown.isPresent() || verdict instanceof Verdict.Undecided || !isChain) {
        unmodelled++;
        unknown
            .filter(use -> use.extension().map(Extension::isAddon).orElse(true))
            .ifPresent(
                use ->
                    problems.add(
                        Problem.warning(
                            Problem.Kind.UNMODELLED,
                            source.span(use.word().start(), use.word().end()),
                            "the match '%s' is none that iptables brings; what it decides is unknown"
                                .formatted(use.name()))));
      } else {
        understood++;
      }
    }

    private boolean isUnmodelled(Use use) {
      return use.extension()
          .map(extension -> extension.modelling() == Extension.Modelling.NO)
          .orElse(true);
    }
  }
}
