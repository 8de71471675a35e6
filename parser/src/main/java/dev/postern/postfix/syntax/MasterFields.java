package dev.postern.postfix.syntax;

import java.util.List;
import java.util.Optional;

/** What postconf demands of the fields of a master.cf entry (postconf/postconf_master.c). */
public final class MasterFields {
  private static final List<String> TYPES = List.of("unix", "fifo", "inet", "pass", "unix-dgram");
  private static final List<String> FLAGS = List.of("private", "unprivileged", "chroot");
  private static final int FIRST_FLAG = 2;
  private static final int WAKEUP = 5;
  private static final int PROCESSES = 6;

  private MasterFields() {}

  /** Whether a word is a type of service. */
  public static boolean isType(String word) {
    return TYPES.contains(word);
  }

  /** The first field that is wrong, in postconf's words. */
  public static Optional<String> complaint(MasterEntry entry) {
    List<String> fields = entry.fields();
    if (!TYPES.contains(entry.type())) {
      return wrong("type", entry.type());
    }
    for (int i = 0; i < FLAGS.size(); i++) {
      String flag = fields.get(FIRST_FLAG + i);
      if (flag.length() != 1 || "yn-".indexOf(flag.charAt(0)) < 0) {
        return wrong(FLAGS.get(i), flag);
      }
    }
    String wakeup = fields.get(WAKEUP);
    String seconds = wakeup.endsWith("?") ? wakeup.substring(0, wakeup.length() - 1) : wakeup;
    if (!seconds.equals("-") && !isNumber(seconds)) {
      return wrong("wakeup", wakeup);
    }
    String processes = fields.get(PROCESSES);
    if (!processes.equals("-") && !isNumber(processes)) {
      return wrong("process_limit", processes);
    }
    return Optional.empty();
  }

  /** What the master daemon demands beyond that (master/master_ent.c). */
  public static Optional<String> masterComplaint(MasterEntry entry) {
    String flag = entry.fields().get(FIRST_FLAG);
    return entry.type().equals("inet") && !flag.equals("n")
        ? Optional.of("inet service cannot be private: the third field must be n")
        : Optional.empty();
  }

  private static Optional<String> wrong(String field, String value) {
    return Optional.of("invalid " + field + " field \"" + Text.quoted(value) + "\"");
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
