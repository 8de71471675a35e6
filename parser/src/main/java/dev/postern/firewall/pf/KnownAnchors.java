package dev.postern.firewall.pf;

import dev.postern.data.DataFile;
import java.util.HashSet;
import java.util.Set;

/** Anchors of programs that open no way to a port of this host: {@code anchors.tsv}. */
final class KnownAnchors {
  private final Set<String> names = new HashSet<>();

  boolean opensNothing(String anchor) {
    if (names.isEmpty()) {
      for (String[] row : DataFile.rows(KnownAnchors.class, "anchors.tsv", 2)) {
        names.add(row[0]);
      }
    }
    int slash = anchor.indexOf('/');
    return names.contains(slash < 0 ? anchor : anchor.substring(0, slash));
  }
}
