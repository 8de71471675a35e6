package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of one jail for which fail2ban 1.0.2 starts none. */
class ServerCheckTest {
  private static Fail2banSettings settings(String options) {
    String jail = "[good]\nenabled = true\nfilter =\nfailregex = ^<HOST>\n[mine]\nfilter =\n";
    return Fail2banSettings.read(
        new MemoryTree(
            Map.of("etc/fail2ban/jail.local", (jail + options).getBytes(StandardCharsets.UTF_8))),
        "etc/fail2ban");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          failregex = ^failed (?P<host>\\S+)$      | failregex '^failed (?P<host>\\S+)$' has no tag for who has failed, such as <HOST>
          failregex = ^(failed <HOST>              | failregex '^(failed <HOST>' is refused by Python: missing ), unterminated subpattern
          failregex = <HOST> for <HOST>            | failregex '<HOST> for <HOST>' is refused by Python: redefinition of group name 'ip4'
          ignoreregex = [                          | ignoreregex '[' is refused by Python: unterminated character set
          prefregex = *                            | prefregex '*' is refused by Python: nothing to repeat
          maxretry = many                          | maxretry 'many' is no whole number
          bantime = forever                        | bantime 'forever' is no time
          findtime = 10 minuts                     | findtime '10 minuts' is no time
          backend = rsyslog                        | backend 'rsyslog' is none of [auto, pyinotify, gamin, polling, systemd]
          maxlines = 0                             | maxlines '0' is not greater than zero
          """)
  void keepsFail2banFromStarting(String option, String why) {
    Fail2banSettings settings = settings("enabled = true\n" + option + "\n");
    assertThat(settings.refusal()).contains("jail mine: " + why);
    List<Problem> problems = settings.problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).toString()).startsWith("etc/fail2ban/jail.local:8:1: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failregex = <F-ID>\\w+</F-ID> failed",
        "prefregex = ^<ADDR> <F-CONTENT>.+</F-CONTENT>$\nfailregex = ^failed$",
        "bantime = 1h 30m",
        "bantime = 600 # ten minutes",
        "maxretry = 1_0",
        "backend = SystemD[journalflags=1]"
      })
  void takesTheRest(String option) {
    assertThat(settings("enabled = true\n" + option + "\n").refusal()).isEmpty();
  }

  @Test
  void doesNotLookAtJailsThatAreOff() {
    assertThat(settings("enabled = false\nfailregex = x\n").refusal()).isEmpty();
  }
}
