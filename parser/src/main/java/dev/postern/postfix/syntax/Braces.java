package dev.postern.postfix.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text in braces that must balance (util/balpar.c, util/extpar.c). */
public final class Braces {
  private Braces() {}

  /** What stands between the first brace and the last; empty when they do not enclose all of it. */
  public static Optional<String> inner(String text) {
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    Extracted extracted = extract(text);
    return extracted.error().isEmpty() ? Optional.of(extracted.inside()) : Optional.empty();
  }

  /**
   * The text in braces at the start of a text.
   *
   * @param error what is wrong with the braces, in Postfix's words; empty when nothing is
   */
  public record Extracted(String inside, Optional<String> error) {}

  /** What stands in the braces that a text starts with, as well as it can be told. */
  public static Extracted extract(String text) {
    int level = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '{') {
        level++;
      } else if (c == '}' && --level == 0) {
        return new Extracted(
            text.substring(1, at),
            at == text.length() - 1 ? Optional.empty() : error("syntax error after '}'", text));
      }
    }
    return new Extracted(text.substring(1), error("missing '}'", text));
  }

  private static Optional<String> error(String what, String text) {
    return Optional.of(what + " in \"" + Text.quoted(text) + "\"");
  }

  /** The rules of {@code {{rule}, {rule}}}; empty when it is not of that form. */
  public static Optional<List<String>> rules(String text) {
    Optional<String> inner = inner(text);
    if (inner.isEmpty()) {
      return Optional.empty();
    }
    List<String> rules = new ArrayList<>();
    for (String element : Text.elements(inner.get())) {
      Optional<String> rule = inner(element);
      if (rule.isEmpty()) {
        return Optional.empty();
      }
      rules.add(Text.trim(rule.get()));
    }
    return Optional.of(rules);
  }
}
