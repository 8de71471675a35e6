package dev.postern.tls;

import dev.postern.posture.tls.Suite;
import java.util.Set;

/**
 * A suite with what cipher strings and security levels ask of it.
 *
 * @param number its number on the wire
 * @param cipher the encryption with the length of its key, such as {@code AES128GCM}
 * @param securityBits what OpenSSL rates its strength at
 * @param classes {@code HIGH, MEDIUM, LOW, FIPS, NONE}
 * @param inDefault whether the library's own default takes it
 */
record KnownSuite(
    int number,
    Suite suite,
    String cipher,
    int securityBits,
    Set<String> classes,
    boolean inDefault) {
  KnownSuite {
    classes = Set.copyOf(classes);
  }

  /** {@code NULL} instead of the posture's {@code none}. */
  static String attribute(String word) {
    return word.equals("none") ? "NULL" : word;
  }

  String keyExchange() {
    return suite.keyExchange();
  }

  String authentication() {
    return attribute(suite.authentication());
  }

  String mac() {
    return suite.mac();
  }
}
