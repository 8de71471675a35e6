package dev.postern.tls;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One element of DER (X.690), as far as keys need it. Whatever is not well-formed reads as an
 * element without content.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int OBJECT = 0x06;

  /** The first tag of context-specific, constructed elements: {@code [0]}. */
  static final int CONTEXT = 0xA0;

  private static final Der NOTHING = new Der(0, new byte[0]);

  private final int tag;
  private final byte[] content;

  private Der(int tag, byte[] content) {
    this.tag = tag;
    this.content = content;
  }

  static Der read(byte[] bytes) {
    List<Der> all = elements(bytes);
    return all.isEmpty() ? NOTHING : all.get(0);
  }

  /** The elements that a constructed one holds. */
  List<Der> children() {
    return elements(content);
  }

  /** A child; an element without content when there are not so many. */
  Der child(int place) {
    List<Der> children = children();
    return place < children.size() ? children.get(place) : NOTHING;
  }

  byte[] content() {
    return content.clone();
  }

  boolean is(int wanted) {
    return tag == wanted;
  }

  /** The content of a bit string of whole bytes. */
  byte[] bits() {
    return content.length == 0 ? content : Arrays.copyOfRange(content, 1, content.length);
  }

  /** The number of an integer; zero for anything else. */
  BigInteger number() {
    return tag == INTEGER && content.length > 0 ? new BigInteger(1, content) : BigInteger.ZERO;
  }

  private static List<Der> elements(byte[] bytes) {
    List<Der> elements = new ArrayList<>();
    int at = 0;
    while (at + 2 <= bytes.length) {
      int tag = bytes[at] & 0xFF;
      int length = bytes[at + 1] & 0xFF;
      at += 2;
      if (length > 0x80 && length <= 0x84) {
        int octets = length - 0x80;
        length = 0;
        for (int i = 0; i < octets && at < bytes.length; i++) {
          length = (length << 8) | (bytes[at++] & 0xFF);
        }
      } else if (length >= 0x80) {
        return elements;
      }
      if (length < 0 || length > bytes.length - at) {
        return elements;
      }
      elements.add(new Der(tag, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    return elements;
  }
}
