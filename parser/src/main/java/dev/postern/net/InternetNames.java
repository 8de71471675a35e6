package dev.postern.net;

import dev.postern.data.DataFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that {@code /etc/services} and {@code /etc/protocols} have for numbers: {@code
 * services.tsv}, {@code protocols.tsv}.
 */
public final class InternetNames {
  private static final String TCP = "/tcp";

  private static final class Services {
    private static final Map<String, Integer> OF_TCP = new HashMap<>();
    private static final Map<String, Integer> OF_ANY = new HashMap<>();

    static {
      for (String[] row : DataFile.rows(InternetNames.class, "services.tsv", 2)) {
        int slash = row[1].indexOf('/');
        int port = Integer.parseInt(row[1].substring(0, slash));
        if (row[1].endsWith(TCP)) {
          OF_TCP.putIfAbsent(row[0], port);
        }
        // A name of both protocols has the same number in both; TCP's comes first in the file.
        OF_ANY.putIfAbsent(row[0], port);
      }
    }
  }

  private static final class Protocols {
    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
      for (String[] row : DataFile.rows(InternetNames.class, "protocols.tsv", 2)) {
        NUMBERS.putIfAbsent(row[0], Integer.valueOf(row[1]));
      }
    }
  }

  private InternetNames() {}

  /** The port of a service, by TCP or else by UDP. */
  public static Optional<Integer> port(String service) {
    return Optional.ofNullable(Services.OF_ANY.get(service));
  }

  /** The port of a service by TCP. */
  public static Optional<Integer> tcpPort(String service) {
    return Optional.ofNullable(Services.OF_TCP.get(service));
  }

  /** The number of an IP protocol. */
  public static Optional<Integer> protocol(String name) {
    return Optional.ofNullable(Protocols.NUMBERS.get(name));
  }
}
