package dev.postern.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An anvil that ends as it starts has every client wait of whom smtpd asks it. */
class AnvilLiveTest {
  private static final String NO_LIMITS =
      "inet n - n - - smtpd -o smtpd_client_connection_count_limit=%s";
  private static final String EXEMPT =
      "inet n - n - - smtpd -o {smtpd_client_event_limit_exceptions = %s}";

  private static final List<String> SERVICES =
      List.of(
          "inet n - n - - smtpd",
          NO_LIMITS.formatted("0"),
          NO_LIMITS.formatted("-1"),
          NO_LIMITS.formatted("0 -o smtpd_client_auth_rate_limit=9"),
          EXEMPT.formatted("static:all"),
          EXEMPT.formatted("0.0.0.0/0 ::/0"),
          EXEMPT.formatted("unknown"),
          EXEMPT.formatted("192.0.2.0/24"),
          EXEMPT.formatted("fail:x"));

  @TempDir Path temp;

  @Test
  void keepsClientsWaiting() throws IOException {
    SoftAssertions every = new SoftAssertions();
    for (String wrong : List.of("anvil_rate_time_unit = 0s", "anvil_status_update_time = soon")) {
      StartedServices.compare(
          temp, Instance.SERVER + wrong + "\n", SERVICES, Instance.ANVIL, every);
    }
    every.assertAll();
  }
}
