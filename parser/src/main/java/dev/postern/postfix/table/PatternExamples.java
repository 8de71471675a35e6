package dev.postern.postfix.table;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Texts that a pattern finds, so many that each of a few alternatives is in one. */
final class PatternExamples {
  private final List<PatternExample> all =
      List.of(
          new PatternExample(0),
          new PatternExample(1),
          new PatternExample(2),
          new PatternExample(3),
          new PatternExample(4),
          new PatternExample(5));

  /** Goes on with each. */
  void each(Consumer<PatternExample> step) {
    all.forEach(step);
  }

  /** The texts, each once. */
  Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>();
    for (PatternExample example : all) {
      texts.add(example.toString());
    }
    return texts;
  }
}
