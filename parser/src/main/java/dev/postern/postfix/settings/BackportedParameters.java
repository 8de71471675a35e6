package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import java.util.HashSet;
import java.util.Set;

/** Parameters that a version may read without having them (backported-parameters.tsv). */
final class BackportedParameters {
  private static final class Loaded {
    private static final Set<String> NAMES = names();
  }

  private BackportedParameters() {}

  private static Set<String> names() {
    Set<String> names = new HashSet<>();
    for (String[] row : DataFile.rows(BackportedParameters.class, "backported-parameters.tsv", 1)) {
      names.add(row[0]);
    }
    return names;
  }

  static boolean has(String name) {
    return Loaded.NAMES.contains(name);
  }
}
