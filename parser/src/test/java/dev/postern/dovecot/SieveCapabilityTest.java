package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.testing.TextTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults that doveconf asks managesieve for, as doveconf -a of Debian 12 printed them. */
class SieveCapabilityTest {
  private static final String MOST =
      "subaddress comparator-i;ascii-numeric relational regex imap4flags copy include variables body";
  private static final String REST =
      "environment mailbox date index ihave duplicate mime foreverypart extracttext";
  private static final String ALL =
      "fileinto reject envelope encoded-character vacation " + MOST + " enotify " + REST;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          foo = bar | ALL | mailto
          sieve_extensions = fileinto enotify notify editheader | fileinto enotify editheader notify | mailto
          sieve_extensions = -enotify fileinto | fileinto reject envelope encoded-character vacation MOST REST | ''
          sieve_extensions = | '' | ''
          sieve_global_extensions = fileinto +vacation | reject envelope encoded-character MOST enotify REST | mailto
          sieve_implicit_extensions = reject | ALL | mailto
          sieve_plugins = sieve_extprograms sieve_imapsieve | ALL imapsieve vnd.dovecot.imapsieve | mailto
          sieve_extensions = +vnd.dovecot.pipe +spamtest | ALL spamtest | mailto
          """)
  void areThoseOfManagesieve(String setting, String sieve, String notify) throws Exception {
    DovecotSettings settings =
        DovecotReader.read(
            TextTree.of(Map.of("dovecot.conf", "plugin {\n  " + setting + "\n}\n")),
            "dovecot.conf",
            Platforms.DEBIAN_12);
    String told = sieve.replace("ALL", ALL).replace("MOST", MOST).replace("REST", REST);
    List<String> lines = settings.print(true, Scope.GLOBAL).lines().toList();
    assertThat(lines).contains("managesieve_sieve_capability = " + told);
    if (notify.isEmpty()) {
      assertThat(lines).noneMatch(line -> line.startsWith("managesieve_notify_capability"));
    } else {
      assertThat(lines).contains("managesieve_notify_capability = " + notify);
    }
    assertThat(settings.value(Scope.GLOBAL, "managesieve_notify_capability").is(notify)).isTrue();
  }
}
