package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which parameters a program of Postfix knows, in the order in which it reads them
 * (registered-parameters.tsv). A default stands from then on; before, and in programs that do not
 * read the parameter, it has no value unless main.cf or an option sets it.
 */
final class RegisteredParameters {
  /** In place of a program: what they all read first. */
  static final String EVERY = "every";

  /** Some parameters of one program, one behind the other. */
  private record Part(String versions, List<String> names) {
    boolean isReadBy(Version version) {
      return versions.isEmpty() || VersionRange.of(versions).holds(version);
    }
  }

  private record Key(String program, Version version) {}

  private static final class Loaded {
    private static final RegisteredParameters REGISTERED = new RegisteredParameters();
  }

  private final Map<String, List<Part>> parts = new HashMap<>();
  private final Map<Key, Map<String, Integer>> orders = new ConcurrentHashMap<>();

  private RegisteredParameters() {
    for (String[] row : DataFile.rows(RegisteredParameters.class, "registered-parameters.tsv", 3)) {
      parts
          .computeIfAbsent(row[0], program -> new ArrayList<>())
          .add(new Part(row[1], List.of(row[2].split(" ", -1))));
    }
  }

  static RegisteredParameters all() {
    return Loaded.REGISTERED;
  }

  /**
   * Whether the default of a parameter stands when a program reads another one. So it does for what
   * the program does not read at all, which postconf alone works out.
   */
  boolean isThere(String name, String reader, String program, Version version) {
    Map<String, Integer> order = order(program, Parameters.all().covered(version));
    Integer at = order.get(reader);
    return at == null || name.equals(reader) || order.getOrDefault(name, at) < at;
  }

  private Map<String, Integer> order(String program, Version version) {
    return orders.computeIfAbsent(new Key(program, version), this::orderOf);
  }

  private Map<String, Integer> orderOf(Key key) {
    Map<String, Integer> order = new HashMap<>();
    for (String program :
        key.program().equals(EVERY) ? List.of(EVERY) : List.of(EVERY, key.program())) {
      for (Part part : parts.getOrDefault(program, List.of())) {
        if (part.isReadBy(key.version())) {
          for (String name : part.names()) {
            order.putIfAbsent(name, order.size());
          }
        }
      }
    }
    return order;
  }
}
