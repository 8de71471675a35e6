package dev.postern.firewall.pf;

import dev.postern.data.DataFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;

/** The options that have no bearing on who gets through, by their values: {@code options.tsv}. */
final class Options {
  private final Map<String, Option> options = new HashMap<>();

  private record Option(Pattern value, String expected) {}

  /**
   * Takes an option.
   *
   * @throws Refusal when pf does not have it, or not with such a value
   */
  void check(RulesParser.OptionContext option) throws Refusal {
    String name = option.getStart().getText();
    Option known = known().get(name);
    if (known == null) {
      throw new Refusal(option, "found the option '" + name + "', which pf does not have");
    }
    if (option instanceof RulesParser.NumberedOptionContext listed) {
      boolean isList = listed.LEFT_BRACE() != null;
      for (RulesParser.NumberedContext item : listed.numbered()) {
        check(name, words(item.children), isList ? item : option, known);
      }
    } else {
      check(name, words(option.children.subList(1, option.getChildCount())), option, known);
    }
  }

  private static void check(String name, String value, ParserRuleContext where, Option known)
      throws Refusal {
    if (!known.value().matcher(value).matches()) {
      String found = value.isEmpty() ? "nothing" : "'" + value + "'";
      throw new Refusal(
          where, "found " + found + " behind '" + name + "'; expected " + known.expected());
    }
  }

  private static String words(List<ParseTree> words) {
    return String.join(" ", words.stream().map(ParseTree::getText).toList());
  }

  private Map<String, Option> known() {
    if (options.isEmpty()) {
      for (String[] row : DataFile.rows(Options.class, "options.tsv", 3)) {
        options.put(row[0], new Option(Pattern.compile(row[1]), row[2]));
      }
    }
    return options;
  }
}
