package dev.postern.postfix.syntax;

import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a program in master.cf as getopt hands them to it (multi_server_main() of
 * master/multi_server.c and its like); braces around a whole word are master's.
 */
final class CommandLine {
  private static final String LETTERS = "cdDlSuvVz";
  private static final String WITH_VALUE = "imnost";

  /** Letters that set a parameter. */
  private static final String MAX_IDLE = "max_idle";

  private static final String MAX_USE = "max_use";

  private final LogicalLine line;
  private final List<Text.Token> words;
  private final List<MasterEntry.Option> options = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final StringBuilder letters = new StringBuilder();
  private Optional<String> operand = Optional.empty();
  private Optional<String> serviceName = Optional.empty();
  private int at;

  private CommandLine(LogicalLine line, List<Text.Token> words) {
    this.line = line;
    this.words = words;
  }

  /** Reads the words behind a program. */
  static CommandLine of(LogicalLine line, List<Text.Token> words) {
    CommandLine read = new CommandLine(line, words);
    while (read.operand.isEmpty() && read.at < words.size()) {
      read.word();
    }
    return read;
  }

  /** What sets parameters, in order. */
  List<MasterEntry.Option> options() {
    return options;
  }

  /** Why the program does not take them. */
  List<String> complaints() {
    return complaints;
  }

  /** The first word that is no option. */
  Optional<String> operand() {
    return operand;
  }

  /** By what name the program is to call itself. */
  Optional<String> serviceName() {
    return serviceName;
  }

  /** Whether a letter without a value is among them. */
  boolean has(char letter) {
    return letters.indexOf(String.valueOf(letter)) >= 0;
  }

  private void word() {
    Text.Token word = words.get(at++);
    String text = Text.unbraced(word.text());
    if (text.equals("--")) {
      operand = at < words.size() ? Optional.of(words.get(at).text()) : Optional.empty();
      at = words.size();
      return;
    }
    if (!text.startsWith("-") || text.length() < 2) {
      operand = Optional.of(text);
      return;
    }
    for (int i = 1; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (WITH_VALUE.indexOf(letter) >= 0) {
        withValue(letter, word, i + 1);
        return;
      }
      letters.append(letter);
      if (LETTERS.indexOf(letter) < 0) {
        complaints.add("invalid option: " + letter);
      }
    }
  }

  /** The rest of the word is the value or, where nothing is left of it, the next word. */
  private void withValue(char letter, Text.Token word, int from) {
    String own = Text.unbraced(word.text());
    boolean isAttached = from < own.length();
    if (!isAttached && at == words.size()) {
      complaints.add("option requires an argument -- '%c'".formatted(letter));
      return;
    }
    Text.Token holder = isAttached ? word : words.get(at++);
    String value = isAttached ? own.substring(from) : Text.unbraced(holder.text());
    int start = isAttached ? word.start() + word.text().indexOf(own) + from : holder.start();
    Span span = line.span(start, holder.start() + holder.text().length());
    switch (letter) {
      case 'i' -> options.add(new MasterEntry.Option(MAX_IDLE, value, span));
      case 'm' -> options.add(new MasterEntry.Option(MAX_USE, value, span));
      case 'n' -> serviceName = Optional.of(value);
      case 'o' -> parameter(value, span);
      case 's' -> sockets(value);
      default -> {}
    }
  }

  private void parameter(String value, Span span) {
    NameValue pair = NameValue.of(value);
    if (pair.isGood()) {
      options.add(new MasterEntry.Option(pair.name(), pair.value(), span));
    } else {
      complaints.add(
          "option -o needs name=value without blanks around the sign, or { name = value }: -o "
              + Text.quoted(Secrets.masked(value, value)));
    }
  }

  private void sockets(String value) {
    if (Numbers.number(value).filter(number -> number > 0).isEmpty()) {
      complaints.add("invalid socket_count: " + Text.quoted(value));
    }
  }
}
