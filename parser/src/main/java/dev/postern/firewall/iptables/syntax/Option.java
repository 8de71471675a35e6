package dev.postern.firewall.iptables.syntax;

import java.util.List;

/** An option of a rule as it was written. */
public record Option(String name, boolean isNegated, Word word, List<Word> arguments) {
  public Option {
    arguments = List.copyOf(arguments);
  }

  /** The option's argument. */
  public Word argument() {
    return arguments.get(0);
  }

  /** Its first value; empty where it has none. */
  public String value() {
    return arguments.get(0).text();
  }

  public String text() {
    StringBuilder text = new StringBuilder(isNegated ? "! " : "").append(name);
    arguments.forEach(argument -> text.append(' ').append(argument.text()));
    return text.toString();
  }
}
