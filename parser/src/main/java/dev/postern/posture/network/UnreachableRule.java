package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A rule of the packet filter that no packet comes to.
 *
 * @param rule as written
 * @param by an earlier rule that settles all that it matches
 * @param contradicted whether the one lets in and the other refuses
 */
public record UnreachableRule(Fact<String> rule, Fact<String> by, Fact<Boolean> contradicted) {
  public static final Shape<UnreachableRule> SHAPE =
      Shape.<UnreachableRule>named("unreachable-rule")
          .leaf("rule", Type.TEXT, UnreachableRule::rule)
          .leaf("by", Type.TEXT, UnreachableRule::by)
          .leaf("contradicted", Type.BOOLEAN, UnreachableRule::contradicted)
          .build();
}
