package dev.postern.net;

import java.util.Optional;

/**
 * An IP address: 128 bits, of which IPv4 uses the lowest 32. Ordered by family, then as unsigned
 * numbers.
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {

  /** An IPv4 address by its 32 bits. */
  public static Address v4(long bits) {
    return new Address(Family.V4, 0, bits & 0xFFFF_FFFFL);
  }

  /**
   * Reads {@code 192.0.2.1}, {@code 2001:db8::1}, {@code ::ffff:192.0.2.1}; brackets around IPv6
   * are allowed. Names are never looked up.
   *
   * @return empty when the text is not a numeric address
   */
  public static Optional<Address> parse(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    return bare.indexOf(':') >= 0 ? parseV6(bare) : parseV4(bare).map(Address::v4);
  }

  private static Optional<Long> parseV4(String text) {
    long bits = 0;
    int parts = 0;
    int start = 0;
    while (start <= text.length()) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      int part = number(text, start, end, 10, 3, 255);
      if (part < 0 || ++parts > 4) {
        return Optional.empty();
      }
      bits = bits << 8 | part;
      start = end + 1;
    }
    return parts == 4 ? Optional.of(bits) : Optional.empty();
  }

  private static Optional<Address> parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    int[] head = groups(gap < 0 ? text : text.substring(0, gap));
    int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2));
    int given = head.length + tail.length;
    if ((head.length > 0 && head[0] < 0)
        || (tail.length > 0 && tail[0] < 0)
        || (gap < 0 ? given != 8 : given > 7)) {
      return Optional.empty();
    }
    int[] all = new int[8];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, 8 - tail.length, tail.length);
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | all[i];
      low = low << 16 | all[i + 4];
    }
    return Optional.of(new Address(Family.V6, high, low));
  }

  /** Sixteen-bit groups; a first element of -1 marks bad text. */
  private static int[] groups(String text) {
    int[] bad = {-1};
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] words = text.split(":", -1);
    boolean endsInV4 = words[words.length - 1].indexOf('.') >= 0;
    int[] result = new int[words.length + (endsInV4 ? 1 : 0)];
    for (int i = 0; i < words.length; i++) {
      if (endsInV4 && i == words.length - 1) {
        Optional<Long> v4 = parseV4(words[i]);
        if (v4.isEmpty()) {
          return bad;
        }
        result[i] = (int) (v4.get() >> 16);
        result[i + 1] = (int) (v4.get() & 0xFFFF);
      } else {
        result[i] = number(words[i], 0, words[i].length(), 16, 4, 0xFFFF);
        if (result[i] < 0) {
          return bad;
        }
      }
    }
    return result;
  }

  private static int number(String text, int start, int end, int radix, int digits, int max) {
    if (end <= start || end - start > digits) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0 || text.charAt(i) > 'f') {
        return -1;
      }
      value = value * radix + digit;
    }
    return value <= max ? value : -1;
  }

  @Override
  public int compareTo(Address other) {
    if (family != other.family) {
      return family.compareTo(other.family);
    }
    return high != other.high
        ? Long.compareUnsigned(high, other.high)
        : Long.compareUnsigned(low, other.low);
  }

  /** The highest address of a family. */
  public static Address last(Family family) {
    return Prefix.all(family).last();
  }

  /** The address after this one; the family's highest gives its lowest. */
  public Address next() {
    return moved(1);
  }

  /** The address before this one; the family's lowest gives its highest. */
  public Address previous() {
    return moved(-1);
  }

  private Address moved(int step) {
    long nextLow = low + step;
    if (family == Family.V4) {
      return v4(nextLow);
    }
    boolean carries = step > 0 ? nextLow == 0 : nextLow == -1;
    return new Address(Family.V6, carries ? high + step : high, nextLow);
  }

  public boolean isLoopback() {
    return Prefix.LOOPBACK_V4.contains(this) || Prefix.LOOPBACK_V6.contains(this);
  }

  /** The form of RFC 5952 section 4, without its mixed notation. */
  @Override
  public String toString() {
    if (family == Family.V4) {
      return (low >> 24 & 255)
          + "."
          + (low >> 16 & 255)
          + "."
          + (low >> 8 & 255)
          + "."
          + (low & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> (48 - 16 * i)) & 0xFFFF;
      groups[i + 4] = (int) (low >>> (48 - 16 * i)) & 0xFFFF;
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > gapLength) {
        gapStart = i;
        gapLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && i != gapStart + gapLength) {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
