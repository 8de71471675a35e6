package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.RuleCompiler;
import dev.postern.firewall.iptables.syntax.LineShapes;
import dev.postern.firewall.iptables.syntax.LineShapes.Part;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A rule whose chain, addresses, ports and remarks are left open: what {@code -A CHAIN …} lines of
 * the same other words share.
 */
final class RuleShape {
  /** Options of one argument, which differ from rule to rule and do not steer how it is read. */
  private static final Set<String> OPEN =
      Set.of(
          "-s",
          "-d",
          "--comment",
          "--source-port",
          "--destination-port",
          "--source-ports",
          "--destination-ports",
          "--src-range",
          "--dst-range");

  /** Matches that are told apart by identity, so that each rule needs its own. */
  private static final Set<String> COUNTING = Set.of("limit", "hashlimit", "connlimit", "recent");

  private static final int CLOSED = -1;

  private final RuleText text;
  private final RuleCompiler.Outcome outcome;
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<Integer, Integer> holeAt = new HashMap<>();
  private final List<Part> parts = new ArrayList<>();
  private final int targetHole;

  /** A part of the rule's condition. */
  private sealed interface Piece {}

  /** The same in every rule of the shape. */
  private record Fixed(List<Match> matches) implements Piece {}

  private record OpenBasic(Option option, int hole) implements Piece {}

  private record OpenUse(Use use, List<Integer> holes) implements Piece {}

  /**
   * The shape of a rule.
   *
   * @param words of its line, the command and the chain included
   */
  RuleShape(List<Word> words, RuleText text, RuleCompiler.Outcome outcome, RuleCompiler compiler)
      throws Refusal {
    this.text = text;
    this.outcome = outcome;
    this.targetHole = findHoles(words);
    for (Option option : text.basics()) {
      int hole = hole(option);
      pieces.add(
          hole == CLOSED
              ? new Fixed(List.of(compiler.basic(option)))
              : new OpenBasic(option, hole));
    }
    for (Use use : text.matches()) {
      List<Integer> holes = use.options().stream().map(this::hole).toList();
      boolean isFixed =
          use.name().equals("comment")
              || (holes.stream().allMatch(hole -> hole == CLOSED)
                  && !COUNTING.contains(use.name()));
      pieces.add(
          isFixed
              ? new Fixed(compiler.extension(use, outcome, new ArrayList<>()))
              : new OpenUse(use, holes));
    }
  }

  private int findHoles(List<Word> words) {
    Map<Integer, Part> open = new HashMap<>();
    open.put(words.get(1).start(), Part.VALUE);
    text.basics().forEach(option -> open(option, open));
    text.matches().forEach(use -> use.options().forEach(option -> open(option, open)));
    boolean toChain =
        outcome.verdict() instanceof Verdict.Jump || outcome.verdict() instanceof Verdict.Goto;
    text.target()
        .filter(target -> toChain)
        .ifPresent(target -> open.put(target.word().start(), Part.NAME));
    for (Word word : words) {
      Part part = open.getOrDefault(word.start(), Part.FIXED);
      if (part != Part.FIXED) {
        holeAt.put(word.start(), holeAt.size());
      }
      parts.add(part);
    }
    return toChain
        ? holeAt.getOrDefault(text.target().orElseThrow().word().start(), CLOSED)
        : CLOSED;
  }

  private static void open(Option option, Map<Integer, Part> open) {
    if (OPEN.contains(option.name()) && option.arguments().size() == 1) {
      open.put(option.argument().start(), Part.VALUE);
    }
  }

  private int hole(Option option) {
    return OPEN.contains(option.name()) && option.arguments().size() == 1
        ? holeAt.getOrDefault(option.argument().start(), CLOSED)
        : CLOSED;
  }

  /** Whether the words alone tell it from others; a target glued to its option does not. */
  boolean isWhole() {
    boolean toChain =
        outcome.verdict() instanceof Verdict.Jump || outcome.verdict() instanceof Verdict.Goto;
    return toChain == (targetHole != CLOSED);
  }

  /** How each word takes part. */
  List<Part> parts() {
    return parts;
  }

  /**
   * Whether a rule of this shape can stand in a chain and go where it goes; if not, reading the
   * line in full tells why.
   */
  boolean fits(TableBuilder table, String chain, LineShapes<?> found, String source) {
    return table.has(chain)
        && text.excludedFrom(chain).isEmpty()
        && (targetHole == CLOSED || table.has(found.word(source, targetHole).text()));
  }

  /**
   * The rule that a line of this shape is.
   *
   * @param found has just found the line
   * @throws Refusal when one of the open words is refused
   */
  Rule rule(LineShapes<?> found, String source, RuleCompiler compiler, Origin.Setting origin)
      throws Refusal {
    List<Match> matches = new ArrayList<>(pieces.size());
    List<Effect> effects = new ArrayList<>(0);
    for (Piece piece : pieces) {
      if (piece instanceof Fixed fixed) {
        matches.addAll(fixed.matches());
      } else if (piece instanceof OpenBasic basic) {
        matches.add(compiler.basic(filled(basic.option(), basic.hole(), found, source)));
      } else if (piece instanceof OpenUse open) {
        Use use = new Use(open.use().word(), open.use().extension());
        for (int i = 0; i < open.holes().size(); i++) {
          use.options()
              .add(filled(open.use().options().get(i), open.holes().get(i), found, source));
        }
        matches.addAll(compiler.extension(use, outcome, effects));
      }
    }
    effects.addAll(outcome.effects());
    return new Rule(matches, effects, verdict(found, source), origin);
  }

  private static Option filled(Option option, int hole, LineShapes<?> found, String source) {
    return hole == CLOSED
        ? option
        : new Option(
            option.name(), option.isNegated(), option.word(), List.of(found.word(source, hole)));
  }

  private Verdict verdict(LineShapes<?> found, String source) {
    if (targetHole == CLOSED) {
      return outcome.verdict();
    }
    String chain = found.word(source, targetHole).text();
    return text.isGoto() ? new Verdict.Goto(chain) : new Verdict.Jump(chain);
  }
}
