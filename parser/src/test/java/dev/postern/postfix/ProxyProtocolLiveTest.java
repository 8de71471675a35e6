package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.posture.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose word a running server takes for a client's address: it may send as if from the host. */
class ProxyProtocolLiveTest {
  private static final List<List<String>> SERVICES =
      List.of(
          List.of(),
          List.of("smtpd_upstream_proxy_protocol=haproxy"),
          List.of("smtpd_authorized_xclient_hosts=0.0.0.0/0"),
          List.of("smtpd_authorized_xclient_hosts=!10.200.0.2, 10.0.0.0/8"),
          List.of("smtpd_authorized_xclient_hosts=10.200.0.0/16"));

  private static final String SCREENED =
      """
      2505 inet n - n - 1 postscreen
       -o postscreen_upstream_proxy_protocol=haproxy
       -o smtpd_service_name=behind
      behind pass - - n - - smtpd
      """;

  private static final List<String> FOREIGN =
      List.of("EHLO client.example.test", "MAIL FROM:<>", "RCPT TO:<someone@foreign.test>");

  private static final Address CLIENT = Address.parse("10.200.0.2").orElseThrow();

  @TempDir Path temp;

  @Test
  void takesTheWordOfThoseWhomTheServerBelieves() throws IOException {
    String main = Instance.SERVER + "postscreen_greet_wait = 1s\n";
    String master = Instance.services(SERVICES) + SCREENED;
    List<Endpoint> endpoints = Instance.read(main, master).endpoints();
    assertThat(endpoints).hasSize(SERVICES.size() + 1);
    Map<String, List<String>> scripts = new TreeMap<>();
    endpoints.forEach(endpoint -> scripts.put(port(endpoint), script(endpoint)));
    Map<String, List<String>> met = new PostfixLab(temp).talk(main, master, scripts);
    SoftAssertions every = new SoftAssertions();
    for (Endpoint endpoint : endpoints) {
      List<String> answers = met.getOrDefault(port(endpoint), List.of());
      Networks believed = endpoint.behindProxy().believed().toOptional().orElseThrow();
      every
          .assertThat(answers.get(answers.size() - 1).startsWith("250"))
          .as("%s: %s", port(endpoint), answers)
          .isEqualTo(believed.contains(CLIENT));
    }
    every.assertAll();
  }

  /** What a client says that calls itself the host. */
  private static List<String> script(Endpoint endpoint) {
    List<String> lines = new ArrayList<>();
    if (endpoint.behindProxy().expected().is(true)) {
      lines.add("(connect PROXY TCP4 127.0.0.1 127.0.0.1 4000 25)");
    } else {
      lines.add("XCLIENT ADDR=127.0.0.1");
    }
    lines.addAll(FOREIGN);
    return lines;
  }

  private static String port(Endpoint endpoint) {
    return String.valueOf(endpoint.port().toOptional().orElseThrow());
  }
}
