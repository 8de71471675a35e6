package dev.postern.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tables of this package: tabs between columns, lines with {@code #} are comments. */
final class DataFile {
  private DataFile() {}

  /** The rows; a row has at least {@code columns} columns, empty ones included. */
  static List<String[]> rows(String file, int columns) {
    List<String[]> rows = new ArrayList<>();
    try (InputStream stream = DataFile.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the data file is not in the program: " + file);
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          rows.add(cells(line, columns));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static String[] cells(String line, int columns) {
    String[] cells = new String[columns];
    int from = 0;
    for (int i = 0; i < columns; i++) {
      int tab = line.indexOf('\t', from);
      int end = tab < 0 || i == columns - 1 ? line.length() : tab;
      cells[i] = from > line.length() ? "" : line.substring(from, end);
      from = end + 1;
    }
    return cells;
  }
}
