package dev.postern.postfix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.postern.source.DirectoryTree;
import dev.postern.source.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small configuration with what real programs answered, from goldens/postfix-constructs. */
record Golden(String name, Path directory, Map<String, @Nullable Object> expected) {
  private static final Path ALL = Path.of("src/test/resources/goldens/postfix-constructs");

  static Stream<Golden> all() throws IOException {
    List<Golden> result = new ArrayList<>();
    try (Stream<Path> cases = Files.list(ALL)) {
      for (Path path : cases.filter(Files::isDirectory).sorted().toList()) {
        result.add(
            new Golden(
                String.valueOf(path.getFileName()),
                path,
                map(json(path.resolve("expected.json")))));
      }
    }
    return result.stream();
  }

  FileTree tree() {
    try {
      return new DirectoryTree(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What postconf of a version answered; the 3.12 answers default to those of 3.7.11. */
  Map<String, @Nullable Object> postconf(String version) {
    Object answer = expected.get("postconf " + version);
    return answer instanceof Map ? map(answer) : map(expected.get("postconf 3.7.11"));
  }

  /** What the running server answered, by port; empty when it was not run. */
  Map<String, @Nullable Object> running() {
    Object answer = expected.get("running 3.7.11");
    return answer == null ? Map.of() : map(answer);
  }

  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }

  static List<String> texts(@Nullable Object value) {
    List<String> result = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(element -> result.add(String.valueOf(element)));
    }
    return result;
  }

  private static @Nullable Object json(Path file) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          object.put(key, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> parser.getIntValue();
      default -> parser.getText();
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
