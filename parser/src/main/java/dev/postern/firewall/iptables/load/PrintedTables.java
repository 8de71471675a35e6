package dev.postern.firewall.iptables.load;

import dev.postern.source.SourceFile;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Where {@code iptables -S} begins to print a table, whose name it does not say. */
final class PrintedTables {
  private PrintedTables() {}

  /** The table that begins at a line; empty when none does. */
  static Optional<String> beginningAt(SourceFile source, int line) {
    String first = policyOf(source, line);
    String before = policyOf(source, line - 1);
    boolean goesOn = !before.isEmpty() && TableBuilder.isPrintedBehind(before, first);
    if (first.isEmpty() || goesOn) {
      return Optional.empty();
    }
    Set<String> chains = new LinkedHashSet<>();
    String last = "";
    String next = first;
    for (int at = line; TableBuilder.isPrintedBehind(last, next); at++) {
      chains.add(next);
      last = next;
      next = policyOf(source, at + 1);
    }
    return Optional.of(TableBuilder.tableOf(chains));
  }

  /** The chain of a line {@code -P CHAIN …}; the empty text for another line. */
  private static String policyOf(SourceFile source, int line) {
    String text = source.line(line);
    return text.startsWith("-P ") ? text.split(" ", -1)[1] : "";
  }
}
