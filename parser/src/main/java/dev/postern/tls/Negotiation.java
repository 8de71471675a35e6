package dev.postern.tls;

import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Group.Kind;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a server and a client that can do everything may agree on.
 *
 * @param versions in ascending order
 * @param latent versions that the program allows and OpenSSL stops
 * @param suites those of TLS 1.3 first, in the server's order
 * @param groups for key agreement
 * @param level the security level in force
 * @param openssl the version of the library
 */
public record Negotiation(
    List<TlsVersion> versions,
    List<TlsVersion> latent,
    List<Suite> suites,
    List<Group> groups,
    int level,
    Version openssl) {
  public Negotiation {
    versions = List.copyOf(versions);
    latent = List.copyOf(latent);
    suites = List.copyOf(suites);
    groups = List.copyOf(groups);
  }

  /** Works it out for a cipher list that the build takes. */
  public static Negotiation of(Server server, CipherString.Selected list, Build build) {
    if (!startsWith(server, list, build)) {
      return nothing(server, build);
    }
    Library library = build.library();
    int level =
        library.builtInLevel().isEmpty()
            ? 0
            : list.level().orElse(server.level().orElse(build.level()));
    SecurityLevel limit = new SecurityLevel(level);
    if (!new SecurityLevel(server.level().orElse(level)).allowsBits(server.strength())) {
      return new Negotiation(
          List.of(), stopped(server, build), List.of(), List.of(), level, build.version());
    }
    List<Group> groups = Groups.allowed(server.groups(), limit);
    List<Suite> old = new ArrayList<>(list.usable(library, level));
    boolean curves = groups.stream().anyMatch(group -> group.kind() == Kind.ELLIPTIC_CURVE);
    old.removeIf(suite -> !agrees(suite, curves, server.dhe()));
    if (!limit.allowsBits(server.strength())) {
      // A list that raises the level when all is loaded already.
      old.removeIf(suite -> !suite.authentication().equals("none"));
    }
    List<Suite> tls13 =
        server.keys().isEmpty() || groups.isEmpty() || !limit.allowsBits(server.strength())
            ? List.of()
            : limit.allowed(build.tls13(server.tls13Suites()), library);

    List<TlsVersion> versions = new ArrayList<>();
    List<TlsVersion> latent = new ArrayList<>();
    for (TlsVersion version : server.allowed()) {
      if (!build.lets(version, server.bounds()) || !limit.allowsVersion(version, library)) {
        latent.add(version);
      } else if (version == TlsVersion.TLSV1_3
          ? !tls13.isEmpty()
          : old.stream().anyMatch(suite -> works(suite, version, server.keys()))) {
        versions.add(version);
      }
    }
    List<Suite> suites = new ArrayList<>();
    if (versions.contains(TlsVersion.TLSV1_3)) {
      suites.addAll(tls13);
    }
    for (Suite suite : old) {
      if (versions.stream().anyMatch(version -> works(suite, version, server.keys()))) {
        suites.add(suite);
      }
    }
    return new Negotiation(versions, latent, suites, groups, level, build.version());
  }

  /**
   * Whether OpenSSL begins a handshake at all: there must be a suite for the highest version below
   * the first gap in the versions that are allowed (tls_setup_handshake() in
   * ssl/statem/statem_lib.c).
   */
  private static boolean startsWith(Server server, CipherString.Selected list, Build build) {
    TlsVersion top = null;
    for (TlsVersion version : TlsVersion.values()) {
      boolean enabled = server.allowed().contains(version) && build.lets(version, server.bounds());
      if (!enabled && top != null) {
        break;
      }
      top = enabled ? version : top;
    }
    TlsVersion highest = top;
    if (highest == TlsVersion.TLSV1_3) {
      return !build.tls13(server.tls13Suites()).isEmpty();
    }
    return highest == null
        || list.suites().stream().anyMatch(suite -> suite.version().compareTo(highest) <= 0);
  }

  /** Nothing: the program cannot set TLS up at all. */
  public static Negotiation nothing(Server server, Build build) {
    return new Negotiation(
        List.of(),
        stopped(server, build),
        List.of(),
        List.of(),
        server.level().orElse(build.level()),
        build.version());
  }

  private static List<TlsVersion> stopped(Server server, Build build) {
    List<TlsVersion> stopped = new ArrayList<>(server.allowed());
    stopped.removeIf(version -> build.lets(version, server.bounds()));
    return stopped;
  }

  /** Whether the security level lets sessions be resumed by tickets. */
  public boolean allowsTickets() {
    return new SecurityLevel(level).allowsTickets();
  }

  private static boolean agrees(Suite suite, boolean curves, boolean dhe) {
    return switch (suite.keyExchange()) {
      case "ECDHE" -> curves;
      case "DHE" -> dhe;
      default -> true;
    };
  }

  /**
   * Whether a version up to TLS 1.2 has the suite, and there is a key to authenticate it with:
   * those of RSA-PSS and of Edwards curves sign nothing in older versions.
   */
  private static boolean works(Suite suite, TlsVersion version, Set<KeyKind> keys) {
    boolean newest = version == TlsVersion.TLSV1_2;
    return version != TlsVersion.TLSV1_3
        && suite.version().compareTo(version) <= 0
        && switch (suite.authentication()) {
          case "none" -> true;
          case "RSA" ->
              keys.contains(KeyKind.RSA)
                  || (newest
                      && keys.contains(KeyKind.RSA_PSS)
                      && !suite.keyExchange().equals("RSA"));
          case "ECDSA" -> keys.contains(KeyKind.ECDSA) || (newest && keys.contains(KeyKind.EDDSA));
          case "ECDH" -> keys.contains(KeyKind.ECDSA);
          case "DSS" -> keys.contains(KeyKind.DSA);
          default -> false;
        };
  }
}
