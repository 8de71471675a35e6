package dev.postern.firewall.nftables.value;

import dev.postern.data.DataFile;
import dev.postern.firewall.nftables.syntax.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bits of a header that are asked for by their place: {@code @th,16,16}.
 *
 * @param layer nh for the header of IP, th for that of TCP
 * @param offset the first bit
 * @param length how many bits
 */
public record RawBits(String layer, int offset, int length) {
  private static final Pattern NAME = Pattern.compile("@(nh|th),(\\d{1,6}),(\\d{1,2})");

  /**
   * A part of a field among the bits.
   *
   * @param field by nft's name for it
   * @param dropped how many of its lowest bits are not among them
   * @param bits how many of its bits are
   * @param place how many bits stand behind it
   */
  public record Part(String field, int dropped, int bits, int place) {
    /** Its bits, as they stand among the others. */
    public long of(long number) {
      return ((number >>> dropped) & mask()) << place;
    }

    /** Whether some of its bits are among those that a mask keeps. */
    public boolean isKept(long kept) {
      return ((kept >>> place) & mask()) != 0;
    }

    private long mask() {
      return (1L << bits) - 1;
    }
  }

  private record Field(String header, int first, int bits, String name) {}

  /** Those that there are, read at first use. */
  private static final class Loaded {
    static final List<Field> FIELDS = load();

    private static List<Field> load() {
      List<Field> fields = new ArrayList<>();
      for (String[] row : DataFile.rows(RawBits.class, "header-layout.tsv", 4)) {
        fields.add(new Field(row[0], Integer.parseInt(row[1]), Integer.parseInt(row[2]), row[3]));
      }
      return fields;
    }
  }

  /** Empty where the selector is for something else, or more bits than 63. */
  public static Optional<RawBits> of(Expression.Selector selector) {
    Matcher parts = NAME.matcher(selector.name());
    return parts.matches() && Integer.parseInt(parts.group(3)) < Long.SIZE
        ? Optional.of(
            new RawBits(
                parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  /**
   * The fields among the bits, in their order; empty where some bits stand behind the header.
   *
   * @param header ip, ip6 or tcp
   */
  public Optional<List<Part>> parts(String header) {
    List<Part> parts = new ArrayList<>();
    int found = 0;
    int end = offset + length;
    for (Field field : Loaded.FIELDS) {
      int first = Math.max(offset, field.first());
      int last = Math.min(end, field.first() + field.bits());
      if (field.header().equals(header) && first < last) {
        parts.add(
            new Part(field.name(), field.first() + field.bits() - last, last - first, end - last));
        found += last - first;
      }
    }
    return found == length ? Optional.of(parts) : Optional.empty();
  }
}
