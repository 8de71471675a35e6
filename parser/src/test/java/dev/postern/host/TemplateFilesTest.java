package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of infrastructure keep the templates of configurations. */
class TemplateFilesTest {
  @TempDir Path directory;

  private List<String> found() throws Exception {
    return new HostFinder()
        .find(List.of(directory)).stream()
            .flatMap(host -> host.configs().stream())
            .map(config -> config.kind() + " " + config.path())
            .toList();
  }

  @Test
  void templatesAreFoundByTheNameOfWhatTheyBecome() throws Exception {
    write(directory, "roles/mail/templates/dovecot.conf.j2", "protocols = imap\n");
    write(directory, "roles/mail/templates/main.cf.j2", "myhostname = {{ name }}\n");
    write(directory, "modules/fw/templates/nftables.conf.erb", "flush ruleset\n");

    assertThat(found())
        .containsExactlyInAnyOrder(
            "DOVECOT dovecot.conf.j2", "POSTFIX ", "NFTABLES nftables.conf.erb");
  }

  @Test
  void theFinishedFileComesBeforeItsTemplate() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "etc/dovecot/dovecot.conf.j2", "protocols = {{ protocols }}\n");

    assertThat(found()).containsExactly("DOVECOT etc/dovecot/dovecot.conf");
  }
}
