package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.posture.Endpoint;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.shape.Word;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One client asks a running Postfix for more and more; the posture must foretell what it gets. */
class SmtpdLimitsLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + Instance.CERTIFICATE
          + """
      smtpd_sasl_auth_enable = yes
      smtpd_client_message_rate_limit = 5
      smtpd_tls_security_level = may
      smtpd_soft_error_limit = 20
      postscreen_greet_wait = 1s
      """;

  /** What postscreen counts are the clients that it still looks at. */
  private static final String SCREENED =
      """
      2535 inet n - n - 1 postscreen
       -o postscreen_cache_map=btree:$data_directory/first
       -o postscreen_client_connection_count_limit=1
       -o smtpd_service_name=first
      first pass - - n - - smtpd
       -o smtpd_client_connection_count_limit=0
      2545 inet n - n - 1 postscreen
       -o postscreen_cache_map=btree:$data_directory/second
       -o postscreen_client_connection_count_limit=5
       -o smtpd_service_name=second
      second pass - - n - - smtpd
       -o smtpd_client_connection_count_limit=3
      """;

  /** The last digit of a port tells what is asked for. */
  private static final List<String> KINDS =
      List.of(
          "connections",
          "authentication-attempts",
          "messages",
          "recipients",
          "errors",
          "concurrent-connections",
          "tls-sessions",
          "errors answered at once");

  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("2500", "smtpd_client_connection_rate_limit=3"),
          Map.entry("2510", "smtpd_client_connection_rate_limit=0"),
          Map.entry(
              "2520",
              "smtpd_client_connection_rate_limit=2"
                  + " smtpd_client_event_limit_exceptions=10.200.0.0/16"),
          Map.entry("2501", "smtpd_client_auth_rate_limit=3"),
          Map.entry("2511", "smtpd_client_auth_rate_limit=2 mynetworks=10.0.0.0/8"),
          Map.entry(
              "2521",
              "smtpd_client_auth_rate_limit=2 mynetworks=10.0.0.0/8"
                  + " smtpd_client_event_limit_exceptions="),
          Map.entry("2502", "smtpd_client_message_rate_limit=2"),
          Map.entry("2512", "smtpd_client_connection_rate_limit=1"),
          Map.entry("2503", "smtpd_client_recipient_rate_limit=4"),
          Map.entry("2504", "smtpd_hard_error_limit=3"),
          Map.entry("2514", "smtpd_soft_error_limit=2"),
          Map.entry("2505", "smtpd_client_connection_count_limit=3"),
          Map.entry("2515", "smtpd_client_connection_count_limit=0"),
          Map.entry(
              "2525",
              "smtpd_client_connection_count_limit=1"
                  + " smtpd_client_event_limit_exceptions=10.200.0.2"),
          Map.entry("2506", "smtpd_client_new_tls_session_rate_limit=2"),
          Map.entry("2516", "smtpd_client_new_tls_session_rate_limit=0"),
          Map.entry("2507", "smtpd_soft_error_limit=2 smtpd_error_sleep_time=1s"),
          Map.entry("2517", "smtpd_soft_error_limit=2 smtpd_error_sleep_time=0"),
          Map.entry(
              "2527",
              "smtpd_soft_error_limit=4 smtpd_hard_error_limit=3 smtpd_error_sleep_time=1s"));

  /** So often the probe asks. */
  private static final int MANY = 7;

  private static final Address CLIENT = Address.parse("10.200.0.2").orElseThrow();

  @TempDir Path temp;

  @Test
  void endsWhereTheLimitsOfThePostureEnd() throws IOException {
    PostfixLab lab = new PostfixLab(temp);
    StringBuilder master = new StringBuilder();
    new TreeMap<>(OPTIONS)
        .forEach(
            (port, options) ->
                master
                    .append(port)
                    .append(" inet n - n - - smtpd\n -o ")
                    .append(options.replace(" ", "\n -o "))
                    .append('\n'));
    master.append(SCREENED);
    Files.writeString(temp.resolve("main.cf"), MAIN);
    Files.writeString(temp.resolve("master.cf"), master);
    Oracle.Answer answer = lab.ask("postfix_limits_probe.py");
    assertThat(answer.out()).as(answer.err()).isNotEmpty();
    assertThat(Json.object(answer.out().strip())).isEqualTo(foretold(master.toString()));
  }

  private static Map<String, Object> foretold(String master) {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "etc/postfix/main.cf",
                MAIN.getBytes(StandardCharsets.UTF_8),
                "etc/postfix/master.cf",
                (master + Instance.ANVIL).getBytes(StandardCharsets.UTF_8)));
    Map<String, Object> all = new TreeMap<>();
    PostfixPosture.read(
            tree,
            "etc/postfix",
            PostfixSettingsGoldenTest.platform(PostfixLab.version()),
            Fact.unknown("no Dovecot here"))
        .endpoints()
        .forEach(
            endpoint -> {
              int port = endpoint.port().toOptional().orElseThrow();
              all.put(String.valueOf(port), taken(endpoint, KINDS.get(port % 10)));
            });
    return all;
  }

  private static long taken(Endpoint endpoint, String kind) {
    long taken = MANY;
    for (RateLimit limit : endpoint.rateLimits().toOptional().orElseThrow()) {
      boolean prompt = kind.equals(KINDS.get(7));
      boolean holds =
          kind.startsWith(Word.of(limit.kind().toOptional().orElseThrow()))
              && (prompt || !limit.action().is(RateLimit.Action.DELAY))
              && !limit.exempt().toOptional().orElseThrow().contains(CLIENT);
      taken = holds ? Math.min(taken, limit.limit().toOptional().orElseThrow()) : taken;
    }
    return taken;
  }
}
