package dev.postern.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the package databases of other systems than Debian tell. {@code rpmdb.sqlite} was written by
 * rpm 4.18: four packages of a mail host, one with a header of several pages, and fourteen more;
 * {@code local.sqlite} by SQLite with the columns of FreeBSD's pkg. What rpm keeps of others is in
 * {@code Packages.db}, written by rpm's own ndb, and in {@code Packages}, written by Berkeley DB
 * 5.3 in pages of 8,192 bytes, that of s390x with the other byte order and in pages of 512.
 */
class PackageDatabaseTest {
  private static final String RPM = "var/lib/rpm/rpmdb.sqlite";
  private static final String NDB = "var/lib/rpm/Packages.db";

  @ParameterizedTest
  @ValueSource(strings = {RPM, "usr/lib/sysimage/rpm/rpmdb.sqlite"})
  void rpmTellsVersionsWithoutTheirEpoch(String path) throws IOException {
    PackageDatabase packages = of(path, stored("rpmdb.sqlite.gz")).orElseThrow();

    assertThat(packages.path()).isEqualTo(path);
    assertThat(packages.version("dovecot")).contains("2.3.16");
    assertThat(packages.version("dovecot-pigeonhole")).contains("2.3.16");
    assertThat(packages.version("postfix")).contains("3.5.25");
    assertThat(packages.version("openssl-libs")).contains("3.5.1");
    assertThat(packages.version("filler14")).contains("14");
    assertThat(packages.lists("dovecot-mysql")).isFalse();
    assertThat(packages.isDebian()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "var/lib/rpm/Packages, Packages.gz",
    "var/lib/rpm/Packages, Packages-of-s390x.gz",
    "var/lib/rpm/Packages.db, Packages.db.gz",
    "usr/lib/sysimage/rpm/Packages.db, Packages.db.gz"
  })
  void olderFormsOfRpmTellVersionsToo(String path, String file) throws IOException {
    PackageDatabase packages = of(path, stored(file)).orElseThrow();

    assertThat(packages.path()).isEqualTo(path);
    assertThat(packages.version("dovecot")).contains("2.2.36");
    assertThat(packages.version("dovecot-pigeonhole")).contains("2.2.36");
    assertThat(packages.version("postfix")).contains("2.10.1");
    assertThat(packages.version("openssl-libs")).contains("1.0.2k");
    assertThat(packages.version("filler1")).contains("1");
    assertThat(packages.version("filler14")).contains("14");
    assertThat(packages.lists("filler7")).isFalse();
  }

  @Test
  void aBlobThatWasTakenOutDoesNotCount() throws IOException {
    PackageDatabase packages = of(NDB, stored("Packages.db.gz")).orElseThrow();

    assertThat(packages.lists("filler6")).isTrue();
    assertThat(packages.lists("filler8")).isFalse();
  }

  @Test
  void whereTheNewestStandsInTheLogNothingIsKnown() throws IOException {
    byte[] database = stored("rpmdb.sqlite.gz");

    assertThat(PackageDatabase.of(tree(Map.of(RPM, database, RPM + "-wal", new byte[0]))))
        .isPresent();
    assertThat(PackageDatabase.of(tree(Map.of(RPM, database, RPM + "-wal", new byte[1]))))
        .isEmpty();
  }

  @Test
  void freeBsdTellsVersionsByColumns() throws IOException {
    PackageDatabase packages =
        of("var/db/pkg/local.sqlite", stored("local.sqlite.gz")).orElseThrow();

    assertThat(packages.version("dovecot")).contains("2.3.21.1_2");
    assertThat(packages.version("dovecot-pigeonhole")).contains("0.5.21.1");
    assertThat(packages.version("postfix")).contains("3.9.1,1");
  }

  @Test
  void pacmanTellsVersionsByTheNamesOfItsDirectories() {
    PackageDatabase packages =
        PackageDatabase.of(
                tree(
                    Map.of(
                        "var/lib/pacman/local/dovecot-2.4.2-1/desc", new byte[0],
                        "var/lib/pacman/local/pigeonhole-2.4.2-1/desc", new byte[0],
                        "var/lib/pacman/local/postfix-lmdb-3.10.4-1/desc", new byte[0],
                        "var/lib/pacman/local/ALPM_DB_VERSION", new byte[0])))
            .orElseThrow();

    assertThat(packages.version("dovecot")).contains("2.4.2");
    assertThat(packages.version("postfix-lmdb")).contains("3.10.4");
    assertThat(packages.lists("postfix")).isFalse();
  }

  @Test
  void aReportOfSosListsPackages() {
    PackageDatabase rpms =
        of(
                "installed-rpms",
                """
                dovecot-2.3.16-6.el9.x86_64                                 Thu Jul 10 10:00:00 2025
                dovecot-pigeonhole-2.3.16-6.el9.x86_64                      Thu Jul 10 10:00:01 2025
                """)
            .orElseThrow();
    PackageDatabase debs =
        of(
                "installed-debs",
                """
                Desired=Unknown/Install/Remove/Purge/Hold
                ||/ Name                Version                        Architecture Description
                +++-===================-==============================-============-===========
                ii  dovecot-core        1:2.3.19.1+dfsg1-2.1+deb12u7   amd64        secure POP3/IMAP
                rc  dovecot-imapd       1:2.3.19.1+dfsg1-2.1+deb12u7   amd64        secure POP3/IMAP
                ii  libssl3:amd64       3.0.17-1~deb12u2               amd64        Secure Sockets
                """)
            .orElseThrow();

    assertThat(rpms.version("dovecot")).contains("2.3.16");
    assertThat(rpms.isDebian()).isFalse();
    assertThat(debs.version("dovecot-core")).contains("1:2.3.19.1+dfsg1-2.1+deb12u7");
    assertThat(debs.version("libssl3")).contains("3.0.17-1~deb12u2");
    assertThat(debs.lists("dovecot-imapd")).isFalse();
    assertThat(debs.isDebian()).isTrue();
  }

  @Test
  void anEmptyDatabaseOfAnotherSystemsToolDoesNotCount() throws IOException {
    PackageDatabase packages =
        PackageDatabase.of(
                tree(Map.of("var/lib/dpkg/status", new byte[0], RPM, stored("rpmdb.sqlite.gz"))))
            .orElseThrow();

    assertThat(packages.path()).isEqualTo(RPM);
  }

  @ParameterizedTest
  @CsvSource({
    "rpmdb.sqlite.gz, var/lib/rpm/rpmdb.sqlite",
    "local.sqlite.gz, var/db/pkg/local.sqlite",
    "Packages.db.gz, var/lib/rpm/Packages.db",
    "Packages.gz, var/lib/rpm/Packages",
    "Packages-of-s390x.gz, var/lib/rpm/Packages"
  })
  void damagedDatabasesNeitherStopNorHangIt(String name, String path) throws IOException {
    Random random = new Random(20);
    byte[] whole = stored(name);
    for (int trial = 0; trial < 2000; trial++) {
      byte[] damaged = trial % 10 == 0 ? cut(whole, random) : changed(whole, random);
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(10), () -> of(path, damaged).flatMap(all -> all.version("dovecot")));
    }
  }

  private static byte[] cut(byte[] whole, Random random) {
    return Arrays.copyOf(whole, random.nextInt(whole.length));
  }

  /** With some bytes of one page that are others, of the first one more often. */
  private static byte[] changed(byte[] whole, Random random) {
    byte[] changed = whole.clone();
    int page = random.nextBoolean() ? 0 : random.nextInt(whole.length / 4096) * 4096;
    for (int i = 0; i < 20; i++) {
      changed[page + random.nextInt(random.nextBoolean() ? 64 : 4096)] = (byte) random.nextInt();
    }
    return changed;
  }

  private static Optional<PackageDatabase> of(String path, String text) {
    return of(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<PackageDatabase> of(String path, byte[] content) {
    return PackageDatabase.of(tree(Map.of(path, content)));
  }

  private static MemoryTree tree(Map<String, byte[]> files) {
    return new MemoryTree(files);
  }

  private static byte[] stored(String name) throws IOException {
    try (InputStream file =
            Objects.requireNonNull(PackageDatabaseTest.class.getResourceAsStream(name));
        InputStream plain = new GZIPInputStream(file)) {
      return plain.readAllBytes();
    }
  }
}
