package dev.postern.posture;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.source.Problem;
import java.util.List;

/** A problem of the input, as policies see it. */
public record Trouble(Problem problem) {
  public static final Shape<Trouble> SHAPE =
      Shape.<Trouble>named("problem")
          .leaf(
              "kind", Type.of(Problem.Kind.class), trouble -> trouble.fact(trouble.problem.kind()))
          .leaf(
              "level",
              Type.of(Problem.Level.class),
              trouble -> trouble.fact(trouble.problem.level()))
          .leaf("file", Type.TEXT, trouble -> trouble.fact(trouble.problem.file()))
          .leaf("message", Type.TEXT, trouble -> trouble.fact(trouble.problem.message()))
          .build();

  private <T> Fact<T> fact(T value) {
    return problem.place() == null
        ? Fact.known(value)
        : Fact.known(value, List.of(new Origin.Setting(problem.place(), "")));
  }
}
