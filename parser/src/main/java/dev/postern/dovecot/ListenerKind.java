package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Role;
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

  /** Whether it takes ANONYMOUS in every version (anonymous_login_acceptable in src/*-login). */
  boolean takesAnonymous() {
    return protocol == Protocol.IMAP || protocol == Protocol.POP3;
  }

  /** The kinds by service. */
  static final class Table {
    private final Map<String, ListenerKind> kinds = new HashMap<>();

    Table() {
      for (String[] row : DataFile.rows(ListenerKind.class, "listeners.tsv", 5)) {
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
     * The protocol of a program that speaks it whatever its service is called; empty of others.
     *
     * @param executable as the setting has it, arguments behind
     */
    String spokenBy(String executable) {
      int end = executable.indexOf(' ');
      String path = end < 0 ? executable : executable.substring(0, end);
      String program = path.substring(path.lastIndexOf('/') + 1);
      String name =
          program.endsWith("-login") ? program.substring(0, program.length() - 6) : program;
      boolean itself = !name.equals(program) || name.equals("lmtp");
      String protocol = name.equals("managesieve") ? "sieve" : name;
      return itself && kinds.containsKey("protocol " + protocol) ? protocol : "";
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
