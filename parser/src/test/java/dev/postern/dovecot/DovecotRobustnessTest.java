package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.syntax.ConfLexer;
import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.Problem.Kind;
import dev.postern.source.TextStream;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is read, there is an answer: a problem with its place, never an exception. */
class DovecotRobustnessTest {

  private static FileTree tree(String... pathsAndTexts) {
    Map<String, byte[]> files = new HashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return new MemoryTree(files);
  }

  private static DovecotSettings read(String text) {
    return DovecotReader.read(tree("dovecot.conf", text), "dovecot.conf", Platforms.DEBIAN_12);
  }

  @Test
  void aMissingMainFileIsAProblem() {
    DovecotSettings settings =
        DovecotReader.read(tree("x", ""), "dovecot.conf", Platforms.DEBIAN_12);
    assertThat(settings.problems()).extracting(Problem::kind).containsExactly(Kind.UNREADABLE);
    assertThat(settings.print(false, Scope.GLOBAL)).isEmpty();
  }

  @Test
  void aBinaryFileIsAProblem() {
    DovecotSettings settings = read("ssl = no\n\0\1\2");
    assertThat(settings.refused()).isTrue();
    assertThat(settings.problems())
        .extracting(Problem::message)
        .containsExactly("the file is not text");
  }

  @Test
  void anIncludeThatLeavesTheRootIsNotFollowed() {
    DovecotSettings settings = read("ssl = no\n!include ../../secret.conf\n");
    assertThat(settings.problems()).extracting(Problem::kind).containsExactly(Kind.INCLUDE);
    assertThat(settings.value(Scope.GLOBAL, "ssl").isKnown()).isFalse();
  }

  @Test
  void filesThatIncludeEachOtherManyTimesEnd() {
    String[] files = new String[80];
    for (int i = 0; i < 40; i++) {
      files[2 * i] = i == 0 ? "dovecot.conf" : "f" + i;
      String next = i == 39 ? "" : "!include f" + (i + 1) + "\n";
      files[2 * i + 1] = next + next;
    }
    DovecotSettings settings = DovecotReader.read(tree(files), "dovecot.conf", Platforms.DEBIAN_12);
    assertThat(settings.problems()).isNotEmpty();
    assertThat(settings.problems()).extracting(Problem::kind).containsOnly(Kind.INCLUDE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local 10.0.0.0/8 {\n", "plugin {\n", "foo {\n", "service x {\n", "x{\n"})
  void tenThousandNestedSectionsDoNotOverflow(String opening) {
    DovecotSettings settings = read(opening.repeat(10_000));
    assertThat(settings.refused()).isTrue();
  }

  @Test
  void aVeryLongLineIsReadAndOneOfFiftyMegabytesRefused() {
    String value = "x".repeat((1 << 20) - 100);
    DovecotSettings settings = read("login_greeting = " + value + "\nssl = required\n");
    assertThat(settings.value(Scope.GLOBAL, "ssl").is("required")).isTrue();
    assertThat(settings.value(Scope.GLOBAL, "login_greeting").is(value)).isTrue();
    assertThat(read("ssl = no\n" + "x".repeat(50 << 20)).problems())
        .extracting(Problem::message)
        .anyMatch(message -> message.contains("line 2 has 52428800 characters; Postern reads"));
  }

  @Test
  void latinOneIsRead() {
    byte[] latin = "\nlogin_greeting = gr\u00fc\u00df\n".getBytes(StandardCharsets.ISO_8859_1);
    DovecotSettings settings =
        DovecotReader.read(
            new MemoryTree(Map.of("dovecot.conf", latin)), "dovecot.conf", Platforms.DEBIAN_12);
    assertThat(settings.value(Scope.GLOBAL, "login_greeting").is("gr\u00fc\u00df")).isTrue();
  }

  @Test
  void aByteOrderMarkBelongsToTheFirstWordOfAFileButNotOfSavedOutput() {
    DovecotSettings written = read("\uFEFFssl = no\r\n");
    DovecotSettings printed =
        read("\uFEFF# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\nssl = no\n");

    assertThat(written.refusal().map(Problem::message)).contains("Unknown setting: \uFEFFssl");
    assertThat(written.problems())
        .anyMatch(p -> p.message().contains("begins with a byte order mark"));
    assertThat(printed.refused()).isFalse();
    assertThat(printed.value(Scope.GLOBAL, "ssl").is("no")).isTrue();
  }

  @Test
  void everyCharacterBelongsToAToken() throws IOException {
    for (Path file : goldens()) {
      assertLossless(Files.readString(file));
    }
    assertLossless("a = \"b\n'c # d\n\"e\\\" # f\n\\\n\t\r\n# x \u00e9\r\n = = {\n}#}\n\0");
  }

  @Test
  void everyCharacterOfTheCorpusBelongsToAToken() throws IOException {
    for (String kind : List.of("corpus/dovecot", "corpus/dovecot-templated")) {
      try (Stream<Path> files = Files.walk(Oracle.shared(kind))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          assertLossless(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private static List<Path> goldens() throws IOException {
    try (Stream<Path> files =
        Files.walk(Path.of("src/test/resources/goldens/dovecot-2.3-constructs"))) {
      return files
          .filter(f -> f.toString().contains("/tree/") && Files.isRegularFile(f))
          .sorted()
          .toList();
    }
  }

  private static void assertLossless(String text) {
    ConfLexer lexer = new ConfLexer(new TextStream(text));
    StringBuilder again = new StringBuilder();
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      again.append(token.getText());
    }
    assertThat(again.toString()).isEqualTo(text);
  }

  @Test
  void aBadLineDoesNotHideTheOthers() {
    DovecotSettings settings = read("nonsense\nssl = required\nauth_verbose = true\n");
    assertThat(settings.problems()).hasSize(2);
    assertThat(settings.value(Scope.GLOBAL, "ssl").is("required")).isTrue();
  }

  @Test
  void secretsAreShownNowhere() {
    DovecotSettings settings =
        read(
            """
            doveadm_password = hunter2
            ssl_key_password = "hunter2"
            auth_policy_server_url = http://user:hunter2@example.test/
            passdb {
              driver = static
              args = password=hunter2
            }
            """);
    assertThat(settings.print(true, Scope.GLOBAL)).doesNotContain("hunter2");
    assertThat(settings.flat(true, Scope.GLOBAL).toString()).doesNotContain("hunter2");
  }

  @Test
  void everyLineOfTheDistributionsOwnConfigurationIsRecognised() throws IOException {
    Oracle.require("doveconf");
    FileTree root = new dev.postern.source.DirectoryTree(Path.of("/"));
    DovecotSettings settings =
        DovecotReader.read(root, "etc/dovecot/dovecot.conf", Platforms.DEBIAN_12);
    Coverage all =
        settings.files().stream()
            .map(dev.postern.source.ReadFile::coverage)
            .reduce(Coverage.NONE, Coverage::plus);
    assertThat(all.unrecognised()).isZero();
    assertThat(all.understood()).isGreaterThan(20);
  }
}
