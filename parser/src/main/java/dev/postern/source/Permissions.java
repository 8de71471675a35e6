package dev.postern.source;

/**
 * Who may do what with a file or directory.
 *
 * @param mode the nine bits of its mode, such as {@code 0640}
 * @param owner a user's name, or number where nothing tells the name
 * @param group a group's name, or number where nothing tells the name
 */
public record Permissions(int mode, String owner, String group) {
  /** The only name that means the same on every host. */
  public static final String ROOT = "root";

  private static final int BITS_OF_OTHERS = 3;
  private static final int OTHERS_PASS = 01;
  private static final int GROUP_PASSES = 010;

  /**
   * Whether others may do something with it.
   *
   * @param bit of the mode, as it stands for others: 4 to read, 2 to write
   */
  public boolean others(int bit) {
    return (mode & bit) != 0;
  }

  /**
   * Whether its group may do something with it.
   *
   * @param bit of the mode, as it stands for others: 4 to read, 2 to write
   */
  public boolean group(int bit) {
    return (mode & (bit << BITS_OF_OTHERS)) != 0;
  }

  /** Whether others may go through the directory to what is below. */
  public boolean othersPass() {
    return (mode & OTHERS_PASS) != 0;
  }

  /** Whether the group may go through the directory to what is below. */
  public boolean groupPasses() {
    return (mode & GROUP_PASSES) != 0;
  }
}
