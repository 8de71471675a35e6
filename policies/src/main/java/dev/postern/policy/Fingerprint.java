package dev.postern.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What tells one finding from every other, and is the same from run to run, whatever the numbers of
 * the lines.
 *
 * @param parts the rule, the subject and the texts of the deciding statements
 */
public record Fingerprint(List<String> parts) {
  private static final int BYTES = 16;

  public Fingerprint {
    parts = List.copyOf(parts);
  }

  /** The first 16 bytes of the parts' SHA-256; worked out here, since most reports print none. */
  public String hex() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
