package dev.postern.tls;

import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.List;

/**
 * An OpenSSL as it is installed.
 *
 * @param level the security level that holds unless a program or a cipher string sets one
 * @param defaults what the system's configuration file tells it besides
 */
public record Build(Version version, int level, SystemDefaults defaults) {

  /** One that no configuration file tells anything. */
  public Build(Version version, int level) {
    this(version, level, SystemDefaults.NONE);
  }

  public Library library() {
    return Library.of(version);
  }

  /**
   * Whether a program that allows a version can use it.
   *
   * @param own the bounds that the program sets itself
   */
  boolean lets(TlsVersion protocol, SystemDefaults.Bounds own) {
    return has(protocol) && defaults.allows(protocol, own);
  }

  /** The groups that hold unless a program sets its own. */
  public List<Group> groups() {
    return defaults.groups().isEmpty() ? Groups.standard(version) : defaults.groups();
  }

  /** The suites of TLS 1.3 that a program gets: those it asks for, or the library's. */
  List<Suite> tls13(String asked) {
    String list = asked.isEmpty() ? defaults.tls13Suites().orElse("") : asked;
    return asked.isEmpty() && defaults.tls13Suites().filter(String::isEmpty).isPresent()
        ? List.of()
        : Tls13Suites.of(list, library());
  }

  /** Whether it is compiled with a version of the protocol. SSL 2 and 3 are left out since 1.1. */
  public boolean has(TlsVersion protocol) {
    return switch (protocol) {
      case SSLV2 -> false;
      case SSLV3 -> !version.atLeast("1.1.0");
      case TLSV1_3 -> version.atLeast("1.1.1");
      default -> true;
    };
  }
}
