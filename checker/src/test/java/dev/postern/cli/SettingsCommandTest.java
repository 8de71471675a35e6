package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code postern settings} against what doveconf 2.3.19.1 and postconf 3.7.11 answered. */
class SettingsCommandTest {
  private static final Path GOLDENS = Path.of("../parser/src/test/resources/goldens");

  @TempDir Path directory;

  /** One recorded case. */
  record Golden(Path folder, Map<?, ?> expected) {
    Map<?, ?> postconf() {
      return map(expected.get("postconf 3.7.11"));
    }

    @Override
    public String toString() {
      return String.valueOf(folder.getFileName());
    }
  }

  private static Stream<Golden> goldens(String set) {
    try (Stream<Path> folders = Files.list(GOLDENS.resolve(set))) {
      List<Golden> goldens = new ArrayList<>();
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        String expected = Files.readString(folder.resolve("expected.json"));
        goldens.add(new Golden(folder, map(json(expected))));
      }
      return goldens.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON is YAML too. */
  private static Object json(String text) {
    return new Load(LoadSettings.builder().setCodePointLimit(1 << 24).build()).loadFromString(text);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  static Stream<Golden> dovecot() {
    return goldens("dovecot-2.3-constructs");
  }

  static Stream<Golden> postfix() {
    return goldens("postfix-constructs");
  }

  private static Run settings(Path path, String... options) {
    List<String> arguments = new ArrayList<>(List.of("settings", path.toString()));
    arguments.add("--software=dovecot=2.3.19.1,postfix=3.7.11");
    arguments.addAll(List.of(options));
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void originsAreToldInsideOfFiltersToo() throws IOException {
    Path file = directory.resolve("dovecot.conf");
    Files.writeString(
        file,
        """
        ssl = required
        remote 10.0.0.0/8 {
          disable_plaintext_auth = no
        }
        protocol imap {
          plugin {
            quota = maildir
          }
        }
        """);

    Run run = Run.of("settings", file.toString(), "--origins");

    assertThat(run.out())
        .contains("ssl = required # " + file + ":1\n")
        .contains("  disable_plaintext_auth = no # " + file + ":3\n")
        .contains("    quota = maildir # " + file + ":7\n");
  }

  @Test
  void standardInputIsCalledByItsNameWhateverTheDaemon() {
    Run postfix =
        Run.reading("relayhost = [mx.example]\n")
            .run("settings", "-", "--as", "postfix", "--name", "main.cf", "--origins");
    Run dovecot =
        Run.reading("local_name a.conf {\n  ssl = no\n}\n")
            .run("settings", "-", "--as", "dovecot", "--name", "a.conf", "--origins");

    assertThat(postfix.out()).isEqualTo("relayhost = [mx.example] # main.cf:1\n");
    assertThat(dovecot.out()).isEqualTo("local_name a.conf {\n  ssl = no # a.conf:2\n}\n");
  }

  @ParameterizedTest
  @MethodSource("dovecot")
  void answersAsDoveconfDoes(Golden golden) {
    Path tree = golden.folder().resolve("tree");

    Run run = settings(tree.resolve("dovecot.conf"));

    if (Boolean.TRUE.equals(golden.expected().get("accepted"))) {
      boolean starts = !Boolean.FALSE.equals(golden.expected().get("accepted-by-server"));
      assertThat(run.status()).isEqualTo(starts ? 0 : 3);
      assertThat(nested(run.out())).isEqualTo(golden.expected().get("settings"));
    } else {
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.out()).isEmpty();
      if (golden.expected().get("error") instanceof Map<?, ?> error) {
        assertThat(run.err())
            .startsWith(tree + "/" + error.get("file") + ":" + error.get("line") + ":")
            .contains(": error: " + error.get("message"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dovecot")
  void answersForEachClientAsDoveconfDoes(Golden golden) {
    if (!(golden.expected().get("effective") instanceof List<?> answers)) {
      return;
    }
    for (Object answer : answers) {
      Map<?, ?> scope = map(map(answer).get("scope"));
      Map<?, ?> expected = map(map(answer).get("settings"));

      Run run =
          settings(
              golden.folder().resolve("tree/dovecot.conf"),
              "--all",
              "--format=json",
              "--service=" + scope.get("service"),
              "--local=" + scope.get("local"),
              "--remote=" + scope.get("remote"));

      // doveconf gives nothing where two filters set the same to different values.
      assertThat(run.status()).isEqualTo(expected.isEmpty() ? 3 : 0);
      if (!expected.isEmpty()) {
        Map<?, ?> flat = map(json(run.out()));
        expected.forEach((name, value) -> assertThat((Object) flat.get(name)).isEqualTo(value));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("postfix")
  void answersAsPostconfDoes(Golden golden) {
    Path etc = golden.folder().resolve("etc/postfix");
    Map<?, ?> answer = golden.postconf();

    Run run = settings(etc);

    if (answer.get("rejected") instanceof Map<?, ?> rejected) {
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.out()).isEmpty();
      String text = String.valueOf(rejected.get("text")).replace("fatal: ", "");
      assertThat(run.err()).contains(": error: " + text);
      if (rejected.get("file") != null) {
        assertThat(run.err().lines().filter(line -> line.contains(": error: ")).findFirst())
            .hasValueSatisfying(
                line ->
                    assertThat(line)
                        .startsWith(
                            etc + "/" + rejected.get("file") + ":" + rejected.get("line") + ":"));
      }
      return;
    }
    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(lines(map(answer.get("settings"))));
    assertThat(settings(etc, "--expand").out()).isEqualTo(lines(map(answer.get("expanded"))));
    assertThat(json(settings(etc, "--format", "json").out())).isEqualTo(answer.get("settings"));
    if (answer.get("services") instanceof List<?> services) {
      assertThat(settings(etc, "--services").out().lines().toList()).isEqualTo(services);
    }
  }

  /** Parameters as postconf prints them: without a blank behind the sign of an empty one. */
  private static String lines(Map<?, ?> parameters) {
    StringBuilder lines = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            lines.append(name).append(value.equals("") ? " =" : " = " + value).append('\n'));
    return lines.toString();
  }

  @Test
  void originsTellWhereDovecotsValuesWereSet() throws IOException {
    Path main = directory.resolve("dovecot.conf");
    Files.writeString(main, "protocols = imap\nservice imap-login {\n  chroot = x\n}\n");

    assertThat(settings(main, "--origins").out())
        .contains("protocols = imap # " + main + ":1\n")
        .contains("  chroot = x # " + main + ":3\n");
    assertThat(settings(main, "--all", "--origins").out()).contains("ssl = yes # default\n");
    assertThat(settings(main, "--origins", "--format=json").out().replaceAll("\\s+", " "))
        .contains("\"protocols\": { \"value\": \"imap\", \"origin\": \"" + main + ":1\" }");
  }

  @Test
  void aServiceOfPostfixHasItsOwnParameters() throws IOException {
    Files.writeString(directory.resolve("main.cf"), "smtpd_tls_security_level = may\n");
    Files.writeString(
        directory.resolve("master.cf"),
        """
        smtp inet n - y - - smtpd
        submission inet n - y - - smtpd
          -o smtpd_tls_security_level=encrypt
        """);

    Run smtp = settings(directory, "--service", "smtp/inet", "--origins");
    Run submission = settings(directory, "--service=submission/inet", "--origins");

    assertThat(smtp.out()).contains("security_level = may # " + directory + "/main.cf:1\n");
    assertThat(submission.out())
        .contains("security_level = encrypt # " + directory + "/master.cf:3\n");
    assertThat(settings(directory.resolve("main.cf"), "--service=lmtp/unix").err())
        .contains("master.cf has no service 'lmtp/unix'");
    assertThat(settings(directory, "--all").out()).contains("smtpd_banner = $myhostname ESMTP");
  }

  @Test
  void optionsOfTheOtherDaemonAreUsageErrors() throws IOException {
    Path main = Files.writeString(directory.resolve("dovecot.conf"), "protocols = imap\n");

    assertThat(settings(main, "--expand").status()).isEqualTo(2);
    assertThat(settings(main, "--local=mx1").err()).contains("'mx1' is not an IP address");
    assertThat(settings(directory.resolve("none.conf")).status()).isEqualTo(2);
  }

  /** Printed settings as nested lists of key and value. */
  private static List<Object> nested(String text) {
    List<Object> root = new ArrayList<>();
    Deque<List<Object>> open = new ArrayDeque<>(List.of(root));
    for (String line : text.split("\n", -1)) {
      String bare = line.strip();
      int equals = bare.indexOf('=');
      if (bare.equals("}")) {
        open.pop();
      } else if (bare.endsWith("{") && equals < 0) {
        List<Object> inner = new ArrayList<>();
        open.getFirst().add(List.of(bare.substring(0, bare.length() - 1).strip(), inner));
        open.push(inner);
      } else if (!bare.isEmpty()) {
        open.getFirst()
            .add(List.of(bare.substring(0, equals).strip(), bare.substring(equals + 1).strip()));
      }
    }
    return root;
  }
}
