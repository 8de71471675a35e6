package dev.postern.fail2ban;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The data files of this package: lines of columns separated by tabs, {@code #} for comments. */
final class DataFile {
  private DataFile() {}

  static List<List<String>> rows(String file) {
    List<List<String>> rows = new ArrayList<>();
    try (InputStream stream = DataFile.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the data file is not in the program: " + file);
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          rows.add(List.of(line.split("\t", -1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
