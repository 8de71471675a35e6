package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.net.ShortAddress;
import java.util.List;
import java.util.Optional;

/** The URI of a dictionary, as dict_init() reads it where no other process does. */
final class DictUri {
  private static final long LAST_NUMBER = 0xFFFF_FFFFL;

  /** One row of the table. */
  private record Parameter(String module, String name, String form, String called) {
    boolean takes(String value) {
      return switch (form) {
        case "ip" -> ShortAddress.parse(value).isPresent();
        case "port" -> isNumber(value, 1, 0xFFFF);
        case "number" -> isNumber(value, 0, LAST_NUMBER);
        default -> true;
      };
    }

    private static boolean isNumber(String value, long first, long last) {
      return value.matches("[0-9]{1,18}")
          && Long.parseLong(value) >= first
          && Long.parseLong(value) <= last;
    }
  }

  private DictUri() {}

  /** What is wrong; empty when nothing is. */
  static Optional<String> refusal(String uri) {
    int colon = uri.indexOf(':');
    if (colon < 0) {
      return Optional.of("Dictionary URI is missing ':': " + uri);
    }
    String module = uri.substring(0, colon);
    String rest = uri.substring(colon + 1);
    List<Parameter> parameters =
        DataFile.rows(DictUri.class, "dict-modules.tsv", 4).stream()
            .map(row -> new Parameter(row[0], row[1], row[2], row[3]))
            .filter(parameter -> parameter.module().equals(module))
            .toList();
    if (parameters.isEmpty()) {
      return Optional.of("Unknown dict module: " + module);
    }
    Optional<String> wrong =
        switch (parameters.get(0).form()) {
          case "any" -> Optional.empty();
          case "destination" ->
              rest.indexOf(':') < 0 ? Optional.of("Invalid URI: " + rest) : Optional.empty();
          default -> ofParameters(parameters, rest);
        };
    return wrong.map(why -> "dict " + module + ": " + why);
  }

  private static Optional<String> ofParameters(List<Parameter> parameters, String text) {
    for (String word : text.isEmpty() ? new String[0] : text.split(":", -1)) {
      int equals = word.indexOf('=');
      Optional<Parameter> known =
          parameters.stream()
              .filter(one -> equals >= 0 && one.name().equals(word.substring(0, equals)))
              .findFirst();
      String value = word.substring(equals + 1);
      if (known.isEmpty()) {
        return Optional.of("Unknown parameter: " + word);
      }
      if (!known.get().takes(value)) {
        return Optional.of("Invalid " + known.get().called() + ": " + value);
      }
    }
    return Optional.empty();
  }
}
