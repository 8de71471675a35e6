package dev.postern.net;

/** An address family. */
public enum Family {
  V4(4, 32),
  V6(6, 128);

  private final int number;
  private final int bits;

  Family(int number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  /** 4 or 6. */
  public int number() {
    return number;
  }

  /** Length of an address in bits. */
  public int bits() {
    return bits;
  }
}
