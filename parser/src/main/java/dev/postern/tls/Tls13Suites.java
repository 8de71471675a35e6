package dev.postern.tls;

import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;

/** A list of suites for TLS 1.3 as SSL_CTX_set_ciphersuites() reads it. */
public final class Tls13Suites {
  private Tls13Suites() {}

  /** Those of a list that a library knows; its own ones when the list is empty. */
  static List<Suite> of(String list, Library library) {
    return list.isEmpty() ? library.tls13() : named(list, library);
  }

  /** Whether OpenSSL takes it: names with colons between, of which it knows at least one. */
  public static boolean valid(String list, Library library) {
    return list.isEmpty() || library.tls13().isEmpty() || !named(list, library).isEmpty();
  }

  private static List<Suite> named(String list, Library library) {
    List<Suite> suites = new ArrayList<>();
    for (String name : list.split(":", -1)) {
      library
          .suite(name.strip())
          .filter(suite -> suite.version() == TlsVersion.TLSV1_3 && !suites.contains(suite))
          .ifPresent(suites::add);
    }
    return suites;
  }
}
