package dev.postern.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a directory or an archive tells who may read a file on its host. */
class PermissionsTest {
  private static final String KEY = "etc/ssl/private/mail.key";

  @TempDir Path root;

  @BeforeEach
  void aKeyThatItsGroupReads() throws IOException {
    Path key = Files.createDirectories(root.resolve("etc/ssl/private")).resolve("mail.key");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(root.resolve("etc/group"), "root:x:0:\nssl-cert:x:4711:\n");
  }

  @Test
  void ofARootThatRootOwnsAreThoseOfTheHost() throws IOException {
    onlyForRoot();
    Files.setAttribute(root.resolve(KEY), "unix:gid", 4711);

    assertThat(new DirectoryTree(root).permissions(KEY))
        .contains(new Permissions(0640, "root", "ssl-cert"));
  }

  @Test
  void ofAFileThatIsNotThereAreNone() throws IOException {
    assertThat(new DirectoryTree(root).permissions("etc/ssl/private/other.key")).isEmpty();
  }

  @Test
  void ofAWorkingCopyAreNone() throws IOException {
    Files.createDirectory(root.resolve(".git"));

    assertThat(new DirectoryTree(root).permissions(KEY)).isEmpty();
  }

  @Test
  void ofACopyThatSomebodyElseMadeAreNone() throws IOException {
    onlyForRoot();
    Files.setAttribute(root.resolve("etc"), "unix:uid", 1000);

    assertThat(new DirectoryTree(root).permissions(KEY)).isEmpty();
  }

  /** So is what root unpacks or checks out for itself, and nothing on a host. */
  @Test
  void ofACopyInWhichEverybodyReadsEverythingAreNone() throws IOException {
    onlyForRoot();
    Files.setPosixFilePermissions(root.resolve(KEY), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(new DirectoryTree(root).permissions(KEY)).isEmpty();
  }

  @Test
  void ofAnArchiveOfAHostAreThoseOfTheHost() throws IOException {
    onlyForRoot();

    assertThat(archived("etc", "--owner=root", "--group=ssl-cert:4711").permissions(KEY))
        .contains(new Permissions(0640, "root", "ssl-cert"));
  }

  @Test
  void ofALinkInAnArchiveAreThoseOfItsTarget() throws IOException {
    onlyForRoot();
    Files.createSymbolicLink(root.resolve("etc/ssl/mail.key"), Path.of("private/mail.key"));

    assertThat(archived("etc").permissions("etc/ssl/mail.key"))
        .contains(new Permissions(0640, "root", "root"));
  }

  @Test
  void ofAnArchiveOfEtcAloneAreThoseOfTheHost() throws IOException {
    onlyForRoot();

    assertThat(archived(".", "--directory=etc").permissions("ssl/private/mail.key"))
        .contains(new Permissions(0640, "root", "root"));
  }

  @Test
  void ofOneOfTheHostsInAnArchiveAreThoseOfThatHost() throws IOException {
    onlyForRoot();

    assertThat(archived("etc", "--transform=s,^,mx1/,").subtree("mx1").permissions(KEY))
        .isPresent();
  }

  @Test
  void ofAnArchiveOfSomebodysCopyAreNone() throws IOException {
    assertThat(archived("etc", "--owner=admin:1000").permissions(KEY)).isEmpty();
    assertThat(archived(".", "--directory=etc", "--owner=admin:1000").permissions(KEY)).isEmpty();
    assertThat(archived(KEY, "--owner=admin:1000").permissions(KEY)).isEmpty();
  }

  @Test
  void ofAnArchiveOfAWorkingCopyAreNone() throws IOException {
    Files.createDirectory(root.resolve("etc/.git"));

    assertThat(archived("etc").permissions(KEY)).isEmpty();
  }

  private FileTree archived(String what, String... options) throws IOException {
    Path file = root.resolve("host.tar");
    List<String> command = new ArrayList<>(List.of(Oracle.require("tar").toString(), "--create"));
    command.addAll(List.of("--file=" + file, "--directory=" + root));
    command.addAll(List.of(options));
    command.add(what);
    Oracle.Answer answer = Oracle.ask(command);
    assertThat(answer.status()).as(answer.err()).isZero();
    return Archive.read(file).tree();
  }

  private void onlyForRoot() throws IOException {
    assumeThat(Files.getAttribute(root, "unix:uid")).as("whose files these are").isEqualTo(0);
  }
}
