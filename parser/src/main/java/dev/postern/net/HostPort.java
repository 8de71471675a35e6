package dev.postern.net;

/**
 * A service of the network as settings name it.
 *
 * @param host a name or an address; empty where only the port is named
 * @param port its number; -1 where it is none
 */
public record HostPort(String host, int port) {
  /** Reads {@code HOST:PORT} or {@code PORT}. */
  public static HostPort of(String text) {
    int colon = text.lastIndexOf(':');
    return new HostPort(text.substring(0, Math.max(colon, 0)), number(text.substring(colon + 1)));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
