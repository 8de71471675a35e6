package dev.postern.tls;

import dev.postern.data.DataFile;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A line of OpenSSL: its suites, the words of its cipher strings and how it arranges them. */
public final class Library {
  private static final String PREFIX = "openssl-";

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
  private final String tls13Names;
  private volatile @Nullable Suites suites;

  private Library(String... row) {
    line = row[0];
    since = Version.of(row[1]);
    defaultList = row[2];
    forwardSecrecyFirst = row[3].equals("1.1");
    wordCharacters = row[4];
    ianaNames = row[5].equals("yes");
    builtInLevel =
        row[6].equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(row[6]));
    tls13Names = row[7];
  }

  private static List<Library> load() {
    List<Library> libraries = new ArrayList<>();
    for (String[] row : DataFile.rows(Library.class, "libraries.tsv", 8)) {
      libraries.add(new Library(row));
    }
    return List.copyOf(libraries);
  }

  /** Read when first asked for: a host has one line of OpenSSL, or a few that are possible. */
  private Suites suites() {
    Suites read = suites;
    if (read == null) {
      read = Suites.of(line, ianaNames, tls13Names);
      suites = read;
    }
    return read;
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
    return suites().tls13();
  }

  /** A suite by OpenSSL's name. */
  public Optional<Suite> suite(String name) {
    return Optional.ofNullable(suites().byName().get(name)).map(KnownSuite::suite);
  }

  /** The bits of security that it rates a suite of its own at. */
  int securityBits(Suite suite) {
    KnownSuite known = suites().byName().get(suite.name());
    return known == null ? suite.bits() : known.securityBits();
  }

  String defaultList() {
    return defaultList;
  }

  Optional<Selector> word(String word) {
    return Optional.ofNullable(suites().words().get(word));
  }

  boolean isWordCharacter(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || wordCharacters.indexOf(c) >= 0;
  }

  /** The suites as they are arranged before a string is read (ssl_create_cipher_list()). */
  SuiteOrder arranged() {
    SuiteOrder order = new SuiteOrder(suites().old());
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
