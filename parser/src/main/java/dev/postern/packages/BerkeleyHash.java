package dev.postern.packages;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * The values of a hash of Berkeley DB's (5.3 src/dbinc/db_page.h), in the byte order of the machine
 * that wrote it. Each page is read as it lies in the file; which key a value has is not asked.
 */
final class BerkeleyHash {
  private static final int MAGIC = 0x061561;
  private static final int MAGIC_AT = 12;
  private static final int PAGE_BYTES_AT = 20;
  private static final int FILE_HEADER_BYTES = 512;

  /** Of a page's header. */
  private static final int NEXT_PAGE = 16;

  private static final int ENTRIES = 20;
  private static final int USED_BYTES = 22;
  private static final int KIND = 25;
  private static final int PAGE_HEADER_BYTES = 26;

  /** Kinds of pages. */
  private static final int HASH_UNSORTED = 2;

  private static final int OVERFLOW = 7;
  private static final int HASH = 13;

  /**
   * Kinds of items: one that stands on the page, and one with the number of its page and length.
   */
  private static final int HERE = 1;

  private static final int OFF_PAGE = 3;

  private final ByteBuffer file;
  private final int pageBytes;
  private final Room room;

  BerkeleyHash(byte[] bytes) throws Damaged {
    if (bytes.length < FILE_HEADER_BYTES) {
      throw new Damaged("not a file of Berkeley DB's");
    }
    this.file = ByteBuffer.wrap(bytes);
    if (file.getInt(MAGIC_AT) != MAGIC
        && file.order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC_AT) != MAGIC) {
      throw new Damaged("not a hash of Berkeley DB's");
    }
    this.pageBytes = file.getInt(PAGE_BYTES_AT);
    if (pageBytes < 512 || pageBytes > 1 << 16) {
      throw new Damaged("pages of " + pageBytes + " bytes");
    }
    this.room = new Room(bytes.length);
  }

  /**
   * Hands over the first bytes of each.
   *
   * @throws Damaged where the file breaks the format
   */
  void forEachValue(Consumer<byte[]> action) throws Damaged {
    for (int page = pageBytes; page + pageBytes <= file.limit(); page += pageBytes) {
      int kind = file.get(page + KIND);
      if (kind == HASH || kind == HASH_UNSORTED) {
        values(page, action);
      }
    }
  }

  /** Items stand from the end of the page to its start: a key, its value, a key … */
  private void values(int page, Consumer<byte[]> action) throws Damaged {
    int entries = Short.toUnsignedInt(file.getShort(page + ENTRIES));
    for (int value = 1; value < entries; value += 2) {
      int start = item(page, value);
      int end = item(page, value - 1);
      int kind = start < end ? file.get(page + start) : 0;
      if (kind == HERE) {
        byte[] bytes = room.forBytes(end - start - 1);
        file.get(page + start + 1, bytes);
        action.accept(bytes);
      } else if (kind == OFF_PAGE && start + 12 <= end) {
        byte[] bytes = room.forBytes(unsigned(page + start + 8));
        follow(unsigned(page + start + 4), bytes);
        action.accept(bytes);
      }
    }
  }

  /** Where an item starts on its page. */
  private int item(int page, int number) throws Damaged {
    int entry = PAGE_HEADER_BYTES + 2 * number;
    int start = entry + 2 <= pageBytes ? Short.toUnsignedInt(file.getShort(page + entry)) : 0;
    if (start < PAGE_HEADER_BYTES || start > pageBytes) {
      throw new Damaged("an item at byte " + start + " of a page");
    }
    return start;
  }

  private void follow(long first, byte[] bytes) throws Damaged {
    long next = first;
    int length = 0;
    while (length < bytes.length) {
      long page = next * pageBytes;
      if (page + pageBytes > file.limit() || file.get((int) page + KIND) != OVERFLOW) {
        throw new Damaged("a value goes on at page " + next);
      }
      int used = Short.toUnsignedInt(file.getShort((int) page + USED_BYTES));
      if (used == 0 || used > pageBytes - PAGE_HEADER_BYTES) {
        throw new Damaged("a page with " + used + " bytes of a value");
      }
      int part = Math.min(bytes.length - length, used);
      file.get((int) page + PAGE_HEADER_BYTES, bytes, length, part);
      length += part;
      next = unsigned((int) page + NEXT_PAGE);
    }
  }

  private long unsigned(int at) {
    return Integer.toUnsignedLong(file.getInt(at));
  }
}
