package dev.postern.postfix.start;

import dev.postern.postfix.settings.ParameterTypes;
import dev.postern.postfix.settings.ParameterTypes.Check;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.NameValue;
import dev.postern.postfix.syntax.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that smtpd asks, with options of its own in braces: {@code { inet:host:port, timeout=10s
 * }} (attr_override() of global/attr_override.c).
 *
 * @param address of the server; empty where none is said
 * @param values of its options
 * @param complaint why smtpd ends over it; empty where the options are right
 */
record ServerOptions(String address, Map<String, String> values, Optional<String> complaint) {

  /**
   * Reads a server.
   *
   * @param kind of server, as {@code parameter-types.tsv} names it in place of a program
   */
  static ServerOptions read(String text, String kind) {
    if (!text.startsWith("{")) {
      return new ServerOptions(text, Map.of(), Optional.empty());
    }
    List<String> words = Text.elements(Braces.inner(text).orElse(""));
    if (words.isEmpty()) {
      return new ServerOptions(
          "", Map.of(), Optional.of("it names no server: " + Text.quoted(text)));
    }
    Map<String, String> values = new HashMap<>();
    Optional<String> wrong = Optional.empty();
    for (String word : words.subList(1, words.size())) {
      NameValue pair = NameValue.of(Braces.inner(word).orElse(word));
      values.put(pair.name(), pair.value());
      wrong = wrong.or(() -> complaint(word, pair, ParameterTypes.all().of(kind)));
    }
    return new ServerOptions(words.get(0), values, wrong);
  }

  private static Optional<String> complaint(String option, NameValue pair, List<Check> known) {
    return pair.isGood()
        ? known.stream()
            .filter(check -> check.name().equals(pair.name()))
            .findFirst()
            .map(check -> check.complaint(pair.value()))
            .orElseGet(() -> Optional.of("unknown option: " + Text.quoted(option)))
        : Optional.of("malformed option: %s: %s".formatted(pair.mistake(), Text.quoted(option)));
  }
}
