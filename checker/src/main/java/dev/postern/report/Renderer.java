package dev.postern.report;

import dev.postern.check.Report;
import java.io.IOException;
import java.io.Writer;

/** One way to write a report down. The same report gives the same characters every time. */
public interface Renderer {

  /**
   * Writes the report; lines end with a line feed on every platform. Does not close {@code out}.
   *
   * @throws IOException when {@code out} does
   */
  void render(Report report, Writer out) throws IOException;
}
