package dev.postern.dovecot.modern;

import dev.postern.data.DataFile;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names of 2.3, in which the posture asks, as Dovecot 2.4 has them. */
final class FormerNames {
  private static final String INLINE = "inline:";

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(String name, String how) {}

  /** Read when it is first asked for, once for all hosts. */
  private static final class Loaded {
    private static final FormerNames DOVECOT_2_4 = new FormerNames();
  }

  static FormerNames dovecot24() {
    return Loaded.DOVECOT_2_4;
  }

  private FormerNames() {
    for (String[] row : DataFile.rows(FormerNames.class, "names-2.4.tsv", 3)) {
      entries.put(row[0], new Entry(row[1], row[2]));
    }
  }

  /** 2.4's name of a setting or of the last part of a path. */
  String modern(String path) {
    int slash = path.lastIndexOf('/');
    Entry entry = entries.get(path.substring(slash + 1));
    return entry == null ? path : path.substring(0, slash + 1) + entry.name();
  }

  /** A value of 2.4 as 2.3 would have it. */
  Fact<String> old(String path, Fact<String> value) {
    Entry entry = entries.get(path.substring(path.lastIndexOf('/') + 1));
    String how = entry == null ? "same" : entry.how();
    return how.equals("same") ? value : value.map(text -> old(how, text));
  }

  /** What was written in 2.4, with its value as 2.3 would have it. */
  Written old(String path, Written written) {
    Entry entry = entries.get(path.substring(path.lastIndexOf('/') + 1));
    String how = entry == null ? "same" : entry.how();
    return how.equals("same")
        ? written
        : new Written(
            old(how, written.text()),
            written.value().map(text -> old(how, text)),
            written.origin());
  }

  private static String old(String how, String text) {
    return switch (how) {
      case "inverse" -> text.equalsIgnoreCase("no") ? "yes" : "no";
      case "server" -> text.equals("server") ? "yes" : "no";
      default -> {
        if (text.isEmpty() || text.startsWith("<")) {
          yield text;
        }
        yield text.startsWith(INLINE) ? text.substring(INLINE.length()) : "<" + text;
      }
    };
  }
}
