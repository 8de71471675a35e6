package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.posture.Protocol;
import dev.postern.posture.Role;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is spoken on a listener.
 *
 * @param starttls whether a listener without TLS of its own offers STARTTLS
 */
record ListenerKind(Protocol protocol, Role role, boolean starttls, Login login) {
  private static final ListenerKind OTHER =
      new ListenerKind(Protocol.OTHER, Role.ADMIN, false, Login.NONE);

  /** How clients prove who they are. */
  enum Login {
    SASL,
    PASSWORD,
    NONE
  }

  /** The kinds by service. */
  static final class Table {
    private final Map<String, ListenerKind> kinds = new HashMap<>();

    Table() {
      for (String[] row : DataFile.rows(SettingsTable.class, "listeners.tsv", 5)) {
        kinds.put(
            row[0],
            new ListenerKind(
                Protocol.valueOf(row[1]),
                Role.valueOf(row[2]),
                row[3].equals("yes"),
                Login.valueOf(row[4].toUpperCase(Locale.ROOT))));
      }
    }

    /**
     * The kind of a listener.
     *
     * @param protocol the service's protocol; empty when it has none
     */
    ListenerKind of(String service, String protocol, String listener) {
      ListenerKind byName =
          kinds.getOrDefault(
              "service " + service + " " + listener,
              kinds.getOrDefault("service " + service, OTHER));
      return kinds.getOrDefault("protocol " + protocol, byName);
    }
  }
}
