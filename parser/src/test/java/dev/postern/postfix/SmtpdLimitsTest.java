package dev.postern.postfix;

import static dev.postern.postfix.Instance.ANVIL;
import static dev.postern.postfix.Instance.HOST;
import static dev.postern.postfix.Instance.SMTP;
import static dev.postern.postfix.Instance.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.network.RateLimit;
import dev.postern.posture.shape.Word;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limits a client meets at smtpd. */
class SmtpdLimitsTest {
  @Test
  void namesTheLimitsThatAnvilCounts() {
    List<RateLimit> limits =
        limits(
            """
            smtpd_client_auth_rate_limit = 10
            smtpd_client_connection_rate_limit = 0
            anvil_rate_time_unit = 5m
            smtpd_client_event_limit_exceptions = 192.0.2.0/24
            """,
            SMTP + ANVIL);
    assertThat(limits)
        .extracting(limit -> Word.of(limit.kind().toOptional().orElseThrow()))
        .containsExactly("authentication-attempts", "concurrent-connections");
    assertThat(limits)
        .extracting(limit -> limit.limit().toOptional().orElseThrow())
        .containsExactly(10, 50);
    assertThat(limits)
        .extracting(limit -> limit.per().toOptional().orElseThrow())
        .containsExactly(300, 0);
    assertThat(limits)
        .allSatisfy(
            limit ->
                assertThat(limit.exempt().toOptional().orElseThrow()).hasToString("192.0.2.0/24"));
  }

  @Test
  void countsPerServiceAndNotWithoutAnvil() {
    String own = SMTP + " -o smtpd_client_connection_rate_limit=3\n";
    assertThat(limits("smtpd_client_connection_count_limit = 0\n", own + ANVIL))
        .extracting(limit -> limit.limit().toOptional().orElseThrow())
        .containsExactly(3);
    assertThat(limits("", own)).isEmpty();
  }

  @Test
  void takesTheTimeUnitFromAnvilsOwnOptions() {
    assertThat(
            limits(
                "smtpd_client_message_rate_limit = 7\nsmtpd_client_connection_count_limit = 0\n",
                SMTP + ANVIL + " -o anvil_rate_time_unit=1h\n"))
        .extracting(limit -> limit.per().toOptional().orElseThrow())
        .containsExactly(3600);
  }

  @Test
  void countsSingleAddressesBeforePrefixesCouldBeChosen() {
    // Postfix 3.7 has no prefix lengths and passes over what it does not know.
    assertThat(limits("smtpd_client_ipv4_prefix_length = 24\n", SMTP + ANVIL))
        .allSatisfy(limit -> assertThat(limit.key().is(RateLimit.Key.CLIENT_ADDRESS)).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                       | delay 10, drop 20",
        "smtpd_hard_error_limit = 5                               | drop 5",
        "smtpd_error_sleep_time = 0s                              | drop 20",
        "{smtpd_soft_error_limit = 3}{smtpd_error_sleep_time = 9} | delay 3, drop 20",
      })
  void endsSessionsWithManyErrorsWhetherOrNotAnvilCounts(String main, String expected) {
    assertThat(limitsAndErrors(main.replaceAll("[{}]", "\n") + "\n", SMTP))
        .extracting(
            limit ->
                Word.of(limit.action().toOptional().orElseThrow())
                    + " "
                    + limit.limit().toOptional().orElseThrow())
        .containsExactly(expected.split(", ", -1));
  }

  private static List<RateLimit> limits(String main, String master) {
    return limitsAndErrors(main, master).stream()
        .filter(limit -> !limit.kind().is(RateLimit.Kind.ERRORS))
        .toList();
  }

  private static List<RateLimit> limitsAndErrors(String main, String master) {
    return read(HOST + main, master).endpoints().get(0).rateLimits().toOptional().orElseThrow();
  }
}
