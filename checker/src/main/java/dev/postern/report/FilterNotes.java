package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.network.FilterUpkeep;
import dev.postern.posture.network.UnmetLimit;
import dev.postern.posture.network.UnreachableRule;
import java.util.List;

/** Tells in lines of text what is assumed of a packet filter and which rules have no effect. */
public final class FilterNotes {
  private static final int MOST_TOLD = 20;

  private FilterNotes() {}

  /** Adds a line for each; none for a filter without such rules. */
  public static void append(StringBuilder text, FilterUpkeep upkeep) {
    shadowed(text, upkeep.unreachableRules().toOptional().orElse(List.of()));
    Fact<List<Integer>> stale = upkeep.acceptedWithoutListener();
    if (stale instanceof Fact.Unknown<List<Integer>> unknown) {
      text.append("  let in: unknown ").append(unknown.reason()).append('\n');
    } else if (!stale.is(List.of())) {
      text.append("  let in, though nothing listens there: ");
      text.append(word(stale)).append('\n');
    }
    unmet(text, upkeep.limitsAfterAccept().toOptional().orElse(List.of()));
  }

  /** Adds a line for each assumption among some origins. */
  public static void assumptions(StringBuilder text, List<? extends Origin> origins) {
    for (Origin origin : origins) {
      if (origin instanceof Origin.Assumption assumption) {
        text.append("  assumed: ").append(Printable.whole(assumption.text())).append('\n');
      }
    }
  }

  /** The same in a report on judged hosts, where each line begins with the host's root. */
  static String assumptions(JudgedHost judged, Places places, Paint paint) {
    StringBuilder text = new StringBuilder();
    for (Origin.Assumption assumption : judged.assumptions()) {
      text.append(paint.paint(Paint.Ink.PLACE, places.root() + ":"))
          .append(" assumed: ")
          .append(Printable.whole(assumption.text()))
          .append('\n');
    }
    return text.toString();
  }

  private static void shadowed(StringBuilder text, List<UnreachableRule> rules) {
    for (UnreachableRule rule : rules.subList(0, Math.min(MOST_TOLD, rules.size()))) {
      text.append("  no packet comes to \"")
          .append(word(rule.rule()))
          .append(rule.contradicted().is(true) ? "\": the opposite \"" : "\": \"")
          .append(word(rule.by()))
          .append("\" is before it\n");
    }
    more(text, rules.size());
  }

  private static void unmet(StringBuilder text, List<UnmetLimit> limits) {
    for (UnmetLimit limit : limits.subList(0, Math.min(MOST_TOLD, limits.size()))) {
      text.append("  port ")
          .append(word(limit.port()))
          .append(" over IPv")
          .append(word(limit.family()))
          .append(": the limit \"")
          .append(word(limit.rule()))
          .append("\" stands behind \"")
          .append(word(limit.by()))
          .append("\"\n");
    }
    more(text, limits.size());
  }

  private static void more(StringBuilder text, int count) {
    if (count > MOST_TOLD) {
      text.append("  and ").append(count - MOST_TOLD).append(" more\n");
    }
  }

  private static String word(Fact<?> fact) {
    return fact.toOptional().map(String::valueOf).orElse("?");
  }
}
