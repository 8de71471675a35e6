package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users type, right and wrong. */
class CommandLineTest {
  @TempDir Path directory;

  @Test
  void withoutACommandTheCommandsAreListed() {
    Run run = Run.of();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("check", "show", "settings", "explain", "rules");
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(Run.of("--help").status()).isZero();
    assertThat(Run.of("--version").out()).startsWith("postern ").doesNotContain("$");
    assertThat(Run.of("check", "--help").out()).contains("--fail-on", "Exit status");
  }

  @Test
  void aSlipOfTheFingersGetsTheRightName() {
    assertThat(Run.of("chekc").err()).contains("check");
    assertThat(Run.of("check", "--fial-on", "low").err()).contains("--fial-on").contains("--help");
    assertThat(Run.of("explain", "AUTH-0001").err()).contains("did you mean \"AUTH-001\"");
    assertThat(Run.of("check", "--only", "AUHT", host()).err()).contains("did you mean \"AUTH\"");
    assertThat(Run.of("check", "-p", "baselin", host()).err()).contains("baseline");
  }

  @ParameterizedTest
  @CsvSource({
    "--fail-on=hihg, --fail-on: 'hihg' is not one of",
    "--show=failed, --show: 'failed' is not one of",
    "--color=yes, --color: 'yes' is not one of auto",
    "--format=jsn, --format: 'jsn' is not one of text",
    "--jobs=0, --jobs: 0 is not between 1 and",
    "--jobs=many, --jobs: 'many' is not a number",
    "--software=dovecot, expected NAME=VERSION",
    "--software=dovekot=2.3, 'dovekot' is not one of dovecot",
    "--software=dovecot=new, 'new' is not a version",
    "--clients=10.0.0.0/40, '10.0.0.0/40' is not an address",
    "--config=none.yaml, cannot be read",
  })
  void aWrongValueIsNamedWithWhatWasExpected(String option, String message) {
    Run run = Run.of("check", host(), option);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("postern: ").contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPathThatIsNotThereIsAUsageError() {
    Run run = Run.of("check", directory.resolve("nowhere").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere: there is no such file or directory");
  }

  @Test
  void aDirectoryWithoutAHostSaysWhatWasLookedFor() {
    Run run = Run.of("check", directory.toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("no host found").contains("etc/dovecot/dovecot.conf");
  }

  @Test
  void onlyOneFormatGoesToStandardOutput() {
    assertThat(Run.of("check", host(), "-f", "json", "-f", "text").err())
        .contains("only one format can go to standard output");
  }

  @Test
  void anOutputBelongsToTheFormatBeforeIt() throws IOException {
    Path json = directory.resolve("out.json");
    Path concise = directory.resolve("out.txt");

    Run run =
        Run.of(
            "check",
            host(),
            "-f",
            "text",
            "-f",
            "json",
            "-o",
            json.toString(),
            "--output",
            concise.toString(),
            "-f",
            "concise");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("1 host");
    assertThat(Files.readString(json)).startsWith("{\n");
    assertThat(Files.readString(concise)).doesNotContain("1 host");
  }

  @Test
  void anOutputThatCannotBeWrittenIsAUsageError() {
    Run run = Run.of("check", host(), "-f", "json", "-o", directory + "/no/such/dir.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("dir.json: cannot be written");
  }

  @Test
  void theEnvironmentSpeaksWhereOptionsAreSilent() {
    assertThat(Run.with("POSTERN_FORMAT", "json").run("check", host()).out()).startsWith("{\n");
    assertThat(Run.with("POSTERN_FORMAT", "json").run("check", host(), "-f", "concise").out())
        .doesNotStartWith("{");
    assertThat(Run.with("POSTERN_FAIL_ON", "x").run("check", host()).err()).contains("--fail-on");
  }

  @Test
  void severalValuesOfAListOptionDoNotSwallowThePath() {
    Run run = Run.of("check", "--only", "AUTH-001", "AUTH", host());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("1 host");
  }

  @Test
  void aRuleThatNoChosenPackHasIsAMistake() {
    Run run = Run.of("check", host(), "--only", "SEC-002");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .contains("SEC-002 is not among the chosen rules (baseline); packs with it: ")
        .contains("strict");
    assertThat(Run.of("check", host(), "-p", "strict", "--only", "SEC-002").err()).isEmpty();
  }

  @Test
  void colourNeedsATerminalAndNobodyAgainstIt() {
    String escape = "\u001b[";
    assertThat(Run.of("check", host()).out()).doesNotContain(escape);
    assertThat(Run.onTerminal().run("check", host()).out()).contains(escape);
    assertThat(Run.onTerminal("NO_COLOR", "1").run("check", host()).out()).doesNotContain(escape);
    assertThat(Run.onTerminal("NO_COLOR", "").run("check", host()).out()).contains(escape);
    assertThat(Run.onTerminal("TERM", "dumb").run("check", host()).out()).doesNotContain(escape);
    assertThat(Run.onTerminal("NO_COLOR", "1").run("check", host(), "--color", "always").out())
        .contains(escape);
  }

  @Test
  void quietLeavesTheSummaryOut() {
    assertThat(Run.of("check", host(), "-q", "--only", "AUTH-001").out()).doesNotContain("1 host,");
  }

  @Test
  void rulesAreListedAndExplained() {
    assertThat(Run.of("rules").out()).contains("AUTH-001", "cleartext-login");
    assertThat(Run.of("rules", "-f", "json").out()).contains("\"rule\": \"AUTH-001\"");
    assertThat(Run.of("explain", "auth-001").out())
        .contains("AUTH-001 cleartext-login", "Why", "How to fix", "References");
    assertThat(Run.of("explain", "cleartext-login").status()).isZero();
  }

  @Test
  void anExplanationShowsAConfigurationThatFailsAndOneThatPasses() {
    assertThat(Run.of("explain", "AUTH-001").out())
        .containsSubsequence(
            "Example that fails\n  etc/dovecot/dovecot.conf\n",
            "    disable_plaintext_auth = no # <- the finding\n",
            "Example that passes\n",
            "References\n");
  }

  @Test
  void aRuleOfOnesOwnIsExplainedWithItsOwnCases(@TempDir Path directory) throws IOException {
    Path rule = Files.createDirectories(directory.resolve("own-pop3"));
    Files.writeString(
        rule.resolve("rule.yaml"),
        """
        id: OWN-001
        name: no-pop3
        title: No POP3
        severity: low
        each: endpoint
        require: { protocol: { not: pop3 } }
        message: "POP3 is served on {port}"
        why: Nobody here uses it.
        fix: { text: leave pop3 out of protocols }
        """);
    for (String example : new String[] {"pop3.fail", "imap.pass"}) {
      Path etc = Files.createDirectories(rule.resolve("cases/" + example + "/etc/dovecot"));
      Files.writeString(
          etc.resolve("dovecot.conf"),
          "# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\n"
              + ("protocols = " + example.substring(0, 4) + "\n"));
    }

    Run run = Run.of("explain", "-p", directory.toString(), "OWN-001");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsSubsequence(
            "Example that fails\n", "    protocols = pop3\n", "passes\n", "    protocols = imap\n");
    assertThat(Run.of("explain", "-p", directory.toString(), "AUTH-001").out())
        .contains("Example that fails\n");
  }

  @Test
  void standardInputIsAFileOfItsKind() {
    String rules = "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 143 -j ACCEPT\nCOMMIT\n";

    Run reach =
        Run.reading(rules).run("reach", "-", "--as=iptables", "--name=mx1/v4", "--port=143");
    Run settings = Run.reading("protocols = imap\n").run("settings", "-", "--as", "dovecot");
    Run broken = Run.reading("ssl no\n").run("check", "-", "--as=dovecot", "--name=a/d.conf");

    assertThat(reach.out()).contains("any         mx1/v4:3 -A INPUT -p tcp --dport 143");
    assertThat(settings.out()).isEqualTo("protocols = imap\n");
    assertThat(broken.out()).contains("a/d.conf:1:1: error: ");
    assertThat(broken.status()).isEqualTo(3);
  }

  @Test
  void standardInputHasToBeNamed() {
    assertThat(Run.of("check", "-").err()).contains("standard input needs --as KIND: dovecot, ");
    assertThat(Run.of("check", "-", "--as=exim").err()).contains("'exim' is not one of dovecot");
    assertThat(Run.reading("hello\n").run("check", "-", "--as=postfix", "--name=x").out())
        .contains("x:1:1: error: missing '=' after attribute name");
    assertThat(Run.of("check", "-", "--as=postfix", "--name=../main.cf").status()).isEqualTo(2);
  }

  @Test
  void progressCanBeForbidden() {
    assertThat(Run.of("check", host(), "--no-progress", "--fail-on=never").status()).isZero();
  }

  /** A small host whose only listener speaks in clear. */
  private String host() {
    try {
      Path etc = Files.createDirectories(directory.resolve("host/etc/dovecot"));
      Files.writeString(
          etc.resolve("dovecot.conf"),
          """
          protocols = imap
          ssl = no
          passdb {
            driver = pam
          }
          """);
      return directory.resolve("host").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
