package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.syntax.LogicalLineLexer;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.posture.Contribution;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;

/** Input that is no configuration, or a hostile one: problems, never an exception. */
class PostfixRobustnessTest {
  private static final Fact<List<String>> NO_DOVECOT = Fact.unknown("no Dovecot here");

  @Test
  void aByteOrderMarkBelongsToTheFirstName() {
    String marked = "\uFEFFmail_name = x\nmail_owner = y\n";
    assertThat(value(marked, StandardCharsets.UTF_8, "mail_name")).isEqualTo("Postfix");
    assertThat(value(marked, StandardCharsets.UTF_8, "mail_owner")).isEqualTo("y");
    assertRefused("\uFEFF# by hand\nmail_name = x\n", "missing '=' after attribute name");
  }

  @Test
  void takesCarriageReturnsAndLatin1() {
    assertThat(value("mail_name = x\r\n", StandardCharsets.UTF_8, "mail_name")).isEqualTo("x");
    assertThat(value("mail_name = b\u00fcro\n", StandardCharsets.ISO_8859_1, "mail_name"))
        .isEqualTo("b\u00fcro");
    assertThat(value("mail_name = \uD83D\uDE00 a\n  b\n", StandardCharsets.UTF_8, "mail_name"))
        .isEqualTo("\uD83D\uDE00 a b");
    // Each character beyond the first 65,536 is two of Java's, and what follows must not move.
    String after = "# " + "\uD83D\uDE00".repeat(9) + "\nmail_name = abc def\nmail_owner = q\n";
    assertThat(value(after, StandardCharsets.UTF_8, "mail_name")).isEqualTo("abc def");
  }

  @Test
  void refusesValuesThatContainThemselves() {
    assertRefused("mynetworks = $mynetworks\n", "unreasonable macro call nesting");
    assertRefused("mynetworks = ${relay_domains}\nrelay_domains = $mynetworks\n", "nesting");
  }

  @Test
  void readsAHostNameThatIsMadeOfItsOwnDomain() {
    String main = "myhostname = mx.$mydomain\n";
    assertThat(value(main, StandardCharsets.UTF_8, "mydomain")).isEmpty();
    assertThat(value(main, StandardCharsets.UTF_8, "myhostname")).isEqualTo("mx.");
  }

  @Test
  void refusesExpressionsNestedWithoutEnd() {
    assertRefused("mynetworks = " + "${a:{".repeat(1_000) + "}}".repeat(1_000) + "\n", "nesting");
    assertRefused("mynetworks = " + "${{".repeat(10_000) + "\n", "truncated macro reference");
  }

  @Test
  void boundsExpansionsThatDouble() {
    StringBuilder text = new StringBuilder("mynetworks = $a0$a0\n");
    for (int i = 0; i < 90; i++) {
      text.append("a%d = $a%d$a%d\n".formatted(i, i + 1, i + 1));
    }
    text.append("a90 = x\n");
    assertRefused(text.toString(), "the expansion grows beyond");
  }

  @Test
  void readsALineOfAlmostAMebibyteAndRefusesOneOfFifty() {
    String text = "mail_name = x\nrelay_domains = %s\n";
    String most = text.formatted("a ".repeat((1 << 19) - 20));
    assertThat(value(most, StandardCharsets.ISO_8859_1, "mail_name")).isEqualTo("x");
    assertThat(problems(text.formatted("a ".repeat(25 << 20))))
        .anyMatch(line -> line.contains("line 2 has 52428816 characters; Postern reads"));
  }

  @Test
  void tellsWhatIsNoText() {
    assertThat(problems("a\0b = c\n")).anyMatch(line -> line.contains("not a text file"));
    assertThat(problems("a = b\n".repeat(PostfixParser.MAX_LINES + 1)))
        .anyMatch(line -> line.contains("lines; Postern reads"));
  }

  @Test
  void masksSecrets() {
    String text =
        """
        smtp_sasl_password_maps = static:user:hunter2
        ldap_bind_pw = hunter2
        relayhost_password hunter2
        """;
    PostfixSettings settings = read(text, StandardCharsets.UTF_8);
    assertThat(settings.problems().toString()).doesNotContain("hunter2");
    assertThat(settings.parameters().written().toString()).doesNotContain("hunter2");
  }

  @Test
  void keepsFactsUnknownThatDependOnATemplate() {
    MemoryTree tree =
        tree(
            "smtpd_tls_security_level = {{ level }}\nmynetworks = 127.0.0.0/8\n",
            "smtp inet n - n - - smtpd\n");
    Contribution posture = PostfixPosture.read(tree, "etc/postfix", Platform.UNKNOWN, NO_DOVECOT);
    assertThat(posture.endpoints()).hasSize(1);
    assertThat(posture.endpoints().get(0).tls().required().isKnown()).isFalse();
    assertThat(posture.files().get(0).problems())
        .anyMatch(problem -> problem.kind() == Problem.Kind.UNRESOLVED);
  }

  @Test
  void tellsWhyARefusedConfigurationHasNoState() {
    MemoryTree tree = tree("smtpd_tls_auth_only yes\n", "smtp inet n - n - - smtpd\n");
    Contribution posture = PostfixPosture.read(tree, "etc/postfix", Platform.UNKNOWN, NO_DOVECOT);
    assertThat(posture.endpoints().get(0).state().toString())
        .contains("Postfix refuses etc/postfix/main.cf:1: missing '=' after attribute name");
  }

  @Test
  void losesNoCharacter() throws IOException {
    try (Stream<Path> files =
        Files.walk(Path.of("src/test/resources/goldens/postfix-constructs"))) {
      for (Path path : files.filter(file -> file.toString().endsWith(".cf")).toList()) {
        SourceFile file = SourceFile.of(path.toString(), Files.readAllBytes(path));
        StringBuilder whole = new StringBuilder();
        LogicalLineLexer lexer = new LogicalLineLexer(new TextStream(file.text()));
        for (Token token : lexer.getAllTokens()) {
          whole.append(token.getText());
        }
        assertThat(whole.toString()).isEqualTo(file.text());
      }
    }
  }

  private static void assertRefused(String main, String message) {
    assertThat(read(main, StandardCharsets.UTF_8).refusal().map(Problem::message).orElse("none"))
        .contains(message);
  }

  private static String value(String main, Charset charset, String name) {
    return read(main, charset).parameters().parameter(name, true).orElseThrow().value();
  }

  private static List<String> problems(String main) {
    return read(main, StandardCharsets.UTF_8).problems().stream().map(Problem::toString).toList();
  }

  private static PostfixSettings read(String main, Charset charset) {
    return PostfixSettings.read(
        new MemoryTree(Map.of("etc/postfix/main.cf", main.getBytes(charset))),
        "etc/postfix",
        Platform.UNKNOWN);
  }

  private static MemoryTree tree(String main, String master) {
    return new MemoryTree(
        Map.of(
            "etc/postfix/main.cf", main.getBytes(StandardCharsets.UTF_8),
            "etc/postfix/master.cf", master.getBytes(StandardCharsets.UTF_8)));
  }
}
