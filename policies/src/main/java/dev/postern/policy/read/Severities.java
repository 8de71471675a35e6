package dev.postern.policy.read;

import dev.postern.policy.Severity;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.posture.shape.Word;
import java.util.List;
import java.util.Optional;

/** Reads the words of severities. */
final class Severities {
  private static final List<Severity> ALL = List.of(Severity.values());
  private static final List<String> WORDS = ALL.stream().map(Word::of).toList();

  private Severities() {}

  static Optional<Severity> read(Node node, Mistakes mistakes) {
    String word = Fields.text(node, mistakes);
    int place = WORDS.indexOf(word);
    if (place < 0 && !word.isEmpty()) {
      mistakes.unknownName(
          node.mark(), "\"" + word + "\" is none of " + String.join(", ", WORDS), word, WORDS);
    }
    return place < 0 ? Optional.empty() : Optional.of(ALL.get(place));
  }
}
