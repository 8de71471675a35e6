package dev.postern.packages;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tables of a file of SQLite's, read as its Database File Format
 * (https://www.sqlite.org/fileformat2.html) describes them. Of a long row the first bytes are read.
 */
final class SqliteFile {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int FILE_HEADER_BYTES = 100;

  private static final int INTERIOR = 0x05;
  private static final int LEAF = 0x0d;

  /** Columns of the schema: type, name, table, first page, statement. */
  private static final int NAME = 1;

  private static final int ROOT = 3;

  private final ByteBuffer file;
  private final int pageBytes;
  private final int usableBytes;

  SqliteFile(byte[] bytes) throws Damaged {
    if (bytes.length < FILE_HEADER_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new Damaged("not a file of SQLite's");
    }
    this.file = ByteBuffer.wrap(bytes);
    int size = Short.toUnsignedInt(file.getShort(16));
    this.pageBytes = size == 1 ? 1 << 16 : size;
    this.usableBytes = pageBytes - Byte.toUnsignedInt(file.get(20));
    if (pageBytes < 512 || usableBytes < 480) {
      throw new Damaged("pages of " + pageBytes + " bytes");
    }
  }

  /**
   * Hands over the rows of a table, each as the bytes of its columns; none where there is no such
   * table. What stands behind the first bytes of a row is cut off.
   *
   * @throws Damaged where the file breaks the format
   */
  void forEachRow(String table, Consumer<List<byte[]>> action) throws Damaged {
    try {
      List<Long> roots = new ArrayList<>();
      walk(
          1,
          entry -> {
            if (entry.size() > ROOT && text(entry.get(NAME)).equals(table)) {
              roots.add(number(entry.get(ROOT)));
            }
          });
      for (long root : roots) {
        walk(root, action);
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new Damaged("a place outside of the file: " + e.getMessage());
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long number(byte[] bytes) {
    long number = 0;
    for (byte one : bytes) {
      number = number << 8 | Byte.toUnsignedInt(one);
    }
    return number;
  }

  private void walk(long root, Consumer<List<byte[]>> action) throws Damaged {
    Room room = new Room(file.limit());
    BitSet seen = new BitSet();
    Deque<Long> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      long page = open.pop();
      int start = start(page);
      if (seen.get((int) page)) {
        throw new Damaged("page " + page + " stands in two places");
      }
      seen.set((int) page);
      int header = page == 1 ? start + FILE_HEADER_BYTES : start;
      int kind = file.get(header);
      int cells = Short.toUnsignedInt(file.getShort(header + 3));
      int pointers = header + (kind == INTERIOR ? 12 : 8);
      if (kind == INTERIOR) {
        open.push(unsigned(header + 8));
      } else if (kind != LEAF) {
        throw new Damaged("page " + page + " is of no table");
      }
      for (int cell = 0; cell < cells; cell++) {
        int at = start + Short.toUnsignedInt(file.getShort(pointers + 2 * cell));
        if (kind == INTERIOR) {
          open.push(unsigned(at));
        } else {
          action.accept(columns(payload(at, room)));
        }
      }
    }
  }

  private int start(long page) throws Damaged {
    long start = (page - 1) * pageBytes;
    if (page < 1 || start + pageBytes > file.limit()) {
      throw new Damaged("there is no page " + page);
    }
    return (int) start;
  }

  private long unsigned(int at) {
    return Integer.toUnsignedLong(file.getInt(at));
  }

  /** The first bytes of a row, on its page and on those that it goes on. */
  private ByteBuffer payload(int cell, Room room) throws Damaged {
    ByteBuffer at = file.duplicate().position(cell);
    long size = varint(at);
    varint(at);
    byte[] payload = room.forBytes(size);
    long here = local(size);
    int length = (int) Math.min(here, payload.length);
    at.get(payload, 0, length);
    long next = length < payload.length ? unsigned(at.position()) : 0;
    while (length < payload.length) {
      int page = start(next);
      int part = Math.min(payload.length - length, usableBytes - 4);
      file.get(page + 4, payload, length, part);
      length += part;
      next = unsigned(page);
    }
    return ByteBuffer.wrap(payload);
  }

  /** How many bytes of a row stand on the page of its cell. */
  private long local(long size) {
    int most = usableBytes - 35;
    if (size <= most) {
      return size;
    }
    int least = (usableBytes - 12) * 32 / 255 - 23;
    long rest = least + (size - least) % (usableBytes - 4);
    return rest <= most ? rest : least;
  }

  private static List<byte[]> columns(ByteBuffer row) throws Damaged {
    List<byte[]> columns = new ArrayList<>();
    ByteBuffer types = row.duplicate();
    long header = varint(types);
    if (header > row.limit()) {
      throw new Damaged("a row's header of " + header + " bytes");
    }
    row.position((int) header);
    while (types.position() < header) {
      byte[] column = new byte[(int) Math.min(bytes(varint(types)), row.remaining())];
      row.get(column);
      columns.add(column);
    }
    return columns;
  }

  /** The size of a column by its type. */
  private static long bytes(long type) {
    if (type >= 12) {
      return (type - 12) / 2;
    }
    return switch ((int) type) {
      case 1, 2, 3, 4 -> type;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> 0;
    };
  }

  private static long varint(ByteBuffer at) throws Damaged {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      if (!at.hasRemaining()) {
        throw new Damaged("a number is cut off");
      }
      byte one = at.get();
      value = value << 7 | (one & 0x7f);
      if (one >= 0) {
        return value;
      }
    }
    if (!at.hasRemaining()) {
      throw new Damaged("a number is cut off");
    }
    return value << 8 | Byte.toUnsignedInt(at.get());
  }
}
