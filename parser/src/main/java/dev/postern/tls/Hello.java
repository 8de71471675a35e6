package dev.postern.tls;

import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client of OpenSSL offers in its first message, to a server that can do everything.
 *
 * @param versions those that can be agreed on, in ascending order
 * @param latent versions that the program allows and OpenSSL stops
 * @param suites those of TLS 1.3 first, in the client's order
 * @param groups for key agreement
 * @param level the security level in force
 */
public record Hello(
    List<TlsVersion> versions,
    List<TlsVersion> latent,
    List<Suite> suites,
    List<Group> groups,
    int level) {

  /** No handshake: there is no TLS, or it cannot be set up. */
  public static final Hello NOTHING = new Hello(List.of(), List.of(), List.of(), List.of(), 0);

  public Hello {
    versions = List.copyOf(versions);
    latent = List.copyOf(latent);
    suites = List.copyOf(suites);
    groups = List.copyOf(groups);
  }

  /**
   * Works it out for a cipher list that the build takes.
   *
   * @param allowed the versions that the program allows
   * @param bounds the bounds of the versions that the program sets
   * @param level the security level that the program asks for
   * @param last whether it does so after the list, whose own level is void then
   */
  public static Hello of(
      List<TlsVersion> allowed,
      SystemDefaults.Bounds bounds,
      CipherString.Selected list,
      List<Group> groups,
      int level,
      boolean last,
      Build build) {
    Library library = build.library();
    int holding = library.builtInLevel().isEmpty() ? 0 : last ? level : list.level().orElse(level);
    SecurityLevel limit = new SecurityLevel(holding);
    List<TlsVersion> enabled = new ArrayList<>(allowed);
    enabled.removeIf(
        version -> !build.lets(version, bounds) || !limit.offersVersion(version, library));
    List<TlsVersion> versions = lowestRun(enabled);
    List<Suite> suites = suites(versions, list.at(holding).usable(library, holding), limit, build);
    versions.removeIf(
        version -> !limit.allowsVersion(version, library) || !hasSuite(suites, version));
    List<TlsVersion> latent = new ArrayList<>(allowed);
    if (versions.isEmpty()) {
      return new Hello(List.of(), latent, List.of(), List.of(), holding);
    }
    latent.removeAll(versions);
    return new Hello(versions, latent, suites, Groups.allowed(groups, limit), holding);
  }

  /**
   * The versions below the first gap: a client offers all that lies between the lowest and the
   * highest, and so nothing above a gap (ssl_get_min_max_version() in ssl/statem/statem_lib.c).
   */
  private static List<TlsVersion> lowestRun(List<TlsVersion> enabled) {
    List<TlsVersion> run = new ArrayList<>();
    for (TlsVersion version : TlsVersion.values()) {
      if (enabled.contains(version)) {
        run.add(version);
      } else if (!run.isEmpty()) {
        break;
      }
    }
    return run;
  }

  private static boolean hasSuite(List<Suite> suites, TlsVersion version) {
    for (Suite suite : suites) {
      boolean newest = suite.version() == TlsVersion.TLSV1_3;
      if (suite.version() == version
          || (!newest && version != TlsVersion.TLSV1_3 && suite.version().compareTo(version) < 0)) {
        return true;
      }
    }
    return false;
  }

  /** None, and no handshake, where none is of the highest version (ssl_cipher_list_to_bytes()). */
  private static List<Suite> suites(
      List<TlsVersion> versions, List<Suite> old, SecurityLevel limit, Build build) {
    List<Suite> suites = new ArrayList<>();
    if (versions.isEmpty()) {
      return suites;
    }
    TlsVersion highest = versions.get(versions.size() - 1);
    if (highest == TlsVersion.TLSV1_3) {
      suites.addAll(limit.allowed(build.tls13(""), build.library()));
      if (suites.isEmpty()) {
        return suites;
      }
    }
    if (versions.get(0) != TlsVersion.TLSV1_3) {
      for (Suite suite : old) {
        if (suite.version().compareTo(highest) <= 0) {
          suites.add(suite);
        }
      }
    }
    return suites;
  }
}
