package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.tls.CipherList;
import dev.postern.posture.tls.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A cipher string as OpenSSL's SSL_CTX_set_cipher_list() reads it (ssl/ssl_ciph.c): it chooses and
 * orders the suites up to TLS 1.2.
 */
public final class CipherString {
  private static final String DEFAULT = "DEFAULT";
  private static final String LEVEL = "SECLEVEL=";

  private final Library library;
  private final SuiteOrder order;
  private final List<String> unknownWords = new ArrayList<>();
  private OptionalInt level = OptionalInt.empty();

  private CipherString(Library library, SuiteOrder order) {
    this.library = library;
    this.order = order;
  }

  /** What a library makes of a string. */
  public sealed interface Result {

    /** A cipher list in the posture's words. */
    static CipherList posture(Fact<String> text, Fact<Result> result) {
      return new CipherList(
          text,
          result.map(Selected.class::isInstance),
          result.map(
              found -> found instanceof Selected selected ? selected.unknownWords() : List.of()));
    }
  }

  /**
   * It chooses these.
   *
   * @param suites in order of preference, before a security level is applied; never empty
   * @param level the security level that the string sets
   * @param unknownWords words that the library does not know and passes over
   * @param suiteB whether it is a profile of RFC 6460, whose signatures have 192 bits at most
   */
  public record Selected(
      List<Suite> suites, OptionalInt level, List<String> unknownWords, boolean suiteB)
      implements Result {

    /** The same at a security level that a program sets after the string. */
    Selected at(int other) {
      return new Selected(suites, OptionalInt.of(other), unknownWords, suiteB);
    }

    /**
     * Those that a server without pre-shared keys and SRP can use.
     *
     * @param otherwise the security level unless the string sets one
     */
    public List<Suite> usable(Library library, int otherwise) {
      int holding = level.orElse(otherwise);
      if (suiteB && holding == SecurityLevel.HIGHEST) {
        return List.of();
      }
      List<Suite> usable = new ArrayList<>(suites);
      usable.removeIf(
          suite -> suite.keyExchange().endsWith("PSK") || suite.keyExchange().equals("SRP"));
      return new SecurityLevel(holding).allowed(usable, library);
    }
  }

  /**
   * The library refuses it: no TLS at all.
   *
   * @param reason a clause
   * @param level the security level that it sets all the same
   */
  public record Invalid(String reason, OptionalInt level) implements Result {
    public Invalid(String reason) {
      this(reason, OptionalInt.empty());
    }
  }

  /** Something that OpenSSL does not read. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private Refused(String reason) {
      super(reason, null, false, false);
    }

    private String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** Evaluates a string. */
  public static Result evaluate(String string, Library library) {
    CipherString reading = new CipherString(library, library.arranged());
    try {
      reading.readAll(string);
    } catch (Refused e) {
      return new Invalid(e.reason(), reading.level);
    }
    List<Suite> suites = new ArrayList<>();
    for (KnownSuite suite : reading.order.active()) {
      suites.add(suite.suite());
    }
    return suites.isEmpty()
        ? new Invalid("no suite up to TLS 1.2 is left", reading.level)
        : new Selected(
            List.copyOf(suites),
            reading.level,
            List.copyOf(reading.unknownWords),
            suiteB(string).isPresent());
  }

  private void readAll(String string) throws Refused {
    Optional<String> suiteB = suiteB(string);
    if (suiteB.isPresent()) {
      read(suiteB.get(), 0);
    } else if (string.startsWith(DEFAULT)) {
      read(library.defaultList(), 0);
      int rest = DEFAULT.length();
      read(string, rest < string.length() && string.charAt(rest) == ':' ? rest + 1 : rest);
    } else {
      read(string, 0);
    }
  }

  /** RFC 6460's profiles: the longer names first, since each is found as a prefix. */
  private static Optional<String> suiteB(String string) {
    String aes128 = "ECDHE-ECDSA-AES128-GCM-SHA256";
    String aes256 = "ECDHE-ECDSA-AES256-GCM-SHA384";
    if (string.startsWith("SUITEB128ONLY")) {
      return Optional.of(aes128);
    }
    if (string.startsWith("SUITEB128C2") || string.startsWith("SUITEB192")) {
      return Optional.of(aes256);
    }
    return string.startsWith("SUITEB128") ? Optional.of(aes128 + ":" + aes256) : Optional.empty();
  }

  private static boolean isSeparator(char c) {
    return c == ':' || c == ' ' || c == ',' || c == ';';
  }

  private void read(String string, int from) throws Refused {
    int at = from;
    while (at < string.length()) {
      char c = string.charAt(at);
      if (isSeparator(c)) {
        at++;
      } else if (c == '@') {
        at = special(string, at + 1);
      } else {
        boolean operator = c == '-' || c == '+' || c == '!';
        at = rule(string, operator ? at + 1 : at, operator ? c : ' ');
      }
    }
  }

  /** Where the word that starts at {@code from} ends. */
  private int wordEnd(String string, int from) throws Refused {
    int end = from;
    while (end < string.length() && library.isWordCharacter(string.charAt(end))) {
      end++;
    }
    if (end == from) {
      throw new Refused(
          from < string.length()
              ? "'%s' at character %d cannot stand where a word is expected"
                  .formatted(string.charAt(from), from + 1)
              : "a word is missing at the end");
    }
    return end;
  }

  private static int nextSeparator(String string, int from) {
    int at = from;
    while (at < string.length() && !isSeparator(string.charAt(at))) {
      at++;
    }
    return at;
  }

  private int special(String string, int from) throws Refused {
    int end = wordEnd(string, from);
    String word = string.substring(from, end);
    if (word.equals("STRENGTH")) {
      order.byStrength();
    } else if (library.builtInLevel().isPresent()
        && word.startsWith(LEVEL)
        && word.length() == LEVEL.length() + 1
        && word.charAt(LEVEL.length()) >= '0'
        && word.charAt(LEVEL.length()) <= '5') {
      level = OptionalInt.of(word.charAt(LEVEL.length()) - '0');
    } else {
      throw new Refused("@" + word + " is no command");
    }
    return nextSeparator(string, end);
  }

  /** One word, or several with {@code +} between, and what is done with the suites they mean. */
  private int rule(String string, int from, char operator) throws Refused {
    Selector selector = Selector.EVERYTHING;
    int at = from;
    while (true) {
      int end = wordEnd(string, at);
      boolean more = end < string.length() && string.charAt(end) == '+';
      String word = string.substring(at, end);
      Optional<Selector> known = library.word(word);
      if (known.isEmpty()) {
        unknownWords.add(word);
      }
      at = more ? end + 1 : end;
      Optional<Selector> joined = known.flatMap(selector::and);
      if (joined.isEmpty()) {
        return nextSeparator(string, at);
      }
      selector = joined.get();
      if (!more) {
        break;
      }
    }
    switch (operator) {
      case '-' -> order.delete(selector::selects);
      case '+' -> order.order(selector::selects);
      case '!' -> order.kill(selector::selects);
      default -> order.add(selector::selects);
    }
    return at;
  }
}
