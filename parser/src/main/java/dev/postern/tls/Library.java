package dev.postern.tls;

import dev.postern.posture.Suite;
import dev.postern.posture.TlsVersion;
import dev.postern.posture.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A line of OpenSSL: its suites, the words of its cipher strings and how it arranges them. */
public final class Library {
  private static final String PREFIX = "openssl-";
  private static final String ALL_BUT = "!";

  private static final class Loaded {
    private static final List<Library> LIBRARIES = load();
  }

  private final String line;
  private final Version since;
  private final String defaultList;
  private final boolean forwardSecrecyFirst;
  private final String wordCharacters;
  private final boolean ianaNames;
  private final OptionalInt builtInLevel;
  private final List<KnownSuite> suites = new ArrayList<>();
  private final Map<String, KnownSuite> byName = new HashMap<>();
  private final Map<String, Selector> words = new HashMap<>();
  private final List<Suite> tls13 = new ArrayList<>();

  private Library(String... row) {
    line = row[0];
    since = Version.of(row[1]);
    defaultList = row[2];
    forwardSecrecyFirst = row[3].equals("1.1");
    wordCharacters = row[4];
    ianaNames = row[5].equals("yes");
    builtInLevel =
        row[6].equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(row[6]));
  }

  private static List<Library> load() {
    Map<String, Library> libraries = new LinkedHashMap<>();
    Map<String, String> tls13 = new HashMap<>();
    for (String[] row : DataFile.rows("libraries.tsv", 8)) {
      libraries.put(row[0], new Library(row));
      tls13.put(row[0], row[7]);
    }
    for (String[] row : DataFile.rows("suites.tsv", 13)) {
      KnownSuite suite = suite(row);
      for (String line : row[12].split(" ", -1)) {
        Library library = libraries.get(line);
        if (library != null) {
          library.add(suite);
        }
      }
    }
    List<String[]> words = DataFile.rows("words.tsv", 9);
    for (Library library : libraries.values()) {
      library.finish(words, tls13.getOrDefault(library.line, ""));
    }
    return List.copyOf(libraries.values());
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
        set(row[10], ","),
        row[11].equals("yes"));
  }

  private static Set<String> set(String words, String separator) {
    return words.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(words.split(separator, -1)));
  }

  private void add(KnownSuite suite) {
    byName.put(suite.suite().name(), suite);
    if (suite.suite().version() != TlsVersion.TLSV1_3) {
      suites.add(suite);
      words.put(suite.suite().name(), Selector.of(suite));
      if (ianaNames) {
        words.put(suite.suite().iana(), Selector.of(suite));
      }
    }
  }

  private void finish(List<String[]> aliases, String tls13Names) {
    // The library walks its table, which is ordered by number, from the end.
    Collections.reverse(suites);
    for (String name : tls13Names.isEmpty() ? new String[0] : tls13Names.split(":", -1)) {
      tls13.add(suite(name).orElseThrow());
    }
    Set<String> keyExchanges = new HashSet<>();
    Set<String> authentications = new HashSet<>();
    Set<String> ciphers = new HashSet<>();
    for (KnownSuite suite : suites) {
      keyExchanges.add(suite.keyExchange());
      authentications.add(suite.authentication());
      ciphers.add(suite.cipher());
    }
    for (String[] row : aliases) {
      if (set(row[1], " ").contains(line)) {
        words.put(
            row[0],
            new Selector(
                attributes(row[2], keyExchanges),
                attributes(row[3], authentications),
                attributes(row[4], ciphers),
                attributes(row[5], Set.of()),
                row[6],
                set(row[7], " "),
                row[8].equals("no"),
                -1));
      }
    }
  }

  private static Set<String> attributes(String text, Set<String> all) {
    if (!text.startsWith(ALL_BUT)) {
      return set(text, " ");
    }
    Set<String> rest = new HashSet<>(all);
    rest.remove(text.substring(1));
    return Set.copyOf(rest);
  }

  /** All lines, the oldest first. */
  public static List<Library> all() {
    return Loaded.LIBRARIES;
  }

  /** The line that a version belongs to; the oldest known for older ones. */
  public static Library of(Version version) {
    Library found = all().get(0);
    for (Library library : all()) {
      found = version.compareTo(library.since) >= 0 ? library : found;
    }
    return found;
  }

  /** The line of a name such as {@code openssl-3.0}. */
  public static Optional<Library> named(String name) {
    return all().stream().filter(library -> library.name().equals(name)).findFirst();
  }

  /** Such as {@code openssl-3.0}. */
  public String name() {
    return PREFIX + line;
  }

  /**
   * The security level it is built with unless a distribution chose another; empty: none at all.
   */
  public OptionalInt builtInLevel() {
    return builtInLevel;
  }

  /** Whether handshakes that are signed with SHA-1 and MD5 pass security levels above 0. */
  boolean signsWithSha1AtAnyLevel() {
    return !since.atLeast("3.0");
  }

  /** The suites of TLS 1.3 that it offers by default, in order; empty when it has no TLS 1.3. */
  public List<Suite> tls13() {
    return List.copyOf(tls13);
  }

  /** A suite by OpenSSL's name. */
  public Optional<Suite> suite(String name) {
    return Optional.ofNullable(byName.get(name)).map(KnownSuite::suite);
  }

  /** The bits of security that it rates a suite of its own at. */
  int securityBits(Suite suite) {
    KnownSuite known = byName.get(suite.name());
    return known == null ? suite.bits() : known.securityBits();
  }

  String defaultList() {
    return defaultList;
  }

  Optional<Selector> word(String word) {
    return Optional.ofNullable(words.get(word));
  }

  boolean isWordCharacter(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || wordCharacters.indexOf(c) >= 0;
  }

  /** The suites as they are arranged before a string is read (ssl_create_cipher_list()). */
  SuiteOrder arranged() {
    SuiteOrder order = new SuiteOrder(suites);
    if (forwardSecrecyFirst) {
      order.add(suite -> isEcdhe(suite) && suite.authentication().equals("ECDSA"));
    }
    order.add(Library::isEcdhe);
    order.delete(Library::isEcdhe);
    if (forwardSecrecyFirst) {
      order.add(suite -> isAes(suite) && suite.cipher().endsWith("GCM"));
      order.add(suite -> suite.cipher().equals("CHACHA20"));
    }
    order.add(Library::isAes);
    order.add(suite -> true);
    order.order(suite -> suite.mac().equals("MD5"));
    order.order(suite -> suite.authentication().equals("NULL"));
    if (!forwardSecrecyFirst) {
      order.order(suite -> suite.authentication().equals("ECDH"));
    }
    order.order(suite -> suite.keyExchange().equals("RSA"));
    order.order(suite -> suite.keyExchange().equals("PSK"));
    order.order(suite -> suite.cipher().equals("RC4"));
    order.byStrength();
    if (forwardSecrecyFirst) {
      order.bump(suite -> suite.suite().version() == TlsVersion.TLSV1_2);
      order.bump(suite -> suite.suite().aead());
      order.bump(Library::isEphemeral);
      order.bump(suite -> isEphemeral(suite) && suite.suite().aead());
    }
    order.delete(suite -> true);
    return order;
  }

  private static boolean isEcdhe(KnownSuite suite) {
    return suite.keyExchange().equals("ECDHE");
  }

  private static boolean isEphemeral(KnownSuite suite) {
    return isEcdhe(suite) || suite.keyExchange().equals("DHE");
  }

  private static boolean isAes(KnownSuite suite) {
    return suite.cipher().startsWith("AES");
  }
}
