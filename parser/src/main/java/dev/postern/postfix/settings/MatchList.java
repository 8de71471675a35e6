package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import java.util.List;

/**
 * A list of words and tables, of which the first that knows something decides; an exclamation mark
 * excludes (util/match_list.c). Letters' case does not count.
 */
public final class MatchList {
  private MatchList() {}

  /**
   * Whether the value of a parameter holds something; unknown where the files do not tell.
   *
   * @param keys the whole of it, then the parts that stand for it, too
   */
  public static Fact<Boolean> holds(Scope scope, String parameter, List<String> keys) {
    return scope.value(parameter).flatMap(list -> holds(scope, Text.elements(list), keys));
  }

  private static Fact<Boolean> holds(Scope scope, List<String> elements, List<String> keys) {
    Fact<Boolean> rest = Fact.known(false);
    for (int i = elements.size() - 1; i >= 0; i--) {
      String element = elements.get(i);
      String pattern = element.replaceFirst("^!+", "");
      boolean out = (element.length() - pattern.length()) % 2 == 1;
      Fact<Lookup> answer = answer(scope, pattern, keys);
      Fact<Boolean> found = answer.map(Lookup.Found.class::isInstance);
      boolean fails = answer.toOptional().filter(Lookup.Fails.class::isInstance).isPresent();
      // With a table that cannot be asked the search is over.
      rest =
          fails ? Fact.known(false) : out ? Fact.and(Fact.not(found), rest) : Fact.or(found, rest);
    }
    return rest;
  }

  private static Fact<Lookup> answer(Scope scope, String pattern, List<String> keys) {
    if (pattern.startsWith("/")) {
      return Fact.unknown("the words of " + Text.quoted(pattern) + " are not read");
    }
    if (pattern.indexOf(':') >= 0) {
      return scope.machine().table(pattern).first(keys);
    }
    String word = Text.lower(pattern);
    return Fact.known(
        keys.stream().map(Text::lower).anyMatch(word::equals)
            ? new Lookup.Found(pattern)
            : Lookup.NOTHING);
  }
}
