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

  private static final int OTHERS_READ = 04;
  private static final int GROUP_READS = 040;
  private static final int OTHERS_PASS = 01;
  private static final int GROUP_PASSES = 010;

  public boolean othersRead() {
    return (mode & OTHERS_READ) != 0;
  }

  public boolean groupReads() {
    return (mode & GROUP_READS) != 0;
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
