package dev.postern.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tables of facts that stand beside the class that reads them: columns with tabs between, lines
 * that begin with {@code #} for comments, which name the source.
 */
public final class DataFile {
  private DataFile() {}

  /**
   * The rows of a table.
   *
   * @param owner a class of the package in which the file stands
   * @param file its name, without a path
   * @param columns how many cells a row has: those that its line leaves out are empty
   */
  public static List<String[]> rows(Class<?> owner, String file, int columns) {
    List<String[]> rows = new ArrayList<>();
    try (InputStream stream = open(owner, file)) {
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

  /** The bytes of a file that is no table. */
  public static InputStream open(Class<?> owner, String file) {
    // A path with dots in it works in a directory and fails in a jar.
    InputStream stream = file.indexOf('/') < 0 ? owner.getResourceAsStream(file) : null;
    if (stream == null) {
      throw new IllegalStateException(
          file + " of " + owner.getPackageName() + " is not in the program");
    }
    return stream;
  }

  private static String[] cells(String line, int columns) {
    String[] cells = new String[columns];
    Arrays.fill(cells, "");
    int from = 0;
    for (int i = 0; i < columns && from <= line.length(); i++) {
      int tab = line.indexOf('\t', from);
      int end = tab < 0 ? line.length() : tab;
      cells[i] = line.substring(from, end);
      from = end + 1;
    }
    return cells;
  }
}
