package dev.postern.postfix;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.List;

/**
 * master.cf as written, in order.
 *
 * @param entries those with at least eight fields
 * @param problems lines that are not of the language; with an error, Postfix refuses the file
 */
record MasterCf(SourceFile file, List<MasterEntry> entries, List<Problem> problems) {
  MasterCf {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }
}
