package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.service.State;
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

  /** An action, and a list that has it come to strangers or not. */
  private static final List<String> LISTS =
      List.of(
          "enforce static:reject",
          "drop cidr:{{0.0.0.0/0 reject}}",
          "ENFORCE reject",
          "ignore static:reject",
          "enforce cidr:{{192.0.2.0/24 reject}}",
          "enforce permit_mynetworks static:dunno static:reject",
          "enforce static:permit static:reject",
          "enforce static:bogus static:reject",
          "enforce bogus static:reject",
          "enforce permit reject",
          "enforce static:permit_mynetworks static:reject",
          "drop fail:x static:reject",
          "drop static:{dunno,reject} reject",
          "drop static:{permit_mynetworks,reject}",
          "drop dunno reject");

  /** Addresses of the host, 10.200.0.1, at which a client is remembered that comes to one. */
  private static final List<String> INTERFACES =
      List.of(
          "10.200.0.1 static:all",
          "10.200.0.1 !10.200.0.1, static:all",
          "10.200.0.1 10.200.0.9, 10.200.0.0/24",
          "10.200.0.1 10.200.0.9",
          "10.200.0.1 10.200.0.1/24",
          "10.200.0.1 fail:x",
          "10.200.0.1 static:no",
          "0.0.0.0 127.0.0.1",
          "0.0.0.0 localhost",
          "0.0.0.0 10.200.0.300",
          "0.0.0.0 !static:all",
          "0.0.0.0 !192.0.2.1, 10.200.0.1",
          "0.0.0.0 ''");

  @Test
  void turnsAwayWhomItDoesNotRemember() throws IOException {
    StringBuilder master = new StringBuilder();
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < INTERFACES.size(); i++) {
      String[] words = INTERFACES.get(i).replace("''", "").split(" ", 2);
      master.append(
          """
          %2$s:%1$d inet n - n - 1 postscreen
           -o postscreen_cache_map=btree:$data_directory/c%1$d
           -o smtpd_service_name=s%1$d
           -o {postscreen_allowlist_interfaces = %3$s}
          s%1$d pass - - n - - smtpd
          """
              .formatted(2500 + i, words[0], words[1]));
      scripts.put(String.valueOf(2500 + i), TWICE);
    }
    agree(INTERFACES, master.toString(), scripts);
  }

  /** Who is remembered at one address is let in at the others. */
  @Test
  void lookedForAtAllAddresses() {
    String main = "postscreen_allowlist_interfaces = 192.0.2.1\ninet_interfaces = 192.0.2.1, %s\n";
    for (String other : List.of("192.0.2.2", "127.0.0.1")) {
      for (Endpoint endpoint :
          Instance.read(
                  Instance.SERVER + main.formatted(other),
                  "smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n")
              .endpoints()) {
        assertThat(endpoint.state().is(State.WORKS)).isTrue();
      }
    }
  }

  @Test
  void turnsAwayWhomItsListDoes() throws IOException {
    StringBuilder master = new StringBuilder();
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < LISTS.size(); i++) {
      String[] words = LISTS.get(i).split(" ", 2);
      master.append(
          """
          %1$d inet n - n - 1 postscreen
           -o postscreen_cache_map=btree:$data_directory/c%1$d
           -o smtpd_service_name=s%1$d
           -o postscreen_denylist_action=%2$s
           -o {postscreen_access_list = %3$s}
          s%1$d pass - - n - - smtpd
          """
              .formatted(2500 + i, words[0], words[1]));
      scripts.put(String.valueOf(2500 + i), TWICE.subList(0, 3));
    }
    agree(LISTS, master.toString(), scripts);
  }

  private void agree(List<String> cases, String master, Map<String, List<String>> scripts)
      throws IOException {
    Map<String, List<String>> heard = new PostfixLab(temp).talk(MAIN, master, scripts);
    for (Endpoint endpoint : Instance.read(MAIN, master).endpoints()) {
      int port = endpoint.port().toOptional().orElseThrow();
      List<String> answers = heard.getOrDefault(String.valueOf(port), List.of());
      // A client that is remembered meets smtpd itself.
      String last = answers.get(answers.size() - 1);
      boolean taken =
          last.startsWith("250") && answers.stream().noneMatch(line -> line.startsWith("450"));
      assertThat(endpoint.state().is(State.WORKS))
          .as("%s: %s; posture: %s", cases.get(port - 2500), answers, endpoint.state())
          .isEqualTo(taken);
    }
  }
}
