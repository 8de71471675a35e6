package dev.postern.firewall.iptables;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.List;

/** A file of iptables-save text, line by line. */
record IptablesText(SourceFile source, List<Line> lines, List<Problem> problems) {
  IptablesText {
    lines = List.copyOf(lines);
    problems = List.copyOf(problems);
  }
}
