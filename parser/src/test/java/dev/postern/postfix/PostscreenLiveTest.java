package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.tls.TlsMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that comes again meets the smtpd behind postscreen as the posture says, whatever
 * postscreen shows it at first; and what anvil counts in a time unit is forgotten after it.
 */
class PostscreenLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + Instance.CERTIFICATE
          + """
      smtpd_tls_security_level = may
      postscreen_greet_wait = 1s
      """;

  private static final String MASTER =
      """
      2500 inet n - n - 1 postscreen
       -o postscreen_cache_map=btree:$data_directory/plain
       -o smtpd_service_name=plain
      plain pass - - n - - smtpd
       -o smtpd_sasl_auth_enable=yes
      2501 inet n - n - 1 postscreen
       -o postscreen_cache_map=btree:$data_directory/deep
       -o smtpd_service_name=deep
       -o postscreen_pipelining_enable=yes
       -o postscreen_pipelining_action=enforce
       -o postscreen_non_smtp_command_enable=yes
       -o postscreen_bare_newline_enable=yes
      deep pass - - n - - smtpd
       -o smtpd_sasl_auth_enable=yes
      2502 inet n - n - 1 postscreen
       -o postscreen_cache_map=btree:$data_directory/only
       -o smtpd_service_name=only
       -o postscreen_pipelining_enable=yes
       -o postscreen_tls_security_level=encrypt
      only pass - - n - - smtpd
       -o smtpd_sasl_auth_enable=yes
       -o smtpd_tls_auth_only=yes
      2503 inet n - n - - smtpd
       -o smtpd_client_connection_rate_limit=1
      tlsproxy unix - - n - 0 tlsproxy
      """;

  /** A client that comes again, in clear. */
  static final List<String> TWICE =
      List.of(
          "EHLO client.test",
          "MAIL FROM:<>",
          "RCPT TO:<root@example.test>",
          "QUIT",
          "(connect)",
          "EHLO client.test",
          "MAIL FROM:<>");

  static final List<String> UNDER_TLS =
      List.of(
          "EHLO client.test",
          "STARTTLS",
          "EHLO client.test",
          "MAIL FROM:<>",
          "RCPT TO:<root@example.test>",
          "QUIT",
          "(connect)",
          "EHLO client.test",
          "MAIL FROM:<>");

  @TempDir Path temp;

  @Test
  void leavesClientsThatComeAgainToTheServerBehindIt() throws IOException {
    Map<String, List<String>> scripts = new TreeMap<>();
    scripts.put("2500", TWICE);
    scripts.put("2501", TWICE);
    scripts.put("2502", UNDER_TLS);
    scripts.put("2503", List.of("(connect)", "(wait 3)", "(connect)"));
    String unit = "anvil_rate_time_unit = 2s\n";
    Map<String, List<String>> heard = new PostfixLab(temp).talk(MAIN + unit, MASTER, scripts);
    Function<String, List<String>> met = port -> heard.getOrDefault(port, List.of());
    // At first postscreen offers no login, and takes no mail where it looks deeper.
    assertThat(met.apply("2500")).anySatisfy(answer -> assertThat(answer).contains("AUTH"));
    assertThat(met.apply("2501").get(1)).doesNotContain("AUTH");
    assertThat(met.apply("2501").get(3)).startsWith("450");
    List<Endpoint> endpoints = Instance.read(MAIN + unit, MASTER + Instance.ANVIL).endpoints();
    assertThat(endpoints).hasSize(4);
    for (Endpoint endpoint : endpoints.subList(0, 3)) {
      List<String> answers = met.apply(String.valueOf(endpoint.port().toOptional().orElseThrow()));
      String greeting = answers.get(answers.size() - 2);
      assertThat(endpoint.authentication().cleartext().is(greeting.contains("AUTH ")))
          .as("%s", answers)
          .isTrue();
      assertThat(endpoint.tls().mode().is(TlsMode.STARTTLS))
          .isEqualTo(greeting.contains("STARTTLS"));
      assertThat(endpoint.tls().required().is(false))
          .as("%s", answers)
          .isEqualTo(answers.get(answers.size() - 1).startsWith("250"));
    }
    assertThat(met.apply("2503"))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("220"),
            second -> assertThat(second).startsWith("421"),
            third -> assertThat(third).startsWith("220"));
    assertThat(endpoints.get(3).rateLimits().toOptional().orElseThrow())
        .anySatisfy(limit -> assertThat(limit.per().is(2)).isTrue());
  }
}
