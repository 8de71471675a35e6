package dev.postern.cli;

import dev.postern.report.Paint;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/**
 * Where one format goes.
 *
 * @param file as the user named it; empty for standard output, which closing leaves open
 */
record Output(String file, String format, Writer out, Paint paint) implements AutoCloseable {

  /** Something that writes to the output. */
  interface Writing {
    void write() throws IOException;
  }

  /**
   * Writes to it.
   *
   * @throws UsageError when the file cannot be written
   * @throws IOException when standard output cannot
   */
  void write(Writing writing) throws UsageError, IOException {
    try {
      writing.write();
    } catch (IOException e) {
      if (file.isEmpty()) {
        throw e;
      }
      throw unwritable(file, e);
    }
  }

  @Override
  public void close() throws UsageError, IOException {
    if (!file.isEmpty()) {
      write(out::close);
    }
  }

  static UsageError unwritable(String file, Exception e) {
    String reason =
        e.getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toLowerCase(Locale.ROOT);
    return new UsageError(file + ": cannot be written; " + reason, e);
  }
}
