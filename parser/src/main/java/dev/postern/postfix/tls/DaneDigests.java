package dev.postern.postfix.tls;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The digests of keys in DNS that a client knows ({@code tls_dane_digests}; tls_dane_digest_init()
 * of tls/tls_dane.c, before 3.6 dane_init() and add_digest()).
 */
public final class DaneDigests {
  /** From then on a wrong word is skipped; before, it ends all use of keys in DNS. */
  private static final String LENIENT = "3.6";

  /** The digest that practically everybody publishes (RFC 7671 section 9). */
  private static final String USUAL = "sha256";

  private static final int USUAL_NUMBER = 1;
  private static final Map<String, Integer> STANDARD =
      Map.of("", 0, USUAL, USUAL_NUMBER, "sha512", 2);

  /** The highest number and one more; from 3.6 on the highest is kept for other purposes. */
  private static final int NUMBERS = 256;

  /** {@code NAME=NUMBER}, where one of both may be missing. */
  private record Word(String name, String number) {
    static List<Word> of(String list) {
      List<Word> words = new ArrayList<>();
      for (String text : Text.elements(Text.lower(list))) {
        int sign = text.indexOf('=');
        words.add(
            sign < 0
                ? new Word(text, "")
                : new Word(text.substring(0, sign), text.substring(sign + 1)));
      }
      return words;
    }

    /** The number as written; none where it is no number from nought to the limit. */
    int number(int limit) {
      return Numbers.number(number)
          .filter(value -> value >= 0 && value < limit)
          .map(Long::intValue)
          .orElse(-1);
    }
  }

  private DaneDigests() {}

  /** Whether a client can compare the keys that practically everybody publishes. */
  public static Fact<Boolean> knowUsual(Scope scope) {
    return scope
        .value("tls_dane_digests")
        .flatMap(
            list -> {
              List<Word> words = Word.of(list);
              Set<Boolean> answers = new LinkedHashSet<>();
              for (Version version : scope.versions().versions()) {
                answers.add(version.atLeast(LENIENT) ? skipping(words) : strictly(words));
              }
              return answers.size() == 1
                  ? Fact.known(answers.contains(true))
                  : Fact.oneOf(
                      answers,
                      "Postfix before "
                          + LENIENT
                          + " does without keys in DNS for a wrong word in tls_dane_digests; tell the"
                          + " version with --software postfix=VERSION",
                      List.of());
            });
  }

  private static boolean skipping(List<Word> words) {
    boolean on = false;
    boolean seen = false;
    for (Word word : words) {
      int number = word.number(NUMBERS - 1);
      boolean meant = word.number().isEmpty() ? word.name().equals(USUAL) : number == USUAL_NUMBER;
      if (meant && word.name().isEmpty()) {
        on = false;
      } else if (meant && word.name().equals(USUAL) && !seen) {
        on = true;
        seen = true;
      }
    }
    return on;
  }

  private static boolean strictly(List<Word> words) {
    Set<String> names = new HashSet<>(Set.of(""));
    Set<Integer> numbers = new HashSet<>(Set.of(0));
    for (Word word : words) {
      int written = word.number(NUMBERS);
      int number = number(word, written);
      String name = word.name().isEmpty() ? name(number) : word.name();
      boolean fits = word.number().isEmpty() || written == number;
      if (!fits || number < 0 || !names.add(name) || !numbers.add(number)) {
        return false;
      }
      if (!TlsSetup.isDigest(name)) {
        return false;
      }
    }
    return numbers.contains(USUAL_NUMBER);
  }

  /** What the name stands for, else the number as written unless it stands for another name. */
  private static int number(Word word, int written) {
    if (word.name().isEmpty()) {
      return written;
    }
    int ofOthers = STANDARD.containsValue(written) ? -1 : written;
    return STANDARD.getOrDefault(word.name(), ofOthers);
  }

  private static String name(int number) {
    return STANDARD.entrySet().stream()
        .filter(entry -> entry.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }
}
