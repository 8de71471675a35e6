package dev.postern.firewall.pf;

import java.util.List;
import org.antlr.v4.runtime.tree.ParseTree;

/** The options that have no bearing on who gets through. */
final class Options {
  private Options() {}

  /**
   * Takes an option.
   *
   * @throws Refusal when pf does not have it, or not with such a value
   */
  static void check(RulesParser.OptionContext option) throws Refusal {
    String name = option.getStart().getText();
    Values values = Values.ofOptions();
    if (!values.has(name)) {
      throw new Refusal(option, "found the option '" + name + "', which pf does not have");
    }
    if (option instanceof RulesParser.NumberedOptionContext listed) {
      boolean isList = listed.LEFT_BRACE() != null;
      for (RulesParser.NumberedContext item : listed.numbered()) {
        values.check(name, words(item.children), isList ? item : option);
      }
    } else {
      values.check(name, words(option.children.subList(1, option.getChildCount())), option);
    }
  }

  private static String words(List<ParseTree> words) {
    return String.join(" ", words.stream().map(ParseTree::getText).toList());
  }
}
