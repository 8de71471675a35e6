package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.RuleCompiler;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleReader;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Takes in the rules that {@code iptables -L} printed. */
public final class ListingLoader {
  private static final String HIDDEN = "the interface, which iptables -L shows with -v alone";

  private final SourceFile source;
  private final Family usual;
  private final AddressSets sets;
  private final List<Problem> problems = new ArrayList<>();
  private int understood;
  private int unmodelled;
  private int unrecognised;

  /**
   * A loader of one file.
   *
   * @param usual the family of what does not tell its own
   */
  public ListingLoader(SourceFile source, Family usual, AddressSets sets) {
    this.source = source;
    this.usual = usual;
    this.sets = sets;
  }

  /** Loads it into the tables of the families that it lists. */
  public ReadFile load(Function<Family, FamilyTables> tables) {
    Listing listing = new Listing(source);
    boolean hidesInterfaces = false;
    for (Listing.Section section : listing.sections()) {
      TableBuilder table = new TableBuilder(section.table());
      Family family = family(section);
      RuleCompiler compiler = new RuleCompiler(Catalogue.get(), family, sets);
      for (Listing.ChainText chain : section.chains()) {
        declare(table, chain);
        for (Listing.Row row : chain.rows()) {
          hidesInterfaces |= !chain.columns().contains("in");
          add(table, chain, row, compiler);
        }
      }
      tables.apply(family).put(table);
      problems.addAll(ChainCheck.of(source, table));
    }
    for (int line : listing.strange()) {
      unrecognised++;
      problems.add(
          Problem.error(
              Problem.Kind.SYNTAX,
              source.lineSpan(line),
              "no line of a listing; expected 'Chain NAME (policy …)', the columns' names or a rule"));
    }
    if (hidesInterfaces) {
      problems.add(
          Problem.warning(
              Problem.Kind.UNMODELLED,
              source.lineSpan(1),
              "iptables -L shows the interfaces of rules with -v alone, so whom these rules let in is unknown; take iptables-save"));
    }
    problems.sort(Problem.ORDER);
    return new ReadFile(
        source, "iptables", new Coverage(understood, 0, unmodelled, unrecognised), problems);
  }

  private Family family(Listing.Section section) {
    return section.chains().stream()
        .flatMap(chain -> chain.rows().stream())
        .flatMap(row -> FamilyOfFile.ofRow(row.words()).stream())
        .findFirst()
        .orElse(usual);
  }

  private void declare(TableBuilder table, Listing.ChainText chain) {
    Origin.Setting origin = origin(chain.line());
    understood++;
    if (!table.isBase(chain.name())) {
      table.create(chain.name(), origin);
      return;
    }
    table.policy(
        chain.name(),
        switch (chain.policy()) {
          case "ACCEPT" -> new Verdict.Accept();
          case "DROP" -> new Verdict.Drop();
          default -> new Verdict.Undecided("the policy " + chain.policy());
        },
        origin);
  }

  private Origin.Setting origin(int line) {
    return new Origin.Setting(source.lineSpan(line), source.line(line).strip());
  }

  private void add(
      TableBuilder table, Listing.ChainText chain, Listing.Row row, RuleCompiler compiler) {
    Origin.Setting origin = origin(row.line());
    Optional<ListedRow.Rule> read = ListedRow.read(chain.columns(), row.words());
    Rule rule;
    if (read.isEmpty()) {
      rule = unreadable(origin, "its columns are not those of its chain");
    } else {
      try {
        RuleText text = RuleReader.read(Catalogue.get(), read.get().words());
        RuleCompiler.Outcome outcome = compiler.outcome(text, table.name());
        rule = completed(compiler.rule(text, outcome, origin), read.get(), chain);
      } catch (Refusal refusal) {
        rule = unreadable(origin, refusal.why());
      }
    }
    table.append(chain.name(), new TableBuilder.Entry(rule, () -> ""));
  }

  private Rule unreadable(Origin.Setting origin, String why) {
    unrecognised++;
    problems.add(Problem.error(Problem.Kind.SYNTAX, origin.span(), "no rule of a listing: " + why));
    String what = "a line that is not understood: " + origin.text();
    return new Rule(
        List.of(new Match.Undecidable(what)), List.of(), new Verdict.Undecided(what), origin);
  }

  /** The rule with what a listing does not say about it. */
  private Rule completed(Rule rule, ListedRow.Rule read, Listing.ChainText chain) {
    List<Match> matches = new ArrayList<>(rule.matches());
    boolean isNeverTcp = matches.stream().anyMatch(RuleCommand::isNeverTcp);
    if (!chain.columns().contains("in")) {
      matches.add(new Match.Undecidable(HIDDEN));
    }
    if (!read.unknown().isEmpty()) {
      matches.add(new Match.Undecidable(String.join(" ", read.unknown())));
    }
    if (isNeverTcp || read.unknown().isEmpty()) {
      understood++;
    } else {
      unmodelled++;
    }
    return new Rule(matches, rule.effects(), rule.verdict(), rule.origin());
  }
}
