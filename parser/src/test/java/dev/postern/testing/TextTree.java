package dev.postern.testing;

import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trees whose files a test writes. */
public final class TextTree {
  private TextTree() {}

  /** A tree of texts by path. */
  public static MemoryTree of(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(bytes);
  }
}
