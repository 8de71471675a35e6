package dev.postern.postfix.syntax;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.List;

/**
 * master.cf as written, in order.
 *
 * @param entries those with at least eight fields
 * @param problems lines that are not of the language; with an error, Postfix refuses the file
 */
public record MasterCf(SourceFile file, List<MasterEntry> entries, List<Problem> problems) {
  public MasterCf {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }
}
