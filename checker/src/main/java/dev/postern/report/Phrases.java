package dev.postern.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** How facts read in a sentence, from {@code phrases.txt}. */
final class Phrases {
  private static final String SEPARATOR = " = ";

  private final Map<String, String> phrases;

  private Phrases(Map<String, String> phrases) {
    this.phrases = phrases;
  }

  static Phrases load() {
    Map<String, String> phrases = new HashMap<>();
    for (String line : text().split("\n", -1)) {
      int colon = line.indexOf(" : ");
      if (colon > 0 && line.charAt(0) != '#') {
        phrases.put(line.substring(0, colon).strip(), line.substring(colon + 3).strip());
      }
    }
    return new Phrases(phrases);
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
   * The fact and its value in words; {@code fact = value} where the table has none. What is said of
   * a fact of the subject holds for the same fact of something in it too.
   */
  String of(String fact, Object value) {
    String plain = fact + SEPARATOR + value;
    String key = plain;
    while (true) {
      String phrase = phrases.get(key);
      if (phrase != null) {
        return phrase;
      }
      int dot = key.indexOf('.');
      if (dot < 0 || dot > key.indexOf(SEPARATOR)) {
        return plain;
      }
      key = key.substring(dot + 1);
    }
  }
}
