package dev.postern.postfix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text in braces that must balance (util/balpar.c, util/extpar.c). */
final class Braces {
  private Braces() {}

  /** What stands between the first brace and the last; empty when they do not enclose all of it. */
  static Optional<String> inner(String text) {
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    int level = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '{') {
        level++;
      } else if (c == '}' && --level == 0) {
        return at == text.length() - 1 ? Optional.of(text.substring(1, at)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The rules of {@code {{rule}, {rule}}}; empty when it is not of that form. */
  static Optional<List<String>> rules(String text) {
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
