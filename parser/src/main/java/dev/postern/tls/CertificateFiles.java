package dev.postern.tls;

import dev.postern.fact.Fact;

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
 * @param loaded whether the library loads them, as far as they are at hand
 */
public record CertificateFiles(
    Fact<String> file,
    Fact<Boolean> present,
    Fact<String> chain,
    Fact<String> keyFile,
    Fact<String> key,
    Fact<String> hostName,
    Fact<Boolean> loaded,
    String askedName) {}
