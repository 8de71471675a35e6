package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a file holds, the run ends in good order: the place and what is wrong there, the right
 * exit status, no stack trace, no endless loop; the host beside it is judged all the same.
 */
@Timeout(120)
class BadInputTest {
  /** The bytes of a byte order mark, as the tests write each character. */
  private static final String MARKED = "\u00ef\u00bb\u00bfssl = no\n";

  private static final String DOVECOT = "etc/dovecot/dovecot.conf";
  private static final String MAIN = "etc/postfix/main.cf";
  private static final String RULES = "etc/iptables/rules.v4";
  private static final String NEIGHBOUR = "neighbour/etc/dovecot/dovecot.conf:2:1: ";

  @TempDir Path directory;

  /** A host that fails for one known reason. */
  @BeforeEach
  void neighbour() throws IOException {
    write(
        "neighbour/" + DOVECOT,
        """
        protocols = imap
        ssl = no
        passdb {
          driver = pam
        }
        """);
  }

  /** Content is Latin-1, so that each character is a byte. */
  private Path write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content, StandardCharsets.ISO_8859_1);
  }

  private Run check(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("check", "--no-config", "-f", "concise", directory.toString()));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static void endsInGoodOrder(Run run) {
    assertThat(run.err()).doesNotContain("bug in Postern");
    assertThat(run.out() + run.err()).doesNotContain("\tat ", "java.").hasSizeLessThan(2_000_000);
    assertThat(run.out()).as("the neighbour's finding").contains(NEIGHBOUR);
  }

  static Stream<Arguments> refused() {
    String binary = "\u007fELF\u0000\u0001\u0002\u00ff\n".repeat(500);
    String blocks = "service a {\n".repeat(10_000);
    String braces = "{".repeat(10_000);
    return Stream.of(
        Arguments.of(DOVECOT, "binary", binary, ": error: the file is not text"),
        Arguments.of(MAIN, "binary", binary, ": error: not a text file"),
        Arguments.of(RULES, "binary", binary, ":1:5: error: a NUL character"),
        Arguments.of(
            DOVECOT, "a byte order mark", MARKED, ":1:1: error: Unknown setting: \ufffdssl"),
        Arguments.of(RULES, "a byte order mark", MARKED, ":1:1: error: found a byte order mark"),
        Arguments.of(DOVECOT, "10,000 open blocks", blocks, ":10000:1: error: Missing '}'"),
        Arguments.of(MAIN, "10,000 open blocks", blocks, ":1:1: error: missing '='"),
        Arguments.of(RULES, "10,000 open blocks", blocks, ":1:1: error: stands outside of a table"),
        Arguments.of(DOVECOT, "10,000 braces", braces, ":1:1: error: Expecting '{'"),
        Arguments.of(MAIN, "10,000 braces", braces, ":1:1: error: missing '='"),
        Arguments.of(RULES, "10,000 braces", braces, ":1:1: error: stands outside of a table"),
        Arguments.of(
            DOVECOT,
            "a circle of includes",
            "ssl = yes\n!include dovecot.conf\n",
            ":2:1: error: Recursive include file"),
        Arguments.of(
            DOVECOT,
            "an include outside of the host",
            "!include ../../../neighbour/etc/dovecot/dovecot.conf\n",
            ":1:1: error: the include leaves the host's root"),
        Arguments.of(
            DOVECOT,
            "an include of nothing",
            "ssl = yes\n!include local.conf\n",
            ":2:1: error: No matches"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refused")
  void whatTheProgramRefusesIsNamedWithItsPlace(
      String path, String what, String content, String message) throws IOException {
    write("bad/" + path, content);

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).as(what).contains("bad/" + path + message);
    assertThat(run.status()).isEqualTo(3);
  }

  static Stream<Arguments> taken() {
    return Stream.of(DOVECOT, MAIN)
        .flatMap(
            path ->
                Stream.of(
                    Arguments.of(path, "nothing", ""),
                    Arguments.of(path, "CRLF", "mail_location = mbox\r\n"),
                    Arguments.of(path, "no end of line", "mail_location = mbox"),
                    Arguments.of(path, "Latin-1", "login_greeting = caf\u00e9\n")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("taken")
  void whatTheProgramTakesIsJudged(String path, String what, String content) throws IOException {
    write("taken/" + path, content);

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).as(what).doesNotContain(" error: ");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void carriageReturnsInRulesAreRefused() throws IOException {
    write("bad/" + RULES, "*filter\r\n:INPUT DROP [0:0]\r\nCOMMIT\r\n");

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).contains("bad/" + RULES + ":1:8: error: the lines end in carriage");
    assertThat(run.status()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({DOVECOT, MAIN, RULES})
  void aLineOfFiftyMegabytesIsNoBurden(String path) throws IOException {
    write("bad/" + path, "x".repeat(50 << 20));

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out())
        .contains("bad/" + path + ": error: ")
        .contains("line 1 has 52428800 characters; Postern reads lines of at most 1048576")
        .hasSizeLessThan(20_000);
    assertThat(run.status()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({DOVECOT, MAIN, RULES})
  void ofTenThousandBadLinesTheFirstFewAreTold(String path) throws IOException {
    write("bad/" + path, "-x\n".repeat(10_000));

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out())
        .contains("bad/" + path + ":10:1: error: ")
        .contains("bad/" + path + ": 9990 more errors; --format json lists all\n")
        .doesNotContain("bad/" + path + ":11:1: ");
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void whatDependsOnAFileThatCannotBeReadIsUnknown() throws IOException {
    String tooLong = "x".repeat(2 << 20);
    write("bad/" + DOVECOT, "protocols = imap\nssl = yes\ndisable_plaintext_auth = no\n");
    write("bad/" + RULES, tooLong);
    write("bad/" + MAIN, tooLong);
    write("bad/etc/postfix/master.cf", "smtp inet n - y - - smtpd\n");

    Run run = check("--software", "dovecot=2.3.19.1,postfix=3.7.11");

    endsInGoodOrder(run);
    assertThat(run.out())
        .contains("unknown[AUTH-001]", "the packet filter's file etc/iptables/rules.v4 cannot be")
        .contains("unknown[PORT-008]", "because etc/postfix/main.cf cannot be read: line 1 has");
    assertThat(run.out().lines().filter(line -> line.contains("bad/")))
        .noneMatch(line -> line.contains(": critical[") || line.contains(": high["));
  }

  @Test
  void aDirectoryInAFilesPlaceIsReported() throws IOException {
    Files.createDirectories(directory.resolve("bad/etc/postfix/main.cf"));
    write("bad/" + DOVECOT, "ssl = no\n");

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).contains("bad/etc/postfix/main.cf: error: a directory; expected a file");
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void aLinkThatLeavesTheHostIsReportedAndNotFollowed() throws IOException {
    Path secret = write("elsewhere.txt", "s3cret = s3cret\n");
    Files.createDirectories(directory.resolve("bad/etc/dovecot"));
    Files.createSymbolicLink(directory.resolve("bad/" + DOVECOT), secret);

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out())
        .contains("bad/" + DOVECOT + ": error: the link leaves the host's root")
        .doesNotContain("s3cret");
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void aLinkThatLeadsNowhereIsReported() throws IOException {
    Files.createDirectories(directory.resolve("bad/etc/iptables"));
    Files.createSymbolicLink(directory.resolve("bad/" + RULES), Path.of("gone"));

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).contains("bad/" + RULES + ": error: the link leads nowhere");
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void aFileThatMayNotBeReadIsReported() throws IOException {
    Path file = write("bad/" + DOVECOT, "ssl = no\n");
    Assumptions.assumeTrue(
        file.toFile().setReadable(false) && !Files.isReadable(file),
        "this user may read every file, so there is nothing to see");

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).contains("bad/" + DOVECOT + ": error: ").contains("permission denied");
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void aPathWithoutAHostSaysWhatWasLookedFor() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));

    Run nothing = Run.of("check", "--no-config", empty.toString());
    Run missing = Run.of("check", "--no-config", empty + "/dovecot.conf");

    assertThat(nothing.status()).isEqualTo(2);
    assertThat(nothing.err()).contains("empty: no host found; expected etc/dovecot/dovecot.conf");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("dovecot.conf: there is no such file or directory");
  }

  static Stream<Arguments> longValues() {
    int many = 100_000;
    return Stream.of(
        Arguments.of(
            RULES,
            """
            *filter
            -A INPUT -p tcp -m tcp --dport 25 -j TCPOPTSTRIP --strip-options mss%s
            COMMIT
            """
                .formatted(",sack".repeat(many))),
        Arguments.of("etc/nftables.conf", "define t = " + "1s".repeat(many) + "\n"),
        Arguments.of("etc/nftables.conf", set("1s".repeat(many))),
        Arguments.of(
            "etc/firewalld/zones/public.xml",
            "<zone><port protocol='tcp' port='1%s'/></zone>".formatted("_1".repeat(many))),
        Arguments.of(
            "etc/fail2ban/jail.local",
            "[DEFAULT]\nbantime = 1%s\nmaxretry = 1%1$s\n".formatted("_1".repeat(many))),
        Arguments.of(MAIN, "myhostname = a%s\n".formatted(".a".repeat(many))),
        Arguments.of(MAIN, "smtpd_banner = a%s.1\n".formatted(".a".repeat(many))),
        Arguments.of("saved/postconf.txt", "$ sudo %spostconf -n\n".formatted("-n ".repeat(many))),
        Arguments.of(
            "etc/rc.local", "iptables-restore%s < /etc/rules\n".formatted(" -c".repeat(many))));
  }

  private static String set(String timeout) {
    return "table inet f { set s { type ipv4_addr; timeout %s; } }\n".formatted(timeout);
  }

  /** A regular expression of Java that repeats a group needs stack for each time. */
  @ParameterizedTest
  @MethodSource("longValues")
  void valuesMayBeOfAnyLength(String path, String content) throws IOException {
    write("long/" + MAIN, "compatibility_level = 3.6\n");
    write("long/etc/postfix/master.cf", "smtp inet n - n - - smtpd\n");
    write("long/" + path, content);

    endsInGoodOrder(check());
  }

  @Test
  void aTableThatNamesItselfIsAskedOnce() throws IOException {
    write("bad/" + MAIN, "postscreen_access_list = cidr:/etc/postfix/clients\n");
    write("bad/etc/postfix/clients", "0.0.0.0/0 cidr:/etc/postfix/clients, permit\n");
    write(
        "bad/etc/postfix/master.cf",
        "smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n");

    endsInGoodOrder(check());
  }

  static Stream<Arguments> doubling() {
    String greeting = "login_greeting = welcome\n";
    String modern = "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";
    return Stream.of(
        Arguments.of(
            "2.3.19.1",
            DOVECOT,
            greeting + "login_greeting = $login_greeting $login_greeting\n".repeat(40),
            ": error: variables make it longer than Postern follows"),
        Arguments.of(
            "2.4.4",
            DOVECOT,
            modern
                + greeting
                + "login_greeting = $SET:login_greeting $SET:login_greeting\n".repeat(40),
            ": error: variables make it longer than Postern follows"),
        Arguments.of(
            "2.3.19.1",
            MAIN,
            "a = x\n" + chain("%2$s = $%1$s $%1$s\n") + "myhostname = $z40\n",
            ": error: macro processing error in myhostname: the expansion grows"),
        Arguments.of(
            "2.3.19.1",
            "etc/rc.local",
            "a=x\n" + chain("%2$s=\"$%1$s$%1$s\"\n") + "iptables-restore < $z40\n",
            ": error: a command whose effect is not known: iptables-restore"));
  }

  /** Forty lines, each of which names the one before. */
  private static String chain(String line) {
    StringBuilder lines = new StringBuilder(line.formatted("a", "z1"));
    for (int i = 1; i < 40; i++) {
      lines.append(line.formatted("z" + i, "z" + (i + 1)));
    }
    return lines.toString();
  }

  @ParameterizedTest
  @MethodSource("doubling")
  void whatDoublesWithEachLineIsFollowedSoFar(
      String dovecot, String path, String content, String message) throws IOException {
    write("bad/" + RULES, "*filter\nCOMMIT\n");
    write("bad/" + path, content);

    Run run = check("--software", "dovecot=" + dovecot);

    endsInGoodOrder(run);
    assertThat(run.out()).contains("bad/" + path).contains(message);
  }

  @Test
  void aScriptsVariablesAreFollowedSoFar() throws IOException {
    String command = "iptables -A INPUT -s $z40 -j ACCEPT\n";
    Path script = write("firewall.sh", "a=x\n" + chain("%2$s=\"$%1$s,$%1$s\"\n") + command);

    Run run = Run.of("reach", script.toString(), "--port", "25");

    assertThat(run.out()).contains("a script that is not followed: " + command.strip());
  }

  /** One of them says all there is to say of the chain. */
  @Test
  void aHundredThousandRefusedRulesAreNoBurden() throws IOException {
    write("bad/" + RULES, "*filter\n:INPUT DROP [0:0]\n" + "x\n".repeat(100_000) + "COMMIT\n");

    Run run = check();

    endsInGoodOrder(run);
    assertThat(run.out()).contains("depends on a line that iptables-restore refuses: x");
  }
}
