package dev.postern.packages;

/**
 * How much a database's records may take up: of each the first bytes, of all together no more than
 * the file has. What lies in a file twice is so not read without end.
 */
final class Room {
  private static final int MAX_RECORD_BYTES = 1 << 14;

  private long left;

  Room(int fileBytes) {
    this.left = fileBytes;
  }

  /**
   * Where the first bytes of a record of some length go.
   *
   * @throws Damaged where there is no such length, or no room left
   */
  byte[] forBytes(long length) throws Damaged {
    int first = (int) Math.min(length, MAX_RECORD_BYTES);
    left -= first;
    if (length < 0 || left < 0) {
      throw new Damaged("records that lie over each other");
    }
    return new byte[first];
  }
}
