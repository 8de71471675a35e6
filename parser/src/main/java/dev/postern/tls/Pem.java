package dev.postern.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The blocks of a PEM file (RFC 7468), as OpenSSL's PEM_read_bio() finds them: text between them is
 * passed over.
 */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** More certificates than any chain has. */
  private static final int MAX_BLOCKS = 64;

  /** One block. */
  static final class Block {
    private final String label;
    private final boolean encrypted;
    private final byte[] der;

    private Block(String label, boolean encrypted, byte[] der) {
      this.label = label;
      this.encrypted = encrypted;
      this.der = der;
    }

    /** Such as {@code CERTIFICATE}. */
    String label() {
      return label;
    }

    /** Whether its content is encrypted. */
    boolean encrypted() {
      return encrypted;
    }

    /** Its content; empty when that is not Base64. */
    byte[] der() {
      return der.clone();
    }
  }

  private Pem() {}

  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    // One that has no end costs a search through all the rest of the text.
    for (int begun = 0; at >= 0 && begun < MAX_BLOCKS; begun++) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      int lineEnd = text.indexOf('\n', at);
      if (labelEnd < 0 || lineEnd < 0 || labelEnd > lineEnd) {
        at = lineEnd < 0 ? -1 : text.indexOf(BEGIN, lineEnd);
        continue;
      }
      String label = text.substring(at + BEGIN.length(), labelEnd);
      int end = text.indexOf(END + label + DASHES, lineEnd);
      if (end < 0) {
        at = text.indexOf(BEGIN, lineEnd);
        continue;
      }
      blocks.add(block(label, text.substring(lineEnd + 1, end)));
      at = text.indexOf(BEGIN, end);
    }
    return blocks;
  }

  private static Block block(String label, String content) {
    boolean encrypted = content.contains("ENCRYPTED") || label.startsWith("ENCRYPTED");
    int blank = content.contains(":") ? content.replace("\r", "").indexOf("\n\n") : -1;
    String body = blank < 0 ? content : content.replace("\r", "").substring(blank);
    byte[] der;
    try {
      der = Base64.getDecoder().decode(body.replaceAll("\\s+", ""));
    } catch (IllegalArgumentException e) {
      der = new byte[0];
    }
    return new Block(label, encrypted, der);
  }
}
