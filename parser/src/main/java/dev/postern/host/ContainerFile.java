package dev.postern.host;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A JSON file that sets up containers, as a flat list of its members, whatever they stand in: the
 * few of them that matter are told apart by their keys alone.
 */
final class ContainerFile {
  /** One member whose value is neither an object nor an array. */
  private record Member(String key, String value) {}

  private final List<Member> members;

  private ContainerFile(List<Member> members) {
    this.members = members;
  }

  /** Empty when it is not there, or no JSON: the program that it is for refuses it then. */
  static Optional<ContainerFile> read(FileTree tree, String path) {
    try {
      Optional<SourceFile> source = tree.isFile(path) ? tree.read(path) : Optional.empty();
      return source.isEmpty()
          ? Optional.empty()
          : Optional.of(new ContainerFile(members(source.get().text())));
    } catch (FileTree.Unreadable | IOException e) {
      return Optional.empty();
    }
  }

  private static List<Member> members(String text) throws IOException {
    List<Member> members = new ArrayList<>();
    try (JsonParser parser = JsonFactory.builder().build().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String key = parser.currentName();
        if (token.isScalarValue() && key != null) {
          members.add(new Member(key, parser.getText()));
        }
      }
    }
    return members;
  }

  /** The last value of a key, which counts. */
  Optional<String> value(String key) {
    Optional<String> found = Optional.empty();
    for (Member member : members) {
      if (member.key().equals(key)) {
        found = Optional.of(member.value());
      }
    }
    return found;
  }

  /** Whether a key has a value of some kind. */
  boolean has(String key, Predicate<String> kind) {
    for (Member member : members) {
      if (member.key().equals(key) && kind.test(member.value())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The values of a key, each with the one of another that follows it first.
   *
   * @param companion the other key
   */
  List<Pair> pairs(String key, String companion) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).key().equals(key)) {
        pairs.add(new Pair(members.get(i).value(), following(companion, key, i + 1)));
      }
    }
    return pairs;
  }

  /** Two members that belong together. */
  record Pair(String value, Optional<String> companion) {}

  private Optional<String> following(String companion, String before, int from) {
    for (int i = from; i < members.size() && !members.get(i).key().equals(before); i++) {
      if (members.get(i).key().equals(companion)) {
        return Optional.of(members.get(i).value());
      }
    }
    return Optional.empty();
  }
}
