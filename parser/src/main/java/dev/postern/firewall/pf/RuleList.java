package dev.postern.firewall.pf;

import java.util.ArrayList;
import java.util.List;

/** The statements of the main rule set or of an anchor that bear on packets, in their order. */
final class RuleList {
  private final List<Line> lines = new ArrayList<>();

  /**
   * A rule, a translation, an anchor or an antispoof statement.
   *
   * @param blockReturns whether {@code block} alone tells the client, as {@code set block-policy}
   *     has it at this place
   */
  record Line(RulesParser.StatementContext tree, FileRecord file, boolean blockReturns) {}

  void add(Line line) {
    lines.add(line);
  }

  List<Line> lines() {
    return lines;
  }
}
