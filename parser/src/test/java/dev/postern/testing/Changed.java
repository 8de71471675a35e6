package dev.postern.testing;

import java.util.Random;

/** Files as somebody may have spoilt them. */
public final class Changed {
  private Changed() {}

  /** A text with up to three pieces of it left out, doubled or moved, or a character too many. */
  public static String text(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && changed.length() > 1; i++) {
      int from = random.nextInt(changed.length());
      int to = Math.min(changed.length(), from + 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> changed.delete(from, to);
        case 1 -> changed.insert(from, changed.substring(from, to));
        case 2 ->
            changed.insert(from, "{}()[]\"#$@\\;:,.-/!=<>&|^*\n\0".charAt(random.nextInt(27)));
        default -> {
          int other = random.nextInt(changed.length());
          changed.insert(other, changed.substring(from, to));
        }
      }
    }
    return changed.toString();
  }
}
