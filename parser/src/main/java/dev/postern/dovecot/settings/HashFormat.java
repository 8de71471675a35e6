package dev.postern.dovecot.settings;

import java.util.Optional;

/**
 * Names made of hashes, {@code %{sha1}/%{sha256:80}} (Dovecot 2.3.19.1 and 2.4.4
 * src/lib/hash-format.c).
 */
public final class HashFormat {
  private static final int BITS_PER_BYTE = 8;

  private HashFormat() {}

  /** Why it is refused, in Dovecot's words; empty when it is not. */
  public static Optional<String> refusal(String format) {
    if (format.indexOf('/') >= 0) {
      return Optional.of("mail_attachment_hash setting must not contain '/' characters");
    }
    int at = format.indexOf('%');
    Optional<String> refusal = Optional.empty();
    while (at >= 0 && refusal.isEmpty()) {
      int open = at + 1;
      if (open < format.length() && "BX".indexOf(format.charAt(open)) >= 0) {
        open++;
      }
      int end = format.indexOf('}', open);
      if (open >= format.length() || format.charAt(open) != '{') {
        refusal = Optional.of("No '{' after '%'");
      } else if (end < 0) {
        refusal = Optional.of("Missing '}'");
      } else {
        refusal = ofMethod(format.substring(open + 1, end));
        at = format.indexOf('%', end);
      }
    }
    return refusal.map(why -> "Invalid mail_attachment_hash setting: " + why);
  }

  private static Optional<String> ofMethod(String text) {
    String[] words = text.split(":", 2);
    Integer all = PolicyHash.BITS.get(words[0]);
    if (all == null) {
      return Optional.of("Unknown hash method: " + words[0]);
    }
    if (words.length == 1) {
      return Optional.empty();
    }
    int bits = words[1].matches("[0-9]{1,9}") ? Integer.parseInt(words[1]) : 0;
    if (bits == 0 || bits > all) {
      return Optional.of("Invalid :bits number: " + words[1]);
    }
    return bits % BITS_PER_BYTE == 0
        ? Optional.empty()
        : Optional.of("Currently :bits must be divisible by 8: " + words[1]);
  }
}
