package dev.postern.tls;

import dev.postern.data.DataFile;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The suites of one line of OpenSSL.
 *
 * @param old those of TLS 1.2 and older, in the order in which the library walks them
 * @param byName all of them, by OpenSSL's names
 * @param words what the words of cipher strings select
 * @param tls13 those of TLS 1.3 that are offered by default, in order
 */
record Suites(
    List<KnownSuite> old,
    Map<String, KnownSuite> byName,
    Map<String, Selector> words,
    List<Suite> tls13) {
  private static final String ALL_BUT = "!";

  Suites {
    old = Collections.unmodifiableList(old);
    byName = Collections.unmodifiableMap(byName);
    words = Collections.unmodifiableMap(words);
    tls13 = Collections.unmodifiableList(tls13);
  }

  /**
   * Reads them from the tables.
   *
   * @param ianaNames whether IANA's names are words, too
   * @param tls13 names with colons between; may be empty
   */
  static Suites of(String line, boolean ianaNames, String tls13) {
    List<KnownSuite> old = new ArrayList<>();
    Map<String, KnownSuite> byName = new HashMap<>();
    Map<String, Selector> words = new HashMap<>();
    for (String[] row : DataFile.rows(Suites.class, "suites.tsv", 13)) {
      if (isAmong(row[12], line)) {
        KnownSuite suite = suite(row);
        byName.put(suite.suite().name(), suite);
        if (suite.suite().version() != TlsVersion.TLSV1_3) {
          old.add(suite);
          words.put(suite.suite().name(), Selector.of(suite));
          if (ianaNames) {
            words.put(suite.suite().iana(), Selector.of(suite));
          }
        }
      }
    }
    // The library walks its table, which is ordered by number, from the end.
    Collections.reverse(old);
    addAliases(line, old, words);
    List<Suite> ofTls13 = new ArrayList<>();
    for (String name : parts(tls13, ':')) {
      KnownSuite suite = byName.get(name);
      if (suite == null) {
        throw new IllegalStateException("suites.tsv has no " + name + " of " + line);
      }
      ofTls13.add(suite.suite());
    }
    return new Suites(old, byName, words, ofTls13);
  }

  private static KnownSuite suite(String... row) {
    String cipher = row[6];
    Suite suite =
        new Suite(
            row[1],
            row[2],
            TlsVersion.parse(row[3]).orElseThrow(),
            row[4],
            row[5].equals("NULL") ? "none" : row[5],
            cipher.equals("NULL") ? "none" : cipher.replace("128", "").replace("256", ""),
            Integer.parseInt(row[8]),
            row[7]);
    return new KnownSuite(
        Integer.parseInt(row[0], 16),
        suite,
        cipher,
        Integer.parseInt(row[9]),
        set(row[10], ','),
        row[11].equals("yes"));
  }

  private static void addAliases(String line, List<KnownSuite> old, Map<String, Selector> words) {
    Set<String> keyExchanges = new HashSet<>();
    Set<String> authentications = new HashSet<>();
    Set<String> ciphers = new HashSet<>();
    for (KnownSuite suite : old) {
      keyExchanges.add(suite.keyExchange());
      authentications.add(suite.authentication());
      ciphers.add(suite.cipher());
    }
    for (String[] row : DataFile.rows(Suites.class, "words.tsv", 9)) {
      if (isAmong(row[1], line)) {
        words.put(
            row[0],
            new Selector(
                attributes(row[2], keyExchanges),
                attributes(row[3], authentications),
                attributes(row[4], ciphers),
                attributes(row[5], Set.of()),
                row[6],
                set(row[7], ' '),
                row[8].equals("no"),
                -1));
      }
    }
  }

  private static Set<String> attributes(String text, Set<String> all) {
    if (!text.startsWith(ALL_BUT)) {
      return set(text, ' ');
    }
    Set<String> rest = new HashSet<>(all);
    rest.remove(text.substring(1));
    return rest;
  }

  private static boolean isAmong(String words, String word) {
    return (' ' + words + ' ').contains(' ' + word + ' ');
  }

  private static Set<String> set(String words, char separator) {
    return words.isEmpty() ? Set.of() : new HashSet<>(parts(words, separator));
  }

  private static List<String> parts(String words, char separator) {
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < words.length(); ) {
      int to = words.indexOf(separator, from);
      to = to < 0 ? words.length() : to;
      parts.add(words.substring(from, to));
      from = to + 1;
    }
    return parts;
  }
}
