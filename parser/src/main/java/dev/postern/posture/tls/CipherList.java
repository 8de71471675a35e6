package dev.postern.posture.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * The cipher string for TLS 1.2 and older that a listener gives to its library.
 *
 * @param text as the library gets it
 * @param valid whether the library takes it; if not, there is no TLS at all
 * @param unknownWords words that the library does not know and passes over
 */
public record CipherList(Fact<String> text, Fact<Boolean> valid, Fact<List<String>> unknownWords) {
  public static final Shape<CipherList> SHAPE =
      Shape.<CipherList>named("cipher-list")
          .leaf("text", Type.TEXT, CipherList::text)
          .leaf("valid", Type.BOOLEAN, CipherList::valid)
          .leaf("unknown-words", new Type.ListOf(Type.TEXT), CipherList::unknownWords)
          .build();

  /** Nothing is known, or there is nothing to know. */
  public static CipherList unknown(String reason, List<Origin> origins) {
    return new CipherList(
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins),
        Fact.unknown(reason, origins));
  }
}
