package dev.postern.tls;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a word of a cipher string, or several with {@code +} between, demands of a suite. An empty
 * set or text demands nothing.
 *
 * @param version the oldest version a suite must have, exactly
 * @param notInDefault whether only suites outside the library's default are meant
 * @param number the number of one suite, or -1
 */
record Selector(
    Set<String> keyExchange,
    Set<String> authentication,
    Set<String> cipher,
    Set<String> mac,
    String version,
    Set<String> classes,
    boolean notInDefault,
    int number) {
  static final Selector EVERYTHING =
      new Selector(Set.of(), Set.of(), Set.of(), Set.of(), "", Set.of(), false, -1);

  /** The word that is a suite's own name. Its version is no part of it (ssl/ssl_ciph.c). */
  static Selector of(KnownSuite suite) {
    return new Selector(
        Set.of(suite.keyExchange()),
        Set.of(suite.authentication()),
        Set.of(suite.cipher()),
        Set.of(suite.mac()),
        "",
        suite.classes(),
        !suite.inDefault(),
        suite.number());
  }

  /** Both demands; empty when OpenSSL sees at once that they exclude each other. */
  Optional<Selector> and(Selector word) {
    Set<String> kx = both(keyExchange, word.keyExchange);
    Set<String> au = both(authentication, word.authentication);
    Set<String> en = both(cipher, word.cipher);
    Set<String> ma = both(mac, word.mac);
    Set<String> cl = both(classes, word.classes);
    boolean excluded =
        kx.contains("") || au.contains("") || en.contains("") || ma.contains("") || cl.contains("");
    if (excluded
        || (!version.isEmpty() && !word.version.isEmpty() && !version.equals(word.version))) {
      return Optional.empty();
    }
    // The first word that names classes overwrites what was demanded of the default before it.
    boolean overwrites = classes.isEmpty() && !word.classes.isEmpty();
    return Optional.of(
        new Selector(
            kx,
            au,
            en,
            ma,
            version.isEmpty() ? word.version : version,
            cl,
            (notInDefault && !overwrites) || word.notInDefault,
            word.number));
  }

  /** What both sets hold; a set of the empty text when they have nothing in common. */
  private static Set<String> both(Set<String> one, Set<String> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    Set<String> common = new HashSet<>(one);
    common.retainAll(other);
    return common.isEmpty() ? Set.of("") : common;
  }

  boolean selects(KnownSuite suite) {
    return (number < 0 || number == suite.number())
        && (keyExchange.isEmpty() || keyExchange.contains(suite.keyExchange()))
        && (authentication.isEmpty() || authentication.contains(suite.authentication()))
        && (cipher.isEmpty() || cipher.contains(suite.cipher()))
        && (mac.isEmpty() || mac.contains(suite.mac()))
        && (version.isEmpty() || version.equals(suite.suite().version().toString()))
        && (classes.isEmpty() || suite.classes().stream().anyMatch(classes::contains))
        && (!notInDefault || !suite.inDefault());
  }
}
