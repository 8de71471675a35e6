package dev.postern.policy.cases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lines that findings must point to: {@code # expect: PORT-001} at the end of a line speaks of
 * it, on a line of its own of the next one, for languages without comments at the end of a line.
 */
final class ExpectedPlaces {
  private static final Pattern MARK = Pattern.compile("#\\s*expect:\\s*([A-Za-z0-9, -]+)");

  private ExpectedPlaces() {}

  /** {@code file:line} of every mark that names a rule, in a case's files. */
  static Set<String> read(Path tree, String rule) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(tree)) {
      found.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    Set<String> places = new TreeSet<>();
    for (Path file : files) {
      String name = tree.relativize(file).toString().replace('\\', '/');
      String[] lines = Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        Matcher mark = MARK.matcher(lines[i]);
        if (mark.find() && List.of(mark.group(1).trim().split("[, ]+")).contains(rule)) {
          boolean alone = lines[i].substring(0, mark.start()).isBlank();
          places.add(name + ":" + (i + (alone ? 2 : 1)));
        }
      }
    }
    return places;
  }
}
