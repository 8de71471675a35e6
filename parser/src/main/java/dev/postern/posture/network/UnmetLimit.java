package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A limit of the packet filter that no connection to a port comes to, because rules before it
 * decide.
 *
 * @param port of TCP
 * @param family 4 or 6
 * @param rule with the limit, as written
 * @param by what lets connections in before it, as written
 */
public record UnmetLimit(
    Fact<Integer> port, Fact<Integer> family, Fact<String> rule, Fact<String> by) {
  public static final Shape<UnmetLimit> SHAPE =
      Shape.<UnmetLimit>named("limit-after-accept")
          .leaf("port", Type.INTEGER, UnmetLimit::port)
          .leaf("family", Type.INTEGER, UnmetLimit::family)
          .leaf("rule", Type.TEXT, UnmetLimit::rule)
          .leaf("by", Type.TEXT, UnmetLimit::by)
          .build();
}
