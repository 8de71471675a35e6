package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.Goldens.Golden;
import dev.postern.net.Address;
import dev.postern.testing.Json;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a running Dovecot answered with each of the configurations. */
class DovecotPostureGoldenTest {
  private static final Address CLIENT = Address.parse("10.200.0.2").orElseThrow();
  private static final Address SERVER = Address.parse("10.200.0.1").orElseThrow();

  static Stream<Golden> ran() {
    return Goldens.ofBothDialects()
        .filter(
            golden ->
                golden.expected().get("behaviour") instanceof Map<?, ?> behaviour
                    && !Boolean.FALSE.equals(behaviour.get("started")));
  }

  @ParameterizedTest
  @MethodSource("ran")
  void listensOnTheSamePortsAndAnswersTheSame(Golden golden) {
    Map<String, Object> behaviour =
        Json.asObject(Objects.requireNonNull(golden.expected().get("behaviour")));
    Meeting meeting =
        new Meeting(
            DovecotPosture.read(golden.tree(), "dovecot.conf", golden.platform()), CLIENT, SERVER);
    assertThat(meeting.listening()).isEqualTo(behaviour.get("listening"));
    Json.asObject(Objects.requireNonNull(behaviour.get("ports")))
        .forEach(
            (port, answers) ->
                assertThat(meeting.answers(Integer.parseInt(port)))
                    .as("port %s", port)
                    .isEqualTo(answers));
  }
}
