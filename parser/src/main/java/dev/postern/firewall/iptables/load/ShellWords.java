package dev.postern.firewall.iptables.load;

import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;

/** Words as a shell takes them apart, with the values of variables that are known. */
final class ShellWords {
  private static final Pattern IN_QUOTES =
      Pattern.compile("\\\\(.)|\\$(?:([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)})|([$`])", Pattern.DOTALL);

  private final Map<String, String> variables;

  /** How many characters variables may still give: one that holds another twice doubles. */
  private int room = 1 << 24;

  ShellWords(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The words of a line without variables; empty when it is none that a shell takes. */
  static Optional<List<Word>> split(String line) {
    ScriptLexer lexer = new ScriptLexer(new TextStream(line));
    ScriptParser parser = new ScriptParser(new CommonTokenStream(lexer));
    List<String> errors = new ArrayList<>();
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> recognizer,
              Object offendingSymbol,
              int errorLine,
              int charPositionInLine,
              String message,
              RecognitionException exception) {
            errors.add(message);
          }
        });
    ShellWords shell = new ShellWords(Map.of());
    List<Word> words = new ArrayList<>();
    for (ScriptParser.WordContext word : parser.words().word()) {
      Optional<List<Word>> known = shell.words(word);
      if (known.isEmpty() || !errors.isEmpty()) {
        return Optional.empty();
      }
      words.addAll(known.get());
    }
    return errors.isEmpty() ? Optional.of(words) : Optional.empty();
  }

  /**
   * What a word becomes: no word or several when a variable outside of quotes has blanks or is
   * empty; empty when the word's value is not known.
   */
  Optional<List<Word>> words(ScriptParser.WordContext word) {
    int start = word.getStart().getStartIndex();
    int end = word.getStop().getStopIndex() + 1;
    List<StringBuilder> fields = new ArrayList<>();
    boolean joins = false;
    for (ScriptParser.PartContext part : word.part()) {
      String text = part.getText();
      if (part.VARIABLE() != null) {
        Optional<String> value = variable(text.replaceAll("[${}]", ""));
        if (value.isEmpty()) {
          return Optional.empty();
        }
        joins = split(value.get(), fields, joins);
        continue;
      }
      Optional<String> plain = plain(part, text);
      if (plain.isEmpty()) {
        return Optional.empty();
      }
      if (!joins) {
        fields.add(new StringBuilder());
      }
      fields.get(fields.size() - 1).append(plain.get());
      joins = true;
    }
    return Optional.of(
        fields.stream().map(field -> new Word(field.toString(), start, end)).toList());
  }

  /**
   * The value that an assignment gives, without splitting; empty when it is not known.
   *
   * @param from how many characters of the word's first part are the name and the equals sign
   */
  Optional<String> value(ScriptParser.WordContext word, int from) {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < word.part().size(); i++) {
      ScriptParser.PartContext part = word.part(i);
      String text = i == 0 ? part.getText().substring(from) : part.getText();
      Optional<String> known =
          part.VARIABLE() != null ? variable(text.replaceAll("[${}]", "")) : plain(part, text);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      value.append(known.get());
    }
    return Optional.of(value.toString());
  }

  private Optional<String> variable(String name) {
    Optional<String> value = Optional.ofNullable(variables.get(name));
    room -= value.map(String::length).orElse(0);
    return room < 0 ? Optional.empty() : value;
  }

  /** Adds a value's fields; whether the next part of the word joins the last of them. */
  private static boolean split(String value, List<StringBuilder> fields, boolean joins) {
    boolean open = joins;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n') {
        open = false;
      } else {
        if (!open) {
          fields.add(new StringBuilder());
        }
        fields.get(fields.size() - 1).append(c);
        open = true;
      }
    }
    return open;
  }

  private Optional<String> plain(ScriptParser.PartContext part, String text) {
    if (part.DYNAMIC() != null) {
      return Optional.empty();
    }
    if (part.SINGLE_QUOTED() != null) {
      return Optional.of(text.substring(1, text.length() - 1));
    }
    if (part.ESCAPED() != null) {
      return Optional.of(text.substring(1));
    }
    if (part.DOUBLE_QUOTED() == null) {
      // A pattern of file names, or a list in braces, becomes other words.
      return text.matches(".*[*?{~].*") ? Optional.empty() : Optional.of(text);
    }
    return inQuotes(text.substring(1, text.length() - 1));
  }

  private Optional<String> inQuotes(String text) {
    Matcher matcher = IN_QUOTES.matcher(text);
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      plain.append(text, at, matcher.start());
      at = matcher.end();
      if (matcher.group(1) != null) {
        String escaped = matcher.group(1);
        plain.append(
            "$`\"\\".contains(escaped) ? escaped : escaped.equals("\n") ? "" : matcher.group());
        continue;
      }
      String name = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      Optional<String> value = name == null ? Optional.empty() : variable(name);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      plain.append(value.get());
    }
    return Optional.of(plain.append(text.substring(at)).toString());
  }
}
