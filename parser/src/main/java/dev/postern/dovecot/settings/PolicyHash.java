package dev.postern.dovecot.settings;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * What Dovecot asks of the hash with which it tells a policy server of passwords
 * (auth_settings_check(), Dovecot 2.2.36.4 to 2.4.4).
 */
public final class PolicyHash {
  /** How many bits a hash has (lib/hash-method.c). */
  static final Map<String, Integer> BITS =
      Map.of(
          "md4", 128,
          "md5", 128,
          "sha1", 160,
          "sha256", 256,
          "sha384", 384,
          "sha512", 512,
          "sha3-256", 256,
          "sha3-512", 512,
          "size", 64);

  private PolicyHash() {}

  /**
   * Why it refuses a hash; empty when it does not.
   *
   * @param bits how many bits of it are sent; zero for all
   */
  public static Optional<String> refusal(Dialect dialect, String method, BigInteger bits) {
    Integer all = BITS.get(method);
    if (all == null || (dialect.equals(Dialect.OLDER) && method.equals("sha384"))) {
      return Optional.of("invalid auth_policy_hash_mech given");
    }
    return bits.compareTo(BigInteger.valueOf(all)) >= 0
        ? Optional.of(
            "policy_hash_truncate is not smaller than digest size (%d >= %d)".formatted(bits, all))
        : Optional.empty();
  }
}
