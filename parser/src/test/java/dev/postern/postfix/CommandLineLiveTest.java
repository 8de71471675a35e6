package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arguments of services in master.cf: the installed smtpd greets with what {@code settings
 * --service} tells, or dies where the posture says so.
 */
class CommandLineLiveTest {
  private static final String MAIN = Instance.SERVER + "smtpd_banner = main.banner\n";

  private static final List<String> ARGUMENTS =
      List.of(
          "-o smtpd_banner=A",
          "-osmtpd_banner=B",
          "-o {smtpd_banner = C c}",
          "-o { smtpd_banner=D }",
          "{-o} {smtpd_banner = braces around both}",
          "-o{smtpd_banner=E}",
          "-o{smtpd_banner = E }",
          "-o{ smtpd_banner = E }",
          "-o smtpd_banner = F",
          "-o smtpd_banner= G",
          "-o smtpd_banner=H -o smtpd_banner=I",
          "-o smtpd_banner=X -o {smtpd_banner = Y}",
          "-v -o smtpd_banner=J",
          "-vo smtpd_banner=K",
          "-vosmtpd_banner=L",
          "-D -o smtpd_banner=M",
          "-vD",
          "-o {smtpd_banner = $myhostname L}",
          "-o smtpd_banner=$(myhostname)",
          "-o own=M -o smtpd_banner=$own",
          "-o smtpd_banner=$own -o own=N",
          "-o smtp_helo_name=O -o smtpd_banner=$smtp_helo_name",
          "-o smtpd_banner=a$smtp_helo_name",
          "-o smtpd_banner",
          "-o",
          "-o =x",
          "-o {=x}",
          "-o {}",
          "-o {smtpd_banner=a=b}",
          "-o {smtpd_banner={P} {Q}}",
          "-o {{smtpd_banner=Q}}",
          "-- -o smtpd_banner=R",
          "-o smtpd_banner=R --",
          "-o smtpd_banner=R -",
          "-n foo -o smtpd_banner=$service_name",
          "-nbar -o smtpd_banner=$service_name",
          "-o smtpd_banner=T extra",
          "-o \"smtpd_banner=U\"",
          "-o smtpd_banner=\"V v\"",
          "-o smtpd_banner='V'",
          "-o Smtpd_banner=Z",
          "-o process_name=foo -o smtpd_banner=$process_name",
          "-o service_name=foo -o smtpd_banner=$service_name",
          "-o mail_version=9 -o smtpd_banner=$mail_version",
          "-o smtpd_banner=$$x",
          "-i 5 -o smtpd_banner=$max_idle",
          "-i5s -o smtpd_banner=$max_idle",
          "-i x",
          "-m 7 -o smtpd_banner=$max_use",
          "-m many",
          "-s 0",
          "-t unix -o smtpd_banner=t",
          "-l -o smtpd_banner=l",
          "-u -o smtpd_banner=u",
          "-x -o smtpd_banner=x",
          "-ox -o smtpd_banner=x");

  private static final int FIRST_PORT = 2500;

  @TempDir Path temp;

  @Test
  void areReadAsSmtpdReadsThem() throws IOException {
    StringBuilder master = new StringBuilder();
    Map<String, List<String>> scripts = new TreeMap<>();
    for (String arguments : ARGUMENTS) {
      int port = FIRST_PORT + scripts.size();
      master.append("%d inet n - n - - smtpd %s\n".formatted(port, arguments));
      scripts.put(String.valueOf(port), List.of("NOOP"));
    }
    Map<String, List<String>> heard = new PostfixLab(temp).talk(MAIN, master.toString(), scripts);
    List<Endpoint> endpoints = Instance.read(MAIN, master.toString()).endpoints();
    PostfixSettings settings =
        PostfixSettings.read(
            Instance.tree(MAIN, master.toString()),
            "etc/postfix",
            PostfixSettingsGoldenTest.platform(PostfixLab.version()));
    assertThat(endpoints).hasSameSizeAs(ARGUMENTS);
    SoftAssertions every = new SoftAssertions();
    for (int i = 0; i < ARGUMENTS.size(); i++) {
      String port = String.valueOf(FIRST_PORT + i);
      String greeting = Objects.requireNonNull(heard.get(port)).get(0);
      boolean serves = greeting.startsWith("220");
      every
          .assertThat(endpoints.get(i).state().is(serves ? State.WORKS : State.DEAD))
          .as("%s: %s, %s", ARGUMENTS.get(i), greeting, endpoints.get(i).state())
          .isTrue();
      if (serves) {
        every
            .assertThat("220 " + banner(settings, port + "/inet"))
            .as(ARGUMENTS.get(i))
            .isEqualTo(greeting.strip());
      }
    }
    every.assertAll();
  }

  private static String banner(PostfixSettings settings, String service) {
    return settings.parameters().service(service).orElseThrow().stream()
        .filter(parameter -> parameter.name().equals("smtpd_banner"))
        .map(Parameter::value)
        .findFirst()
        .orElse("");
  }
}
