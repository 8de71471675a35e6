package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether OpenSSL takes a server's certificates and keys: they must be PEM that it can decrypt,
 * each key that of its certificate, and all of it as strong as the security level demands
 * (ssl_security_cert() in ssl/t1_lib.c).
 */
public final class Credentials {
  /** What cannot be loaded at any level. */
  public static final int NOT_LOADED = -1;

  /** As far as the files tell there is nothing weak. */
  public static final int STRONG = Integer.MAX_VALUE;

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";

  private Credentials() {}

  /**
   * The bits of security of the weakest certificate, key or signature of a chain and its key.
   *
   * @param certificates in PEM, the server's own first
   * @param key in PEM
   * @param password whether there is one for the key
   * @param alike whether a key of another kind than its certificate's is refused; OpenSSL itself
   *     puts it in another place, where no certificate uses it
   */
  public static int strength(
      Fact<String> certificates,
      Fact<String> key,
      boolean password,
      boolean alike,
      Version openssl) {
    List<Pem.Block> chain = blocks(certificates, CERTIFICATE);
    Optional<Pem.Block> own = blocks(key, PRIVATE_KEY).stream().findFirst();
    if ((certificates.isKnown() && chain.isEmpty()) || (key.isKnown() && own.isEmpty())) {
      return NOT_LOADED;
    }
    int strength = own.isEmpty() ? STRONG : strength(own.get(), chain, password, alike);
    for (Pem.Block block : chain) {
      strength = Math.min(strength, strength(block, openssl));
    }
    return strength;
  }

  /**
   * The same of the texts of smtpd_tls_chain_files, which must be keys, each before its chain
   * (Postfix 3.7.11 tls/tls_certkey.c, load_mixed_file()). A file that is not at hand may hold what
   * is missing elsewhere.
   */
  public static int strength(List<Fact<String>> keysAndChains, Version openssl) {
    int strength = STRONG;
    boolean certified = false;
    boolean hidden = false;
    Optional<Pem.Block> key = Optional.empty();
    for (Fact<String> file : keysAndChains) {
      if (!file.isKnown()) {
        hidden = true;
        key = Optional.empty();
      }
      for (Pem.Block block : Pem.blocks(file.toOptional().orElse(""))) {
        if (block.label().endsWith(PRIVATE_KEY)) {
          if (key.isPresent()) {
            return NOT_LOADED;
          }
          key = Optional.of(block);
          certified = false;
        } else if (block.label().endsWith(CERTIFICATE)) {
          if (block.label().startsWith("TRUSTED") || (key.isEmpty() && !certified && !hidden)) {
            return NOT_LOADED;
          }
          int pair = key.isEmpty() ? STRONG : strength(key.get(), List.of(block), false, true);
          strength = Math.min(strength, Math.min(pair, strength(block, openssl)));
          key = Optional.empty();
          certified = true;
        }
      }
    }
    return certified || hidden ? strength : NOT_LOADED;
  }

  /** Of the prime of Diffie-Hellman parameters in PEM. */
  public static int strengthOfPrime(Fact<String> parameters) {
    return parameters
        .toOptional()
        .flatMap(pem -> DhParameters.bits(pem, true))
        .map(SecurityBits::ofPrime)
        .orElse(STRONG);
  }

  private static List<Pem.Block> blocks(Fact<String> text, String ending) {
    List<Pem.Block> found = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(text.toOptional().orElse(""))) {
      if (block.label().endsWith(ending)) {
        found.add(block);
      }
    }
    return found;
  }

  private static int strength(
      Pem.Block key, List<Pem.Block> chain, boolean password, boolean alike) {
    if (key.encrypted()) {
      return password ? STRONG : NOT_LOADED;
    }
    boolean another =
        chain.stream()
            .findFirst()
            .flatMap(first -> CertificateText.read(first.der()))
            .filter(certificate -> alike || certificate.mayBeOfItsKind(key))
            .flatMap(certificate -> certificate.isOf(key))
            .filter(same -> !same)
            .isPresent();
    return another ? NOT_LOADED : STRONG;
  }

  private static int strength(Pem.Block certificate, Version openssl) {
    return CertificateText.read(certificate.der())
        .map(
            read -> {
              int key = SecurityBits.ofKey(read.keyKind(), read.keyBits(), openssl);
              return read.selfSigned()
                  ? key
                  : Math.min(key, SecurityBits.ofSignature(read.signature(), openssl));
            })
        .orElse(STRONG);
  }
}
