package dev.postern.firewall.iptables.syntax;

import java.util.List;

/** A line of iptables-save text. */
public sealed interface Line {
  /** From 1. */
  int number();

  /** A comment or nothing. */
  record Blank(int number) implements Line {}

  /** {@code *filter}. */
  record TableStart(int number, String table) implements Line {}

  /** {@code :INPUT DROP [0:0]}; a policy of {@code -} for a chain without one. */
  record ChainPolicy(int number, String chain, String policy) implements Line {}

  /** {@code -A INPUT …} and every other line of words. */
  record Command(int number, List<Word> words) implements Line {
    public Command {
      words = List.copyOf(words);
    }
  }

  /** {@code COMMIT}. */
  record Commit(int number) implements Line {}

  /** None of these; a problem says why. */
  record Bad(int number) implements Line {}
}
