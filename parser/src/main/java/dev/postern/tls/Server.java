package dev.postern.tls;

import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.TlsVersion;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a program tells OpenSSL before it serves.
 *
 * @param allowed the versions it allows
 * @param bounds the bounds of the versions that it sets
 * @param cipherList for TLS 1.2 and older
 * @param tls13Suites names with colons between; empty for the library's own
 * @param level the security level that it asks for; empty when it leaves that to the library
 * @param keys kinds of the keys for which it has a certificate
 * @param strength bits of security of the weakest thing that it loads; {@link
 *     Credentials#NOT_LOADED} when OpenSSL refuses it at every level
 * @param dhe whether it has parameters for finite-field Diffie-Hellman
 * @param groups in order of preference
 */
public record Server(
    List<TlsVersion> allowed,
    SystemDefaults.Bounds bounds,
    String cipherList,
    String tls13Suites,
    OptionalInt level,
    Set<KeyKind> keys,
    int strength,
    boolean dhe,
    List<Group> groups) {
  public Server {
    allowed = List.copyOf(allowed);
    keys = Set.copyOf(keys);
    groups = List.copyOf(groups);
  }
}
