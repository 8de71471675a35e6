package dev.postern.firewall.header;

import dev.postern.data.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a place in a packet is counted from, and the fields behind it. */
public enum Layout {
  /** The header of IPv4, which has no options here, and that of TCP behind it. */
  IPV4("ip", 160),
  /** The header of IPv6 and that of TCP behind it. */
  IPV6("ip6", 320),
  /** The header of TCP. */
  TCP("tcp", 0);

  private static final int TCP_BITS = 160;

  private final String header;
  private final int before;

  /**
   * @param before how many bits stand before the header of TCP
   */
  Layout(String header, int before) {
    this.header = header;
    this.before = before;
  }

  /**
   * A part of a field among some bits.
   *
   * @param field by nft's name for it
   * @param dropped how many of its lowest bits are not among them
   * @param bits how many of its bits are
   * @param place how many bits stand behind it
   */
  record Part(String field, int dropped, int bits, int place) {
    /** Its bits, as they stand among the others. */
    long of(long number) {
      return ((number >>> dropped) & ones()) << place;
    }

    /** Which they are among the others. */
    long mask() {
      return ones() << place;
    }

    private long ones() {
      return (1L << bits) - 1;
    }

    boolean isOfTcp() {
      return field.startsWith("tcp ");
    }
  }

  private record Field(String header, int first, int bits, String name) {}

  /** Those that there are, read at first use. */
  private static final class Loaded {
    static final List<Field> FIELDS = load();

    private static List<Field> load() {
      List<Field> fields = new ArrayList<>();
      for (String[] row : DataFile.rows(Layout.class, "header-layout.tsv", 4)) {
        fields.add(new Field(row[0], Integer.parseInt(row[1]), Integer.parseInt(row[2]), row[3]));
      }
      return fields;
    }
  }

  /**
   * The fields among some bits, in their order; empty where some of the bits stand behind the
   * headers.
   *
   * @param offset the first bit
   * @param length how many bits, less than 64
   */
  Optional<List<Part>> parts(long offset, int length) {
    if (offset + length > before + TCP_BITS) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    long end = offset + length;
    for (Field field : Loaded.FIELDS) {
      boolean isOfTcp = field.header().equals(TCP.header);
      int start = field.first() + (isOfTcp ? before : 0);
      long first = Math.max(offset, start);
      long last = Math.min(end, start + field.bits());
      if ((isOfTcp || field.header().equals(header)) && first < last) {
        parts.add(
            new Part(
                field.name(),
                (int) (start + field.bits() - last),
                (int) (last - first),
                (int) (end - last)));
      }
    }
    return Optional.of(parts);
  }
}
