package dev.postern.dovecot.modern;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.EventFilter;
import dev.postern.dovecot.syntax.Written;
import dev.postern.net.Address;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Values that Dovecot 2.4 refuses each by itself: what {@code checks-2.4.tsv} says. */
final class TreeValueCheck {
  /** What Dovecot takes a value for while it does not know its variables. */
  private static final String VARIABLE = "UNKNOWN_VALUE_WITH_VARIABLES";

  private final Map<String, List<Rule>> rules = new HashMap<>();

  /** One line of the table. */
  private record Rule(String when, String operand, String message, boolean open, boolean first) {

    /** Whether a word is none of those that are allowed. */
    boolean excludes(String word) {
      boolean anyCase = when.equals("not");
      for (String allowed : operand.split(" ", -1)) {
        boolean start = allowed.endsWith("*");
        String text = start ? allowed.substring(0, allowed.length() - 1) : allowed;
        if (start
            ? word.regionMatches(anyCase, 0, text, 0, text.length())
            : anyCase ? word.equalsIgnoreCase(text) : word.equals(text)) {
          return false;
        }
      }
      return true;
    }

    Set<String> words() {
      return Set.of(operand.split(" ", -1));
    }

    boolean isOfWords() {
      return when.toLowerCase(Locale.ROOT).equals("not");
    }
  }

  TreeValueCheck() {
    for (String[] row : DataFile.rows(TreeValueCheck.class, "checks-2.4.tsv", 5)) {
      Rule rule = new Rule(row[1], row[2], row[3], row[4].equals("open"), row[4].equals("first"));
      rules.computeIfAbsent(row[0], key -> new ArrayList<>()).add(rule);
    }
  }

  /** Refuses what is written in a section and may not be. */
  void check(CheckedNode section) {
    checkValues(section, rule -> true);
    for (Map.Entry<String, TreeList> entry : section.node().lists().entrySet()) {
      for (Rule rule : rules.getOrDefault(entry.getKey(), List.of())) {
        words(rule, section, entry.getValue());
      }
    }
  }

  /** The same, of what is refused before everything else. */
  void checkFirst(CheckedNode section) {
    checkValues(section, Rule::first);
  }

  private void checkValues(CheckedNode section, Predicate<Rule> which) {
    for (Map.Entry<String, Written> entry : section.node().values().entrySet()) {
      List<Rule> own =
          rules.getOrDefault(entry.getKey(), List.of()).stream().filter(which).toList();
      if (!own.isEmpty()) {
        Optional<String> value =
            new TreeVariables(section.lookup())
                .resolved(section.node().keys(), entry.getKey(), entry.getValue())
                .toOptional();
        for (Rule rule : own) {
          value
              .flatMap(text -> wrong(rule, section, text))
              .ifPresent(word -> section.refuse(entry.getKey(), message(rule, section, word)));
        }
      }
    }
  }

  /** Those that are switched off are not looked at. */
  private static void words(Rule rule, CheckedNode section, TreeList list) {
    for (Map.Entry<String, Written> entry : list.byWord().entrySet()) {
      Written written = entry.getValue();
      boolean on = written.value().toOptional().filter(CheckedNode::isYesWord).isPresent();
      Optional<String> word =
          new TreeVariables(section.lookup())
              .word(section.node().keys(), entry.getKey(), written.origin())
              .value()
              .toOptional();
      if (on && word.filter(rule::excludes).isPresent()) {
        String why = message(rule, section, word.get());
        if (TreeVariables.isSet(entry.getKey())) {
          section.notes().refusedAtStart(written.origin().span(), why);
        } else {
          section.notes().refuse(written.origin().span(), why);
        }
      }
    }
  }

  private static String message(Rule rule, CheckedNode section, String word) {
    return rule.message()
        .replace("%s", word)
        .replace("%n", section.node().key().name())
        .replace("%e", reason(rule, word).orElse(""))
        .replace("%u", startsWithLetter(word) ? "Invalid URI scheme" : "Missing scheme")
        .replace("%d", CheckedNode.number(word).toString());
  }

  /** What is wrong with a URL or an address of mail. */
  private static Optional<String> reason(Rule rule, String word) {
    return switch (rule.when()) {
      case "path" -> MailPath.refusal(word);
      case "list" -> ServiceUrl.schemeRefusal(word, rule.words());
      default -> ServiceUrl.refusal(word, rule.words());
    };
  }

  private static boolean startsWithLetter(String word) {
    char first = word.isEmpty() ? ' ' : Character.toLowerCase(word.charAt(0));
    return first >= 'a' && first <= 'z';
  }

  /** The value or the word of it that is refused; empty when none is. */
  private static Optional<String> wrong(Rule rule, CheckedNode section, String written) {
    boolean variable = written.contains("%{");
    String text = variable ? VARIABLE : written;
    if ((variable && rule.open()) || (text.isEmpty() && !rule.when().equals("empty"))) {
      return Optional.empty();
    }
    if (rule.isOfWords()) {
      for (String word :
          rule.when().equals("not") ? text.split("[ ,]+", -1) : new String[] {text}) {
        if (rule.excludes(word)) {
          return Optional.of(word);
        }
      }
      return Optional.empty();
    }
    return isRefused(rule, section, text) ? Optional.of(text) : Optional.empty();
  }

  private static boolean isRefused(Rule rule, CheckedNode section, String text) {
    return switch (rule.when()) {
      case "empty" -> text.isEmpty();
      case "zero" -> isNumber(text) && CheckedNode.number(text).signum() == 0;
      case "low" -> isBelow(rule, text);
      case "under" -> isBelow(rule, text) && CheckedNode.number(text).signum() > 0;
      case "over" ->
          SettingType.isUnlimited(text)
              || CheckedNode.number(text).compareTo(new BigInteger(rule.operand())) > 0;
      case "yes" -> CheckedNode.isYesWord(text);
      case "long" -> text.getBytes(StandardCharsets.UTF_8).length > 1;
      case "has" -> text.contains(rule.operand());
      case "relative" -> !ServiceUrl.hasScheme(text);
      case "url" ->
          ServiceUrl.refusal(text, rule.words()).isPresent()
              || (!rule.message().contains("%e") && !ServiceUrl.hasScheme(text));
      case "without" -> List.of(rule.operand().split(" ", -1)).stream().allMatch(section::isEmpty);
      case "filter" -> !EventFilter.isValid(text, EventFilter.WORDS_2_4);
      case "path" ->
          rule.operand().isEmpty() ? MailPath.refusal(text).isPresent() : isNoSource(rule, text);
      case "list" -> ServiceUrl.schemeRefusal(text, rule.words()).isPresent();
      case "header" -> !TreeMailCheck.isHeader(text);
      case "address" -> Address.parse(text).isEmpty();
      default -> throw new IllegalStateException("checks-2.4.tsv: " + rule.when());
    };
  }

  /** Neither a word for an address nor one with brackets around it. */
  private static boolean isNoSource(Rule rule, String text) {
    String source = text.strip().toLowerCase(Locale.ROOT);
    boolean path =
        source.equals("<>") || (source.startsWith("<") && MailPath.refusal(source).isEmpty());
    return !path && !source.isEmpty() && !rule.words().contains(source);
  }

  private static boolean isNumber(String text) {
    return text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  private static boolean isBelow(Rule rule, String text) {
    return isNumber(text) && CheckedNode.number(text).compareTo(new BigInteger(rule.operand())) < 0;
  }
}
