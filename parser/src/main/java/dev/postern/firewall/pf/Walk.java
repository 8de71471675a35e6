package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Goes through the rules, and those of the anchors among them, for packets of one direction. */
final class Walk {
  private static final int DEEPEST = 64;

  private final Direction direction;
  private final FileLoader loaded;
  private final KnownAnchors known;
  private final RuleReader reader;
  private int translationsAtOnce;

  Walk(Direction direction, FileLoader loaded, KnownAnchors known, Tags tags, Targets targets) {
    this.direction = direction;
    this.loaded = loaded;
    this.known = known;
    this.reader = new RuleReader(direction, loaded.tables(), loaded.network(), tags, targets);
  }

  /** The translations in the older forms, in their order. */
  List<PfRule> translations(RuleList main) {
    List<PfRule> found = new ArrayList<>();
    translations(main.lines(), List.of(), found, 0);
    return found;
  }

  private void translations(
      List<RuleList.Line> lines, List<Match> around, List<PfRule> found, int depth) {
    for (RuleList.Line line : lines) {
      try {
        if (line.tree() instanceof RulesParser.TranslationContext rule && rule.NAT() == null) {
          found.add(reader.translation(rule, line, around));
          line.file().understood();
        } else if (line.tree() instanceof RulesParser.TranslationContext nat) {
          reader.check(nat);
          line.file().ignored();
        } else if (line.tree() instanceof RulesParser.AsideContext) {
          line.file().ignored();
        } else if (line.tree() instanceof RulesParser.OldAnchorContext anchor) {
          oldAnchor(anchor, line, around, found, depth);
        }
      } catch (Refusal refusal) {
        line.file().refused(refusal);
      }
    }
  }

  private void oldAnchor(
      RulesParser.OldAnchorContext anchor,
      RuleList.Line line,
      List<Match> around,
      List<PfRule> found,
      int depth)
      throws Refusal {
    if (anchor.NAT_ANCHOR() != null || !reader.concerns(anchor.direction())) {
      line.file().ignored();
      return;
    }
    line.file().understood();
    String name = Macros.text(anchor.name().getStart());
    List<Match> matches = reader.anchor(anchor, around);
    List<RuleList> inside = inside(name);
    if (inside.isEmpty()) {
      unknown(name, anchor, line, matches).ifPresent(found::add);
    }
    for (RuleList rules : inside) {
      checkDepth(depth, anchor);
      translations(rules.lines(), matches, found, depth + 1);
    }
  }

  /** The filter rules. */
  Sequence filter(RuleList main, Origin.Setting origin) {
    Sequence sequence = new Sequence(origin);
    filter(main.lines(), List.of(), sequence, 0);
    return sequence;
  }

  private void filter(List<RuleList.Line> lines, List<Match> around, Sequence into, int depth) {
    for (RuleList.Line line : lines) {
      try {
        if (line.tree() instanceof RulesParser.RuleContext rule) {
          rule(rule, line, around, into);
        } else if (line.tree() instanceof RulesParser.AntispoofContext) {
          // It stops packets whose answer never comes back to where they came from.
          line.file().understood();
        } else if (line.tree() instanceof RulesParser.AnchorContext anchor) {
          anchor(anchor, line, around, into, depth);
        }
      } catch (Refusal refusal) {
        line.file().refused(refusal);
      }
    }
  }

  private void rule(
      RulesParser.RuleContext rule, RuleList.Line line, List<Match> around, Sequence into)
      throws Refusal {
    // What is wrong with a rule for the other direction is told once, where that one is read.
    if (!reader.concerns(rule.direction())) {
      return;
    }
    PfRule read = reader.rule(rule, line, around);
    into.add(read, translationsAtOnce);
    translationsAtOnce += read.translatesAtOnce() ? 1 : 0;
    if (direction == Direction.IN || rule.direction() != null) {
      line.file().understood();
    }
  }

  private void anchor(
      RulesParser.AnchorContext anchor,
      RuleList.Line line,
      List<Match> around,
      Sequence into,
      int depth)
      throws Refusal {
    checkDepth(depth, anchor);
    if (direction == Direction.IN) {
      line.file().understood();
    }
    List<Match> matches = reader.anchor(anchor, around);
    if (!reader.concerns(anchor.direction())) {
      // Its rules for this direction meet no packet, yet pfctl refuses what is wrong with them.
      matches.add(new Match.Always(false));
    }
    Sequence sequence = new Sequence(into.origin());
    if (anchor.block() != null) {
      List<RuleList.Line> lines = new ArrayList<>();
      for (RulesParser.StatementContext statement : anchor.block().statement()) {
        lines.add(new RuleList.Line(statement, line.file(), line.blockReturns()));
      }
      filter(lines, matches, sequence, depth + 1);
    }
    String name = anchor.name() == null ? "" : Macros.text(anchor.name().getStart());
    List<RuleList> inside = name.isEmpty() ? List.of() : inside(name);
    for (RuleList rules : inside) {
      filter(rules.lines(), matches, sequence, depth + 1);
    }
    if (inside.isEmpty() && anchor.block() == null) {
      unknown(name, anchor, line, matches)
          .ifPresent(rule -> sequence.add(rule, translationsAtOnce));
    }
    into.add(sequence, anchor.QUICK() != null);
  }

  private static void checkDepth(int depth, ParserRuleContext anchor) throws Refusal {
    if (depth >= DEEPEST) {
      throw new Refusal(anchor, "more than " + DEEPEST + " anchors in each other");
    }
  }

  /** The rules that files load into an anchor, or with a star behind it into those below it. */
  private List<RuleList> inside(String name) {
    String path = name.startsWith("/") ? name.substring(1) : name;
    boolean below = path.endsWith("*");
    String prefix = below ? path.substring(0, path.length() - 1) : path;
    List<RuleList> found = new ArrayList<>();
    for (Map.Entry<String, RuleList> entry : loaded.anchors().entrySet()) {
      if (below ? entry.getKey().startsWith(prefix) : entry.getKey().equals(path)) {
        found.add(entry.getValue());
      }
    }
    return found;
  }

  /** What stands for the rules of an anchor that no file fills. */
  private Optional<PfRule> unknown(
      String name, ParserRuleContext anchor, RuleList.Line line, List<Match> matches) {
    if (known.opensNothing(name)) {
      return Optional.empty();
    }
    String what = "the rules that a program loads into the anchor \"" + name + "\"";
    return Optional.of(
        new PfRule(
            true,
            matches,
            Optional.of(new Verdict.Undecided(what)),
            Optional.empty(),
            List.of(),
            List.of(),
            line.file().origin(anchor)));
  }
}
