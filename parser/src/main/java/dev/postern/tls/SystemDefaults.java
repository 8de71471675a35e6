package dev.postern.tls;

import dev.postern.fact.Origin;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What OpenSSL's configuration tells every program's TLS before the program has its say: the
 * section {@code system_default} of {@code ssl_conf} (config(5), SSL_CONF_cmd(3)).
 *
 * @param level the security level that its cipher string sets
 * @param minimum what {@code MinProtocol} says
 * @param maximum what {@code MaxProtocol} says
 * @param excluded what {@code Protocol} switches off
 * @param tls13Suites names with colons between
 * @param groups none when it sets none
 * @param serverPreference whether the server's order of suites is to count
 * @param tickets whether sessions may be resumed by tickets
 * @param renegotiation whether clients may ask for another handshake, where it says so
 * @param spoiled whether OpenSSL left an error behind, which Dovecot takes for one of its own
 * @param origins the statements, by the command's name in lower case
 */
public record SystemDefaults(
    OptionalInt level,
    Optional<TlsVersion> minimum,
    Optional<TlsVersion> maximum,
    Set<TlsVersion> excluded,
    Optional<String> tls13Suites,
    List<Group> groups,
    boolean serverPreference,
    boolean tickets,
    Optional<Boolean> renegotiation,
    boolean spoiled,
    Map<String, Origin> origins) {

  /** It says nothing. */
  public static final SystemDefaults NONE =
      new SystemDefaults(
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          List.of(),
          false,
          true,
          Optional.empty(),
          false,
          Map.of());

  /** The bounds of the versions that a program sets itself: there the configuration's are void. */
  public enum Bounds {
    NONE,
    MINIMUM,
    BOTH
  }

  public SystemDefaults {
    excluded = Set.copyOf(excluded);
    groups = List.copyOf(groups);
    origins = new LinkedHashMap<>(origins);
  }

  /** Whether it lets a program that sets such bounds use a version. */
  public boolean allows(TlsVersion version, Bounds own) {
    return !excluded.contains(version)
        && (own != Bounds.NONE || minimum.isEmpty() || version.compareTo(minimum.get()) >= 0)
        && (own == Bounds.BOTH || maximum.isEmpty() || version.compareTo(maximum.get()) <= 0);
  }

  /** The statements of some commands. */
  public List<Origin> origins(String... commands) {
    List<Origin> found = new ArrayList<>();
    for (String command : commands) {
      Optional.ofNullable(origins.get(command)).ifPresent(found::add);
    }
    return found;
  }
}
