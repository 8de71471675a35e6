package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which lines filters count, beside the installed fail2ban. */
class FailureMatchTest {
  private static final List<String> VERSIONS = List.of("2.2.36", "2.3.10", "2.3.19", "2.4", "3.7");

  @TempDir Path folder;

  private static List<String> lines() {
    LogLines all = new LogLines();
    List<String> lines = new ArrayList<>();
    for (String version : VERSIONS) {
      for (LogLines.Source source : LogLines.Source.values()) {
        for (String process : List.of("imap-login", "submission-login", "managesieve-login")) {
          lines.addAll(all.of(SoftwareName.DOVECOT, Version.of(version), process, source));
        }
        for (String process : List.of("postfix/smtpd", "postfix/submission/smtpd", "x")) {
          lines.addAll(all.of(SoftwareName.POSTFIX, Version.of(version), process, source));
        }
      }
    }
    lines.add(" mail dovecot: imap-login: Login: user=<bob>, rip=192.0.2.33, lip=198.51.100.7");
    lines.add(" mail postfix/smtpd[1]: connect from unknown[192.0.2.33]");
    lines.add(" mail postfix/smtpd[1]: lost connection after AUTH from unknown[192.0.2.33]");
    lines.add(
        " mail postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.33]: 554 5.7.1"
            + " <a@example.org>: Relay access denied; from=<b@example.org> to=<a@example.org>");
    return lines.stream().distinct().toList();
  }

  /** Jails by name: each filter of the package that can be read, in its modes. */
  private static Map<String, String> jails() {
    Map<String, String> jails = new TreeMap<>();
    for (String mode : List.of("normal", "aggressive")) {
      jails.put("dovecot-" + mode, "filter = dovecot[mode=" + mode + "]");
      jails.put(
          "dovecot-journal-" + mode, "filter = dovecot[mode=" + mode + "]\nbackend = systemd");
    }
    for (String mode :
        List.of("more", "normal", "auth", "rbl", "ddos", "extra", "aggressive", "errors")) {
      jails.put("postfix-" + mode, "filter = postfix[mode=" + mode + "]");
    }
    jails.put("plain-postfix", "filter = postfix");
    jails.put("sieve", "filter = sieve");
    jails.put("cyrus", "filter = cyrus-imap");
    jails.put(
        "loose", "filter =\nfailregex = auth failed.*rip=<HOST>\n  \\(auth_failed\\).*<HOST>");
    jails.put("last", "filter =\nfailregex = auth failed.*<HOST>");
    jails.put("local", "filter =\nfailregex = auth failed.*lip=<IP4>");
    jails.put(
        "ignoring",
        "filter =\nfailregex = \\[<ADDR>\\]: SASL\n"
            + "  rip=<F-IP4/>\n  x <HOST>\n  y <HOST>\nignoreregex = submission\n  method=PLAIN");
    jails.put("classes", "filter =\nfailregex = [[]<HOST>[]]: (?P<a_b>SASL) [^]&&]+ auth\\w{3,}");
    jails.put("after", "filter = dovecot\nfailregex = %(known/failregex)s\n  ^Login <HOST>");
    return jails;
  }

  private Fail2banSettings written() throws IOException {
    StringBuilder text = new StringBuilder();
    jails()
        .forEach(
            (name, options) -> text.append("[%s]%nenabled = true%n%s%n".formatted(name, options)));
    Path directory = folder.resolve("etc/fail2ban");
    Fail2banProbe.copyInstalled(directory);
    Files.writeString(directory.resolve("jail.local"), text);
    return Fail2banSettings.read(new DirectoryTree(folder), "etc/fail2ban");
  }

  @Test
  void countsTheLinesThatFail2banCounts() throws IOException {
    List<String> lines = lines();
    SoftAssertions all = new SoftAssertions();
    int counted = 0;
    try (Fail2banProbe probe = Fail2banProbe.start()) {
      Fail2banSettings settings = written();
      for (JailSettings jail : settings.jails()) {
        if (!jail.enabled() || jail.name().equals("sshd")) {
          continue;
        }
        List<Object> addresses =
            probe.addresses(folder.resolve("etc/fail2ban"), jail.name(), lines);
        assertThat(addresses).as(jail.name()).isNotNull();
        for (int i = 0; i < lines.size(); i++) {
          boolean expected = addresses.get(i).equals(LogLines.CLIENT);
          counted += expected ? 1 : 0;
          all.assertThat(FailureMatch.of(jail, List.of(lines.get(i))).toOptional())
              .as("[%s] %s: %s", jail.name(), lines.get(i), addresses.get(i))
              .contains(expected);
        }
      }
    }
    all.assertAll();
    assertThat(counted).isGreaterThan(100);
  }

  @Test
  void tellsOfShippedFiltersWhatTheyCount() throws IOException {
    ShippedFilters shipped = new ShippedFilters();
    LogLines log = new LogLines();
    try (Fail2banProbe probe = Fail2banProbe.start()) {
      for (JailSettings jail : written().jails()) {
        String filter = jail.filter().map(JailSettings.Part::name).orElse("");
        if (!List.of("dovecot", "postfix", "sieve", "cyrus-imap").contains(filter)) {
          continue;
        }
        String given =
            jail.filter().map(part -> part.given().get("mode")).map(Value::text).orElse("-");
        for (SoftwareName software : List.of(SoftwareName.DOVECOT, SoftwareName.POSTFIX)) {
          boolean dovecot = software == SoftwareName.DOVECOT;
          Version version = Version.of(dovecot ? "2.3.19" : "3.7");
          List<String> lines =
              log.of(
                  software,
                  version,
                  dovecot ? "imap-login" : "postfix/smtpd",
                  LogLines.Source.SYSLOG);
          boolean counts =
              probe
                  .addresses(folder.resolve("etc/fail2ban"), jail.name(), lines)
                  .equals(lines.stream().map(line -> LogLines.CLIENT).toList());
          boolean isAltered = jail.name().equals("after");
          assertThat(isAltered || shipped.counts(filter, given, software, version).is(counts))
              .as("%s[mode=%s], %s", filter, given, software)
              .isTrue();
        }
      }
    }
  }
}
