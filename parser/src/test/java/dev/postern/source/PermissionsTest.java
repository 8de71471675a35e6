package dev.postern.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a directory tells who may read a file on its host. */
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

  private void onlyForRoot() throws IOException {
    assumeThat(Files.getAttribute(root, "unix:uid")).as("whose files these are").isEqualTo(0);
  }
}
