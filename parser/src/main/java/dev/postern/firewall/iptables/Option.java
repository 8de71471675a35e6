package dev.postern.firewall.iptables;

import java.util.List;

/** An option of a rule as it was written. */
record Option(String name, boolean isNegated, Word word, List<Word> arguments) {
  Option {
    arguments = List.copyOf(arguments);
  }

  /** The option's argument. */
  Word argument() {
    return arguments.get(0);
  }

  String value() {
    return arguments.get(0).text();
  }

  String text() {
    StringBuilder text = new StringBuilder(isNegated ? "! " : "").append(name);
    arguments.forEach(argument -> text.append(' ').append(argument.text()));
    return text.toString();
  }
}
