package dev.postern.dovecot.modern;

import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list setting as it stands in one section. */
final class TreeList {
  private final List<Entry> entries = new ArrayList<>();
  private boolean replacing;

  /** A word, or a key with its value. */
  record Entry(String word, Written written) {}

  /** In order of appearance; a line may name a word twice. */
  List<Entry> entries() {
    return entries;
  }

  Map<String, Written> byWord() {
    Map<String, Written> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(entry.word(), entry.written()));
    return map;
  }

  /** Adds a word behind the others, though it may be there. */
  void add(String word, Written written) {
    entries.add(new Entry(word, written));
  }

  /** Gives a word its value, where it stands or behind the others. */
  void set(String word, Written written) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).word().equals(word)) {
        entries.set(i, new Entry(word, written));
        return;
      }
    }
    add(word, written);
  }

  /** Whether nothing of less specific sections counts any more. */
  boolean replacing() {
    return replacing;
  }

  /** Takes everything away that was in the list, here and in less specific sections. */
  void clear() {
    entries.clear();
    replacing = true;
  }
}
