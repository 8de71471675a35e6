package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a rule what it means. One of nft's rules can be several of the model's: one for each
 * value of a map, and one more where something is compared after something was changed.
 */
public final class RuleCompiler {
  private final LoadedTable table;
  private final ComparisonCompiler comparisons;
  private final DynamicSets dynamic;
  private final MapReader maps;
  private final AssignmentCompiler assignments;
  private final TranslationCompiler translations;

  public RuleCompiler(LoadedTable table, Values values, MatchMaker maker) {
    this.table = table;
    this.dynamic = new DynamicSets(table);
    this.comparisons = new ComparisonCompiler(table, maker, dynamic);
    this.maps = new MapReader(comparisons);
    this.assignments = new AssignmentCompiler(values);
    this.translations = new TranslationCompiler(values, maps);
  }

  /** The rules that do what it does; several where it maps to several verdicts. */
  public List<Rule> compile(LoadedRule rule) throws Refusal {
    List<Rule> rules = new ArrayList<>();
    new Path(rule, rules).follow(0);
    return rules;
  }

  /** The statements of a rule one after the other, up to where a map makes several ways of it. */
  private final class Path {
    private final LoadedRule rule;
    private final List<Rule> made;
    private final List<Match> matches = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final boolean refuses;

    Path(LoadedRule rule, List<Rule> made) {
      this.rule = rule;
      this.made = made;
      this.refuses = refuses(rule.statements());
    }

    private static boolean refuses(List<Statement> statements) {
      for (Statement statement : statements) {
        if (statement instanceof Statement.VerdictMap
            || statement instanceof Statement.Translation) {
          return false;
        }
        if (statement instanceof Statement.Ending ending) {
          return ending.verdict() instanceof Verdict.Drop
              || ending.verdict() instanceof Verdict.Reject
              || ending.verdict() instanceof Verdict.Continue;
        }
      }
      return true;
    }

    void follow(int from) throws Refusal {
      List<Statement> statements = rule.statements();
      for (int i = from; i < statements.size(); i++) {
        Statement statement = statements.get(i);
        if (statement instanceof Statement.Ending ending) {
          boolean isLast = i + 1 == statements.size() || onlyComments(i + 1);
          if (!isLast && ending.verdict() instanceof Verdict.Continue) {
            continue;
          }
          if (!isLast) {
            throw new Refusal(
                statements.get(i + 1).place(), "a statement behind the one that ends the rule");
          }
          end(ending.verdict());
          return;
        }
        if (statement instanceof Statement.VerdictMap map) {
          branch(maps.fates(map, rule), i + 1);
          return;
        }
        if (statement instanceof Statement.Translation translation) {
          branch(translations.compile(translation, rule), statements.size());
          return;
        }
        take(statement);
        if (!made.isEmpty() && made.get(made.size() - 1).verdict() instanceof Verdict.Undecided) {
          return;
        }
      }
      if (!effects.isEmpty()) {
        end(new Verdict.Continue());
      } else if (from == 0 && made.isEmpty()) {
        // Kept for its matches: what ports and interfaces the rule set names.
        end(new Verdict.Continue());
      }
    }

    private boolean onlyComments(int from) {
      for (Statement statement : rule.statements().subList(from, rule.statements().size())) {
        if (!(statement instanceof Statement.Aside aside && aside.kind().equals("comment"))) {
          return false;
        }
      }
      return true;
    }

    private void take(Statement statement) throws Refusal {
      if (statement instanceof Statement.Comparison comparison) {
        require(comparisons.compile(comparison, rule, refuses));
      } else if (statement instanceof Statement.Limited limited) {
        require(List.of(limit(limited)));
      } else if (statement instanceof Statement.Settled settled) {
        require(List.of(new Match.Always(settled.holds())));
      } else if (statement instanceof Statement.Unknowable unknowable) {
        require(List.of(new Match.Undecidable(rule.text(unknowable.place()))));
      } else if (statement instanceof Statement.NamedObject object) {
        object(object);
      } else if (statement instanceof Statement.Update update) {
        update(update);
      } else if (statement instanceof Statement.Untracked) {
        effects.add(new Effect.Untrack());
      } else if (statement instanceof Statement.Assignment assignment) {
        require(comparisons.needs(assignment.target()));
        if (assignments.isRewriting(assignment)) {
          end(new Verdict.Undecided(rule.text(assignment.place())));
        } else {
          Optional<Expression.Mapped> choice = AssignmentCompiler.choice(assignment);
          if (choice.isPresent()) {
            choose(assignment, choice.get());
          } else {
            effects.addAll(assignments.effects(assignment));
          }
        }
      }
    }

    /** A mark for each key of a map; a packet without one is not looked at further. */
    private void choose(Statement.Assignment assignment, Expression.Mapped map) throws Refusal {
      happen();
      List<Match> keys = new ArrayList<>();
      List<Effect> marks = new ArrayList<>();
      for (MapReader.Entry entry : maps.entries(map.key(), map.map(), rule, map.place())) {
        List<Match> all = new ArrayList<>(matches);
        all.addAll(entry.matches());
        List<Effect> mark = assignments.effects(assignment.withValue(entry.value()));
        made.add(new Rule(all, mark, new Verdict.Continue(), rule.origin()));
        marks.addAll(mark);
        keys.add(new Match.AllOf(entry.matches()));
      }
      matches.replaceAll(match -> again(match, marks));
      require(List.of(new Match.AnyOf(keys)));
    }

    private static Match limit(Statement.Limited limited) {
      return switch (limited.within()) {
        case SOME -> new Match.Limited(limited.limit(), limited.beyond());
        case ALL -> new Match.Always(!limited.beyond());
        case NONE -> new Match.Always(limited.beyond());
      };
    }

    private void object(Statement.NamedObject object) {
      if (object.kind().equals("counter")) {
        return;
      }
      Optional<Statement.Limited> limit =
          object.name() instanceof Expression.Symbol symbol
              ? table.objects().getOrDefault(object.kind() + " " + symbol.text(), Optional.empty())
              : Optional.empty();
      if (object.kind().equals("synproxy")) {
        end(new Verdict.Undecided("synproxy"));
      } else {
        require(
            List.of(
                limit.isPresent()
                    ? limit(limit.get())
                    : new Match.Undecidable(rule.text(object.place()))));
      }
    }

    /** A counter of its own for each key: the limits hold for each client, say. */
    private void update(Statement.Update update) throws Refusal {
      require(comparisons.needs(update.element().key()));
      if (update.set().isPresent()) {
        Expression.Named named = new Expression.Named(update.set().get(), update.place());
        comparisons.set(named);
        if (dynamic.isConsulted(named.name()) && !update.verb().equals("delete")) {
          effects.add(new Effect.Note(named.name()));
        }
      }
      for (Statement statement : update.element().limits()) {
        if (statement instanceof Statement.Limited limited) {
          Statement.Limited keyed =
              new Statement.Limited(
                  limited.limit().keyed(DynamicSets.key(update.element().key())),
                  limited.beyond(),
                  limited.within(),
                  limited.place());
          require(List.of(limit(keyed)));
        } else if (!(statement instanceof Statement.Aside)) {
          require(List.of(new Match.Undecidable(rule.text(statement.place()))));
        }
      }
    }

    /** What was changed before these are compared happens whether they hold or not. */
    private void require(List<Match> more) {
      if (more.isEmpty()) {
        return;
      }
      happen();
      for (Match match : more) {
        if (!matches.contains(match)) {
          matches.add(match);
        }
      }
    }

    /** What has been changed so far is a rule of its own. */
    private void happen() {
      if (!effects.isEmpty()) {
        made.add(new Rule(matches, effects, new Verdict.Continue(), rule.origin()));
        matches.replaceAll(match -> again(match, effects));
        effects.clear();
      }
    }

    /** The match as it is after what the rule itself has changed. */
    private Match again(Match match, List<Effect> changes) {
      return changes.stream().anyMatch(effect -> touches(effect, match))
          ? new Match.Undecidable(
              "a match on what the rule itself changes: " + rule.origin().text())
          : match;
    }

    private static boolean touches(Effect effect, Match match) {
      if (match instanceof Match.Not not) {
        return touches(effect, not.match());
      } else if (match instanceof Match.AllOf all) {
        return all.matches().stream().anyMatch(part -> touches(effect, part));
      } else if (match instanceof Match.AnyOf any) {
        return any.matches().stream().anyMatch(part -> touches(effect, part));
      } else if (effect instanceof Effect.Untrack) {
        return match instanceof Match.States || match instanceof Match.ConnectionMark;
      } else if (effect instanceof Effect.Note) {
        return match instanceof Match.Noted;
      }
      return match instanceof Match.PacketMark || match instanceof Match.ConnectionMark;
    }

    /**
     * @param next the statement that a packet comes to for which the map says to go on
     */
    private void branch(List<MapReader.Branch> branches, int next) throws Refusal {
      for (MapReader.Branch branch : branches) {
        Path path = new Path(rule, made);
        path.matches.addAll(matches);
        path.effects.addAll(effects);
        path.require(branch.matches());
        boolean goesOn =
            branch.verdict() instanceof Verdict.Continue && next < rule.statements().size();
        if (goesOn) {
          path.follow(next);
        } else {
          path.end(branch.verdict());
        }
        if (!effects.isEmpty()) {
          // The first branch has made them; they happen once.
          matches.replaceAll(match -> again(match, effects));
          effects.clear();
        }
      }
    }

    private void end(Verdict verdict) {
      made.add(new Rule(matches, effects, verdict, rule.origin()));
    }
  }
}
