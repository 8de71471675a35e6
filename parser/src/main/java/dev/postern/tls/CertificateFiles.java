package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.Version;

/**
 * Where a server has its certificate and key.
 *
 * @param file the certificate's path as configured; empty when none is
 * @param present whether a certificate and its key are configured
 * @param chain the certificate's PEM text
 * @param keyFile the key's path as configured
 * @param key the key's PEM text
 * @param hostName the name that clients look for in it
 * @param askedName the name that clients ask for to see it; empty for all others
 * @param protection by which the library that loads them judges them
 */
public record CertificateFiles(
    Fact<String> file,
    Fact<Boolean> present,
    Fact<String> chain,
    Fact<String> keyFile,
    Fact<String> key,
    Fact<String> hostName,
    Fact<Protection> protection,
    String askedName) {

  /**
   * What OpenSSL demands of them.
   *
   * @param level the security level in force when they are loaded
   * @param password whether there is one for the key
   */
  public record Protection(SecurityLevel level, boolean password, Version openssl) {}
}
