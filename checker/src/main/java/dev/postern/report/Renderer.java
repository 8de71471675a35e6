package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.check.Summary;
import java.io.IOException;

/**
 * One way to write a report down, host after host, so that a run over very many needs no more
 * memory than one over few. The same hosts give the same characters every time; lines end with a
 * line feed on every platform. Does not close what it writes to.
 */
public interface Renderer {

  /** Tells of the next host: the findings that are to be shown. */
  void host(JudgedHost judged) throws IOException;

  /** Ends the report with the numbers of all findings, shown or not. */
  void end(Summary summary) throws IOException;
}
