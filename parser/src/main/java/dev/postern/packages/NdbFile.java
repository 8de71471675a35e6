package dev.postern.packages;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * The blobs of a file of rpm's own form, ndb (rpm 4.18 lib/backend/ndb/rpmpkg.c): a header, slots
 * that fill pages, and the blobs, to which the slots point in blocks of 16 bytes.
 */
final class NdbFile {
  private static final int MAGIC = 0x506d7052;
  private static final int SLOT_MAGIC = 0x746f6c53;
  private static final int BLOB_MAGIC = 0x53626c42;

  private static final int FILE_HEADER_BYTES = 32;
  private static final int SLOT_PAGES = 12;
  private static final int PAGE_BYTES = 4096;
  private static final int SLOT_BYTES = 16;
  private static final int BLOCK_BYTES = 16;
  private static final int BLOB_HEADER_BYTES = 16;

  private NdbFile() {}

  /**
   * Hands over the first bytes of each.
   *
   * @throws Damaged where the file breaks the format
   */
  static void forEachBlob(byte[] bytes, Consumer<byte[]> action) throws Damaged {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < FILE_HEADER_BYTES || file.getInt(0) != MAGIC) {
      throw new Damaged("not a file of ndb");
    }
    long slotsEnd = Integer.toUnsignedLong(file.getInt(SLOT_PAGES)) * PAGE_BYTES;
    if (slotsEnd > bytes.length) {
      throw new Damaged("slots behind the end");
    }
    Room room = new Room(bytes.length);
    for (int slot = FILE_HEADER_BYTES; slot < slotsEnd; slot += SLOT_BYTES) {
      if (file.getInt(slot) != SLOT_MAGIC) {
        throw new Damaged("no slot at byte " + slot);
      }
      int number = file.getInt(slot + 4);
      if (number != 0) {
        action.accept(blob(file, Integer.toUnsignedLong(file.getInt(slot + 8)), number, room));
      }
    }
  }

  private static byte[] blob(ByteBuffer file, long block, int number, Room room) throws Damaged {
    long start = block * BLOCK_BYTES;
    if (start + BLOB_HEADER_BYTES > file.limit()
        || file.getInt((int) start) != BLOB_MAGIC
        || file.getInt((int) start + 4) != number) {
      throw new Damaged("no blob " + number + " at block " + block);
    }
    long length = Integer.toUnsignedLong(file.getInt((int) start + 12));
    if (start + BLOB_HEADER_BYTES + length > file.limit()) {
      throw new Damaged("blob " + number + " goes on behind the end");
    }
    byte[] blob = room.forBytes(length);
    file.get((int) start + BLOB_HEADER_BYTES, blob);
    return blob;
  }
}
