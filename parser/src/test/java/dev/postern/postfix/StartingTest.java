package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.State;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Postfix starts with, as a running Postfix 3.7.11 showed it on a host with the addresses
 * 127.0.0.1 and ::1 and this etc/hosts, where nobody answers about names in DNS.
 */
class StartingTest {
  private static final String HOSTS =
      """
      127.0.0.1 localhost
      ::1 localhost ip6-localhost
      127.0.0.1 known.example.test Upper.example.test # not.example.test
      ::1 six.example.test
      """;

  private static Contribution read(String main, String master) {
    Map<String, String> texts =
        Map.of(
            "etc/hosts", HOSTS,
            "etc/postfix/main.cf", Instance.HOST + main.replace("; ", "\n") + "\n",
            "etc/postfix/master.cf", master);
    Map<String, byte[]> files = new HashMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return Instance.read(new MemoryTree(files));
  }

  /** The addresses that it listened on; nothing where DNS decides whether it starts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inet_interfaces = all | 2500 | * ::",
        "inet_interfaces = loopback-only | 2500 | 127.0.0.1 ::1",
        "inet_interfaces = localhost | 2500 | 127.0.0.1 ::1",
        "inet_interfaces = LOCALHOST | 2500 | 127.0.0.1 ::1",
        "inet_interfaces = ip6-localhost | 2500 | ::1",
        "inet_interfaces = known.example.test | 2500 | 127.0.0.1",
        "inet_interfaces = upper.example.test | 2500 | 127.0.0.1",
        "inet_interfaces = six.example.test | 2500 | ::1",
        "inet_interfaces = [::1] | 2500 | ::1",
        "inet_interfaces = [known.example.test] | 2500 | 127.0.0.1",
        "inet_interfaces = 127.1 | 2500 | 127.0.0.1",
        "inet_interfaces = 0x7f000001 | 2500 | 127.0.0.1",
        "inet_interfaces = all | known.example.test:2500 | 127.0.0.1",
        "inet_interfaces = all | KNOWN.example.test:2500 | 127.0.0.1",
        "inet_interfaces = all | [known.example.test]:2500 | 127.0.0.1",
        "inet_interfaces = all | 0.0.0.0:2500 | *",
        "inet_interfaces = ALL | 2500 | ",
        "inet_interfaces = Loopback-Only | 2500 | ",
        "inet_interfaces = all, 127.0.0.1 | 2500 | ",
        "inet_interfaces = $myhostname, localhost | 2500 | ",
        "inet_interfaces = not.example.test | 2500 | ",
        "inet_interfaces = nowhere.example.test | 127.0.0.1:2500 | ",
        "inet_interfaces = all | nowhere.example.test:2500 | ",
        "inet_interfaces = all | all:2500 | "
      })
  void listensWhereItsNamesLead(String main, String service, String addresses) {
    Contribution posture = read(main, service + " inet n - n - - smtpd\n");

    List<Endpoint> endpoints = posture.endpoints();
    if (addresses == null) {
      assertThat(endpoints)
          .isNotEmpty()
          .allSatisfy(endpoint -> assertThat(endpoint.state().isKnown()).isFalse())
          .allSatisfy(
              endpoint ->
                  assertThat(endpoint.state().toString())
                      .contains("has an address is not told by the files"));
      assertThat(posture.files()).allMatch(file -> file.problems().isEmpty());
    } else {
      assertThat(endpoints).allMatch(endpoint -> endpoint.state().is(State.WORKS));
      assertThat(endpoints)
          .extracting(endpoint -> endpoint.address().toOptional().orElse("?"))
          .containsExactlyElementsOf(
              addresses.equals("* ::") ? List.of("*") : List.of(addresses.split(" ", -1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inet_interfaces = 0.0.0.0 | 2500 | no local",
        "inet_interfaces = :: | 2500 | no local",
        "inet_interfaces = , | 2500 | non-empty inet_interfaces",
        "inet_interfaces = known.example.test. | 2500 | host not found",
        "inet_interfaces = [127.0.0.1 | 2500 | host not found",
        "inet_interfaces = ::1; inet_protocols = ipv4 | 2500 | host not found",
        "inet_interfaces = all | *:2500 | bad hostname or network address",
        "inet_interfaces = all | [::ffff:127.0.0.1]:2500 | bad hostname or network address",
        "inet_interfaces = all | 127.1:2500 | bad hostname or network address",
        "maillog_file = /var/log/mail.log | 2500 | missing 'postlog' service"
      })
  void startsNot(String main, String service, String message) {
    Contribution posture = read(main, service + " inet n - n - - smtpd\n");

    assertThat(posture.files())
        .flatMap(file -> file.problems())
        .filteredOn(Problem::isRefusal)
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains(message));
    assertThat(posture.endpoints()).noneMatch(endpoint -> endpoint.state().isKnown());
  }
}
