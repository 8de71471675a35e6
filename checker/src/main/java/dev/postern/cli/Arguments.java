package dev.postern.cli;

import dev.postern.posture.shape.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a command was told: its options, and where one is not given, the environment variable of the
 * same name, {@code POSTERN_FAIL_ON} for {@code --fail-on}. Values are asked of the options
 * themselves, since picocli does not count one with a consumer of its own as matched.
 */
final class Arguments {
  private final ParseResult matched;
  private final Map<String, String> environment;

  Arguments(ParseResult matched, Map<String, String> environment) {
    this.matched = matched;
    this.environment = environment;
  }

  boolean flag(String name) {
    return matched.hasMatchedOption(name);
  }

  /** The value of an option. */
  String text(String name, String standard) {
    OptionSpec option = matched.commandSpec().findOption(name);
    String given = option == null ? null : option.getValue();
    if (given != null) {
      return given;
    }
    String told = environment(name);
    return told.isEmpty() ? standard : told;
  }

  /** The values of an option that may be given several times, or with commas between values. */
  List<String> texts(String name) {
    OptionSpec option = matched.commandSpec().findOption(name);
    List<String> given = option == null ? null : option.getValue();
    List<String> texts = new ArrayList<>();
    if (given == null) {
      addAll(texts, environment(name));
    } else {
      for (String value : given) {
        addAll(texts, value);
      }
    }
    return texts;
  }

  /** The arguments that belong to no option. */
  List<String> positional(List<String> standard) {
    return matched.matchedPositionalValue(0, standard);
  }

  /**
   * The value of an option that takes one of a few words.
   *
   * @throws UsageError when it is another word
   */
  String word(String name, List<String> words, String standard) throws UsageError {
    String word = text(name, standard);
    if (!words.contains(word)) {
      throw notOneOf(name, word, words);
    }
    return word;
  }

  /**
   * The constant that a word stands for.
   *
   * @param others words that the option takes besides; told in the message only
   * @throws UsageError when none does
   */
  static <E extends Enum<E>> E constant(String option, String word, E[] constants, String... others)
      throws UsageError {
    List<String> words = new ArrayList<>();
    for (E constant : constants) {
      if (Word.of(constant).equals(word)) {
        return constant;
      }
      words.add(Word.of(constant));
    }
    words.addAll(List.of(others));
    throw notOneOf(option, word, words);
  }

  /**
   * A whole number within bounds.
   *
   * @throws UsageError when it is not
   */
  static int number(String option, String text, int least, int most) throws UsageError {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UsageError(option + ": '" + text + "' is not a number", e);
    }
    if (number < least || number > most) {
      throw new UsageError(option + ": " + text + " is not between " + least + " and " + most);
    }
    return number;
  }

  static UsageError notOneOf(String option, String word, List<String> words) {
    return new UsageError(option + ": '" + word + "' is not one of " + String.join(", ", words));
  }

  private static void addAll(List<String> texts, String value) {
    for (String part : value.split(",", -1)) {
      if (!part.isBlank()) {
        texts.add(part.strip());
      }
    }
  }

  /** What the environment tells about an option; empty for nothing. */
  String environment(String option) {
    String variable = "POSTERN_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    return environment.getOrDefault(variable, "");
  }
}
