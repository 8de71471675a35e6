package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixInstances;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.source.DirectoryTree;
import dev.postern.source.FileTree;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What postconf printed of a directory tells the same as the directory. */
class PostconfOutputTest {
  private static final Platform PLATFORM = PostfixSettingsGoldenTest.platform("3.7.11");
  private static final List<String> OF_POSTCONF =
      List.of("mail_release_date", "process_id", "process_name", "service_name");

  private static FileTree tree(Map<String, String> texts) {
    Map<String, byte[]> files = new TreeMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(files);
  }

  private static PostfixSettings read(String text) {
    return PostfixSettings.read(tree(Map.of("saved.txt", text)), "saved.txt", PLATFORM);
  }

  private static String lines(List<?> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static List<String> texts(List<Parameter> parameters) {
    return parameters.stream()
        .filter(parameter -> !OF_POSTCONF.contains(parameter.name()))
        .map(Parameter::toString)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The goldens' values are postconf's own; secrets in them are masked before they are printed. */
  @TestFactory
  Stream<DynamicTest> tellsWhatTheDirectoryTells() throws IOException {
    return Golden.all()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.toString(),
                    () -> compare(PostfixSettings.read(golden.tree(), "etc/postfix", PLATFORM))));
  }

  private static void compare(PostfixSettings directory) {
    if (directory.refusal().isPresent()) {
      return;
    }
    PostfixSettings both =
        read(lines(directory.services()) + lines(directory.parameters().written()));
    same(texts(both.parameters().written()), texts(directory.parameters().written()));
    same(
        texts(both.parameters().writtenExpanded()),
        texts(directory.parameters().writtenExpanded()));
    same(both.services(), directory.services());
    same(texts(both.overrides()), texts(directory.overrides()));

    PostfixSettings all = read(lines(directory.parameters().all()) + lines(directory.services()));
    same(texts(all.parameters().all()), texts(directory.parameters().all()));
    List<String> known = texts(directory.parameters().allExpanded());
    // What the files do not tell of the machine, postconf asks it for.
    known.removeIf(line -> line.contains("(unknown)"));
    assertThat(texts(all.parameters().allExpanded())).containsAll(known);

    PostfixSettings options = read(lines(directory.overrides()));
    same(texts(options.overrides()), texts(directory.overrides()));
  }

  private static void same(List<String> saved, List<String> expected) {
    List<String> more = new ArrayList<>(saved);
    more.removeAll(expected);
    List<String> missing = new ArrayList<>(expected);
    missing.removeAll(saved);
    assertThat(more).as("too much, missing " + missing).isEmpty();
    assertThat(saved).hasSameSizeAs(expected);
  }

  /** What an auditor takes from a terminal. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "root@mail:~# ",
        "[root@mail postfix]# ",
        "admin@mx:/etc/postfix$ sudo ",
        "$ ",
        "mail# /usr/sbin/",
        "mail:~ # ",
        "\u279c  ~ ",
        "+ ",
        "\u001b]0;root@mx: ~\u0007\u001b[01;32mroot@mx\u001b[00m:\u001b[01;34m~\u001b[00m# ",
        "\u001b[?2004h\u001b(B\u001b[m\u276f ",
        ""
      })
  void commandsAndPromptsAreNoStatements(String prompt) {
    String text =
        """
        Script started on 2026-01-31 10:00:00+00:00 [TERM="xterm" COLUMNS="80"]
        %1$spostconf -nf
        \u001b[?2004l\u001b[01;31m\u001b[Kcompatibility_level\u001b[m\u001b[K = 3.6
        \u001b[32mmynetworks\u001b[0m = 127.0.0.0/8,
            10.0.0.0/8
        %1$spostconf -Mf | less
        [sudo] password for admin:
        submission inet n      -       n       -       -       smtpd
            -o smtpd_tls_security_level=encrypt
        %1$s
        exit
        Script done on 2026-01-31 10:01:00+00:00 [COMMAND_EXIT_CODE="0"]
        """
            .formatted(prompt);
    for (String ending : List.of("\n", "\r\n", "  \n", "\n\n")) {
      PostfixSettings settings = read(text.replace("\n", ending));
      assertThat(settings.problems()).isEmpty();
      assertThat(texts(settings.parameters().written()))
          .containsExactly("compatibility_level = 3.6", "mynetworks = 127.0.0.0/8, 10.0.0.0/8");
      assertThat(texts(settings.overrides()))
          .containsExactly("submission/inet/smtpd_tls_security_level = encrypt");
    }
  }

  @Test
  void whatIsQuotedOrHasAMarginIsRefused() {
    String text = "compatibility_level = 3.6\nsmtp inet n - n - - smtpd\n";
    for (String margin : List.of("  ", "\t", "> ")) {
      PostfixSettings settings = read(margin + text.replace("\n", "\n" + margin));
      assertThat(settings.problems()).as(margin).anyMatch(Problem::isRefusal);
    }
  }

  @Test
  void aFullListingTellsTheVersion() {
    PostfixSettings settings =
        PostfixSettings.read(
            tree(
                Map.of(
                    "saved.txt",
                    """
                    config_directory = /etc/postfix-out
                    inet_protocols = all
                    mail_version = 3.5.25
                    myhostname = mail.example.com
                    process_id = 99
                    process_name = postconf
                    smtpd_tls_security_level = may
                    smtpd_use_tls = no
                    """)),
            "saved.txt",
            Platform.UNKNOWN);
    assertThat(settings.version().is(Version.of("3.5.25"))).isTrue();
    assertThat(texts(settings.parameters().written()))
        .containsExactly("myhostname = mail.example.com", "smtpd_tls_security_level = may");
    assertThat(settings.global().value("config_directory").is("/etc/postfix-out")).isTrue();
    assertThat(settings.problems()).extracting(Problem::message).hasSize(1);
  }

  @Test
  void severalFilesAreOneInstanceUnlessTheyTellTheSameTwice() {
    Map<String, String> files =
        Map.of(
            "m.txt", "smtp inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n",
            "n.txt", "myhostname = one.example.com\nmynetworks = 127.0.0.0/8\n",
            "o.txt", "smtp/inet/smtpd_tls_security_level = may\n",
            "other.txt", "myhostname = two.example.com\n");
    FileTree tree = tree(files);
    List<PostfixSettings> one =
        PostfixInstances.read(tree, List.of("m.txt", "n.txt", "o.txt"), PLATFORM).started();
    assertThat(one).hasSize(1);
    assertThat(one.get(0).problems()).isEmpty();
    assertThat(one.get(0).services()).hasSize(1);
    assertThat(texts(one.get(0).overrides()))
        .containsExactly("smtp/inet/smtpd_tls_security_level = may");
    assertThat(PostfixInstances.read(tree, List.of("n.txt", "other.txt"), PLATFORM).started())
        .hasSize(2);
  }

  @Test
  void optionsAloneDoNotTellWhatListens() {
    PostfixSettings settings =
        read("compatibility_level = 3.6\nsubmission/inet/smtpd_tls_security_level = encrypt\n");
    assertThat(settings.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "saved.txt:2:1: options of services whose programs are not told; give what"
                + " postconf -M prints, too");
    assertThat(settings.problems().get(0).isError()).isTrue();
  }

  @Test
  void fieldsOfServicesAreNotRead() {
    PostfixSettings settings =
        read("compatibility_level = 3.6\nsmtp/inet/service = smtp\nsmtp/inet/type = inet\n");
    assertThat(settings.problems())
        .extracting(Problem::toString)
        .contains(
            "saved.txt:2:1: fields of services one by one, as postconf -F prints them, are not"
                + " read; give what postconf -M prints");
    assertThat(settings.overrides()).isEmpty();
  }

  @Test
  void whatMainCfMayHoldIsNotKnownFromMasterCf() {
    Contribution services = posture("smtp inet n - y - - smtpd\n");
    assertThat(services.endpoints().get(0).state().isKnown()).isFalse();
    assertThat(services.files().get(0).problems()).isEmpty();
    Contribution both = posture("compatibility_level = 3.6\nsmtp inet n - y - - smtpd\n");
    assertThat(both.endpoints().get(0).state().is(State.WORKS)).isTrue();
  }

  private static Contribution posture(String printed) {
    byte[] text = printed.getBytes(StandardCharsets.UTF_8);
    return PostfixPosture.read(
        new MemoryTree(Map.of("saved.txt", text)),
        "saved.txt",
        PostfixSettingsGoldenTest.platform("3.7.11"),
        Fact.known(List.of("PLAIN")));
  }

  @Test
  void aParametersNameMayHoldASlash() {
    PostfixSettings settings = read("smtp/inet/u1/x = 30s\na/b/unix/y = 1\n");
    assertThat(texts(settings.overrides()))
        .containsExactly("smtp/inet/u1/x = 30s", "a/b/unix/y = 1");
  }

  @Test
  void postconfsOwnWarningsAndUnusedNamesAreNoMistakes() {
    PostfixSettings settings =
        read(
            """
            compatibility_level = 3.6
            only_in_master = x
            postconf: warning: /etc/postfix/main.cf: unused parameter: smtpd_foo=1
            smtp       inet  n       -       y       -       -       smtpd
            /usr/sbin/postconf: warning: /etc/postfix/master.cf: undefined parameter: y
            """);
    assertThat(settings.problems()).isEmpty();
    assertThat(texts(settings.parameters().written()))
        .containsExactly("compatibility_level = 3.6", "only_in_master = x");
  }

  @Test
  void whatTheInstalledPostconfPrintsHasTheSameListeners() throws IOException {
    Path postconf = Oracle.require("postconf");
    Path golden = Path.of("src/test/resources/goldens/postfix-constructs/master-options");
    List<String> expected = listeners(new DirectoryTree(golden), "etc/postfix");
    assertThat(expected).isNotEmpty();
    for (List<String> forms :
        List.of(
            List.of("-n", "-M"),
            List.of("-nf", "-Mf", "-P"),
            List.of("-M", "-n"),
            List.of("-f", "-Mf"))) {
      StringBuilder text = new StringBuilder();
      for (String form : forms) {
        String directory = golden.resolve("etc/postfix").toAbsolutePath().toString();
        text.append(Oracle.ask(List.of(postconf.toString(), "-c", directory, form)).out());
      }
      FileTree saved = tree(Map.of("saved.txt", text.toString()));
      assertThat(listeners(saved, "saved.txt")).as(forms.toString()).isEqualTo(expected);
    }
  }

  private static List<String> listeners(FileTree tree, String path) {
    List<String> listeners = new ArrayList<>();
    for (Endpoint endpoint :
        PostfixPosture.read(tree, path, PLATFORM, Fact.unknown("no Dovecot")).endpoints()) {
      listeners.add(
          ""
              + endpoint.service().name().toOptional()
              + endpoint.port().toOptional()
              + endpoint.tls().mode().toOptional()
              + endpoint.tls().required().toOptional()
              + endpoint.tls().versions().toOptional()
              + endpoint.authentication().offered().toOptional());
    }
    return listeners;
  }
}
