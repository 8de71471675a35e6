package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.testing.TextTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and groups by number, asked of the running 2.3.19.1 and 2.4.4. */
class OwnerFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          User doesn't exist: 33  | service auth {;unix_listener auth-x {;user = 33;};}
          Group doesn't exist: 33 | service auth {;unix_listener auth-x {;group = 33;};}
          User doesn't exist: 33  | service auth {;fifo_listener x {;user = 33;};}
          User doesn't exist: 33  | service auth {;user = 33;}
          Group doesn't exist: 33 | service imap {;group = 33;}
          Group doesn't exist: 33 | service imap {;extra_groups = 33;}
          Group doesn't exist: 33 | service imap {;privileged_group = 33;}
          Group doesn't exist: 33 | default_internal_group = 33
          ''                      | service auth {;unix_listener auth-x {;mode = 0;user = 33;};}
          ''                      | service auth {;unix_listener auth-x {;user = www-data;};}
          ''                      | service lmtp {;user = 33;}
          ''                      | service lmtp {;unix_listener x {;user = 33;};}
          ''                      | mail_uid = 33;mail_privileged_group = 8;mail_access_groups = 8
          """)
  void numbersAreNoNames(String message, String lines) {
    String text = "protocols = imap\nssl = no\n" + lines.replace(';', '\n') + "\n";
    String head = "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";
    for (List<String> refusals :
        List.of(
            refusals(text, Platforms.DEBIAN_12), refusals(head + text, Platforms.DOVECOT_2_4))) {
      if (message.isEmpty()) {
        assertThat(refusals).isEmpty();
      } else {
        assertThat(refusals).singleElement().asString().contains(message);
      }
    }
  }

  private static List<String> refusals(String text, Platform platform) {
    MemoryTree tree = TextTree.of(Map.of("dovecot.conf", text));
    return DovecotPosture.read(tree, "dovecot.conf", platform).files().stream()
        .flatMap(file -> file.problems().stream())
        .filter(problem -> problem.kind() == Problem.Kind.REFUSED)
        .map(Problem::message)
        .toList();
  }
}
