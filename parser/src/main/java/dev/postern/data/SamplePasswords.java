package dev.postern.data;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Passwords that manuals and instructions print, which a stranger tries first. */
public final class SamplePasswords {
  private static final Set<String> ALL = read();

  private SamplePasswords() {}

  /** Whether a password is one of them, in capital or small letters. */
  public static boolean contains(String password) {
    return ALL.contains(password.toLowerCase(Locale.ROOT));
  }

  private static Set<String> read() {
    Set<String> all = new HashSet<>();
    for (String[] row : DataFile.rows(SamplePasswords.class, "sample-passwords.tsv", 2)) {
      all.add(row[0]);
    }
    return Set.copyOf(all);
  }
}
