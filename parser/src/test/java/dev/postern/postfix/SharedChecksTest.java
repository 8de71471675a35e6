package dev.postern.postfix;

import dev.postern.postfix.settings.ParameterTypes;
import dev.postern.postfix.settings.ParameterTypes.Check;
import dev.postern.source.Problem;
import dev.postern.testing.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no program of Postfix starts with, beside the installed postmap. */
class SharedChecksTest {
  private static final String TABLE = "inline:{a=b}";

  private static final List<String> OTHERS =
      List.of(
          "myhostname = mx.$mydomain",
          "myhostname = mx.$mydomain\nmydomain = example.test",
          "myhostname = mx.${mydomain?{a.test}:{b.test}}",
          "myhostname = $mydomain",
          "myhostname = $mydomain\nmydomain = example.test",
          "myhostname = $myorigin\nmyorigin = $mydomain",
          "myhostname = $myorigin\nmyorigin = example.test",
          "myhostname = mx.$mail_name.test",
          "myhostname = mx.$mail_name.test\nmail_name = example",
          "myhostname = mx$mail_version.test",
          "myhostname = mx.$inet_protocols.test",
          "myhostname = ${mydomain?{mx.$mydomain}:{mx.example.test}}",
          "myhostname = ${mydomain:mx.example.test}",
          "myhostname = mx.example.test\nmydomain = $myorigin",
          "myhostname = mx.example.test\nmydomain = x.$myhostname",
          "myhostname = mx.example.test\nmydomain = $undefined",
          "myhostname = a_host.example.test",
          "myhostname = under.-example.test",
          "myhostname = 10.example.test",
          "myhostname = 192.0.2.1x",
          "myhostname = %s.example".formatted("x".repeat(63)),
          "myhostname = %s.example".formatted("x".repeat(64)),
          "myhostname = mx.example.test\nmydomain = $myhostname",
          "myhostname = mx.example.test\nmydomain = .example.test",
          "myhostname = mx.example.test\nrelayhost = MX.example.test",
          "myhostname = mx.example.test\nrelayhost = $myhostname",
          "myhostname = mx.example.test\nrelayhost = [mx.example.test]",
          "myhostname = mx.example.test\nrelayhost = $mydomain",
          "myhostname = mx.example.test\nmyorigin = $mydomain $myhostname",
          "inet_interfaces = 127.0.0.1, [::1]",
          "inet_interfaces = 127.0.0.1, ::1\ninet_protocols = ipv4",
          "inet_interfaces = 127.0.0.1\ninet_protocols = ipv6",
          "inet_interfaces = 127.1",
          "inet_interfaces = 127.0.0.1:25",
          "inet_interfaces = 127.0.0.0/8",
          "inet_interfaces = {127.0.0.1}",
          "inet_interfaces = loopback-only",
          "inet_interfaces = localhost",
          "inet_interfaces = LOCALHOST",
          "inet_interfaces = [localhost]",
          "inet_interfaces = [127.0.0.1]",
          "inet_interfaces = [127.0.0.1",
          "inet_interfaces = 0x7f000001",
          "inet_interfaces = 127.0.1",
          "inet_interfaces = 0.0.0.0",
          "mail_owner = root",
          "default_privs = root",
          "setgid_group = root",
          "mail_owner = nobody",
          "default_privs = postfix",
          "default_verp_delimiters = +a",
          "default_verp_delimiters = ==",
          "default_verp_delimiters = +a\nverp_delimiter_filter = +a",
          "verp_delimiter_filter = -",
          "compatibility_level = three",
          "compatibility_level = 3.6.0",
          "compatibility_level = 3.6.0.1",
          "compatibility_level = -1",
          "compatibility_level = 3.",
          "syslog_facility = mail",
          "syslog_facility = local7",
          "syslog_facility = local8");

  @TempDir Path temp;

  @Test
  void areThoseThatPostmapEndsWith() throws Exception {
    Path postmap = Oracle.require("postmap");
    List<String> cases = new ArrayList<>(OTHERS);
    for (Check check : ParameterTypes.all().of("every")) {
      if (check.kind().equals("hostname") || check.kind().equals("single")) {
        for (String value : WrongValuesLiveTest.wrong(check)) {
          cases.add("%s = %s".formatted(check.name(), value));
        }
      }
    }
    // A program sleeps a second before it ends so.
    ExecutorService atOnce = Executors.newFixedThreadPool(cases.size());
    List<Future<Oracle.Answer>> answers = new ArrayList<>();
    for (String lines : cases) {
      Path directory = Files.createTempDirectory(temp, "instance");
      Files.writeString(directory.resolve("main.cf"), main(lines));
      answers.add(
          atOnce.submit(
              () ->
                  Oracle.ask(
                      List.of(postmap.toString(), "-c", directory.toString(), "-q", "a", TABLE))));
    }
    SoftAssertions every = new SoftAssertions();
    for (int i = 0; i < cases.size(); i++) {
      Oracle.Answer real = answers.get(i).get();
      boolean refused =
          Instance.read(main(cases.get(i)), Instance.SMTP).files().stream()
              .flatMap(file -> file.problems().stream())
              .anyMatch(Problem::isRefusal);
      every
          .assertThat(refused)
          .as("%s%npostmap: %s%s", cases.get(i), real.out(), real.err())
          .isEqualTo(real.status() != 0);
    }
    atOnce.shutdown();
    every.assertAll();
  }

  private static String main(String lines) {
    return lines.contains("myhostname")
        ? lines + "\n"
        : "myhostname = mx.example.test\n%s\n".formatted(lines);
  }
}
