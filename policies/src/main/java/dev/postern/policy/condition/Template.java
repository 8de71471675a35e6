package dev.postern.policy.condition;

import dev.postern.fact.Fact;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.posture.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with {@code {path}} places, filled from a subject. A path may cross lists: the values of
 * all elements are written, with commas between them. Of what is unknown the values that are
 * possible are written, {@code ?} when there is no telling.
 */
public final class Template {
  private final String written;
  private final List<Piece> pieces;

  private Template(String written, List<Piece> pieces) {
    this.written = written;
    this.pieces = List.copyOf(pieces);
  }

  /** A fixed text, or a way to values. */
  private record Piece(String text, List<Path> chain) {
    private Piece {
      chain = List.copyOf(chain);
    }
  }

  /** Reads a template; a path that the shape does not have is a mistake. */
  public static Template read(String text, Mark mark, Shape<?> shape, Mistakes mistakes) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if (close < 0) {
        break;
      }
      pieces.add(new Piece(text.substring(at, open), List.of()));
      String path = text.substring(open + 1, close);
      pieces.add(new Piece("?", PathReader.chain(path, mark, shape, mistakes)));
      at = close + 1;
    }
    pieces.add(new Piece(text.substring(at), List.of()));
    return new Template(text, pieces);
  }

  /** A text without places. */
  public static Template fixed(String text) {
    return new Template(text, List.of(new Piece(text, List.of())));
  }

  /** The text for one subject. */
  public String fill(Scope scope) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece.chain.isEmpty()) {
        text.append(piece.text);
      } else {
        List<String> words = words(piece.chain, scope);
        text.append(String.join(", ", words));
      }
    }
    return text.toString();
  }

  private static List<String> words(List<Path> chain, Scope scope) {
    Path path = chain.get(0);
    Fact<?> fact = path.read(scope);
    if (!fact.isKnown()) {
      return List.of(chain.size() == 1 ? path.possible(fact) : "?");
    }
    Object value = fact.toOptional().orElseThrow();
    if (chain.size() == 1) {
      return List.of(Path.word(path.shown(value)));
    }
    List<String> words = new ArrayList<>();
    for (Object each : (List<?>) value) {
      words.addAll(words(chain.subList(1, chain.size()), new Scope(each, scope.host())));
    }
    return words;
  }

  /** The text as the policy has it, places unfilled. */
  @Override
  public String toString() {
    return written;
  }
}
