package dev.postern.posture.shape;

import dev.postern.net.Breadth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one way an enumeration's constants are spelled in policies and reports: {@code WIDE_PRIVATE}
 * is {@code wide-private}.
 */
public final class Word {
  private Word() {}

  /** The word of a constant; a constant that overrides {@code toString} is spelled so. */
  public static String of(Enum<?> constant) {
    String text = constant.toString();
    return text.equals(constant.name()) ? text.toLowerCase(Locale.ROOT).replace('_', '-') : text;
  }

  static Type.Words type(Class<? extends Enum<?>> type, boolean ordered) {
    List<String> words = new ArrayList<>();
    for (Enum<?> constant : type.getEnumConstants()) {
      words.add(of(constant));
    }
    return new Type.Words(type.getSimpleName(), words, ordered);
  }

  /** How far a set of networks reaches. */
  public static final Type BREADTH = Type.ordered(Breadth.class);
}
