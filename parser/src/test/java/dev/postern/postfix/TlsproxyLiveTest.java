package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.service.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger who comes again meets the smtpd behind postscreen, unless the tests want TLS of a
 * tlsproxy that has none: asked of the installed programs, each with wrong values of what tlsproxy
 * checks as it starts.
 */
class TlsproxyLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + Instance.CERTIFICATE
          + """
      smtpd_tls_security_level = may
      postscreen_greet_wait = 1s
      postscreen_cache_map =
      postscreen_pipelining_enable = yes
      postscreen_tls_security_level = encrypt
      """;

  private static final String TESTS = "postscreen_pipelining_enable=yes";
  private static final String NO_TESTS = "postscreen_pipelining_enable=no";

  private static final List<String> STRANGER = PostscreenLiveTest.UNDER_TLS;

  @TempDir Path temp;

  private final StringBuilder master = new StringBuilder();
  private final Map<String, List<String>> scripts = new TreeMap<>();

  /** A postscreen, the smtpd behind it, and the tlsproxy beside it unless there is none. */
  private void add(String screen, List<String> proxies, List<String> client) {
    int port = 3000 + scripts.size();
    master
        .append("%d inet n - n - 1 postscreen\n".formatted(port))
        .append(" -o smtpd_service_name=s%d -o tlsproxy_service_name=t%d\n".formatted(port, port))
        .append(" -o postscreen_cache_map=btree:$data_directory/c%d\n".formatted(port))
        .append(" -o { %s }\n".formatted(screen))
        .append("s%d pass - - n - - smtpd\n".formatted(port));
    for (String option : proxies) {
      master.append("t%d unix - - n - 0 tlsproxy\n -o { %s }\n".formatted(port, option));
    }
    scripts.put(String.valueOf(port), client);
  }

  private static String last(List<String> answers) {
    return answers.get(answers.size() - 1);
  }

  @Test
  void keepsStrangersOutWhereTheTestsWantItsTls() throws IOException {
    List<String> wrong = new ArrayList<>(WrongValuesLiveTest.wrongOf("tlsproxy"));
    assertThat(wrong).hasSizeGreaterThan(40);
    wrong.add("tlsproxy_tls_security_level = bogus");
    wrong.add("tlsproxy_tls_security_level = none");
    wrong.add("tlsproxy_tls_security_level = secure");
    wrong.add("tlsproxy_tls_cert_file =");
    wrong.add("tls_random_bytes = x");
    wrong.forEach(option -> add(TESTS, List.of(option), STRANGER));
    add(TESTS, List.of(), STRANGER);
    add(NO_TESTS, List.of(), STRANGER);
    add(NO_TESTS, List.of("tlsproxy_watchdog_timeout = 1s"), STRANGER);
    List<String> uncertified = List.of("tlsproxy_tls_cert_file =");
    add("postscreen_tls_security_level=may", uncertified, PostscreenLiveTest.TWICE);
    Map<String, List<String>> heard = new PostfixLab(temp).talk(MAIN, master.toString(), scripts);
    List<Endpoint> endpoints =
        Instance.read(MAIN.replace("@DIR@", "/etc/ssl"), master.toString()).endpoints();
    assertThat(endpoints).hasSameSizeAs(scripts.keySet());
    SoftAssertions every = new SoftAssertions();
    for (Endpoint endpoint : endpoints) {
      String port = String.valueOf(endpoint.port().toOptional().orElseThrow());
      List<String> answers = Objects.requireNonNull(heard.get(port));
      State met = last(answers).startsWith("250 2.1.0") ? State.WORKS : State.REFUSES;
      every
          .assertThat(endpoint.state().is(met))
          .as("%s: %s; %s", port, answers, endpoint.state())
          .isTrue();
    }
    every.assertAll();
  }
}
