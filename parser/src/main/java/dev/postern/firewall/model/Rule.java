package dev.postern.firewall.model;

import dev.postern.fact.Origin;
import java.util.List;

/** When all of {@code matches} hold, {@code effects} happen and then {@code verdict}. */
public record Rule(
    List<Match> matches, List<Effect> effects, Verdict verdict, Origin.Setting origin) {
  public Rule {
    matches = List.copyOf(matches);
    effects = List.copyOf(effects);
  }
}
