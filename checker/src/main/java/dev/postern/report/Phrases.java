package dev.postern.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How facts read in a sentence, from {@code phrases.txt}. */
final class Phrases {
  private static final String SEPARATOR = " = ";
  private static final String ANY = "*";

  /** What the values of unknown facts start with. */
  private static final String UNKNOWN = "unknown";

  private static final String BECAUSE = ": ";

  private final Map<String, String> phrases = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();

  private Phrases(String text) {
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(" : ");
      int arrow = line.indexOf(" >");
      if (line.startsWith("#")) {
        continue;
      }
      if (colon > 0) {
        phrases.put(line.substring(0, colon).strip(), line.substring(colon + 3).strip());
      } else if (arrow > 0) {
        words.put(line.substring(0, arrow).strip(), line.substring(arrow + 2).strip());
      }
    }
  }

  static Phrases load() {
    return new Phrases(text());
  }

  private static String text() {
    try (InputStream in = Phrases.class.getResourceAsStream("phrases.txt")) {
      if (in == null) {
        throw new IllegalStateException("phrases.txt is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The fact and its value in words, where {@code said} was read before: the reason of an unknown
   * value that stands there is not told again.
   */
  String of(String fact, Object value, String said) {
    String text = value.toString();
    return text.startsWith(UNKNOWN + BECAUSE)
            && said.contains(text.substring(UNKNOWN.length() + BECAUSE.length()))
        ? of(fact, UNKNOWN)
        : of(fact, value);
  }

  /**
   * The fact and its value in words; {@code fact = value} where the table has none. What is said of
   * a fact of the subject holds for the same fact of something in it too.
   */
  String of(String fact, Object value) {
    String text = value.toString();
    String name = fact;
    while (true) {
      String phrase = phrases.get(name + SEPARATOR + text);
      if (phrase != null) {
        return phrase;
      }
      String general = phrases.get(name + SEPARATOR + ANY);
      if (general != null) {
        return general.replace(ANY, inWords(value));
      }
      int dot = name.indexOf('.');
      if (dot < 0) {
        return fact + SEPARATOR + text;
      }
      name = name.substring(dot + 1);
    }
  }

  /** A value in words: those of a list one after the other, other words as they are. */
  private String inWords(Object value) {
    StringBuilder text = new StringBuilder();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        text.append(text.isEmpty() ? "" : "; ").append(inWords(element));
      }
      return text.toString();
    }
    String plain = value.toString();
    if (plain.equals(UNKNOWN)) {
      return "not known";
    }
    if (plain.startsWith(UNKNOWN + BECAUSE)) {
      return "not known, because " + plain.substring(UNKNOWN.length() + BECAUSE.length());
    }
    for (String word : plain.split(" ", -1)) {
      String said = words.getOrDefault(word, word);
      text.append(text.isEmpty() || said.startsWith(",") || said.isEmpty() ? "" : " ").append(said);
    }
    return text.toString();
  }
}
