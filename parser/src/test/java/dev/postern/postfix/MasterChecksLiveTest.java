package dev.postern.postfix;

import dev.postern.posture.service.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of master.cf over which the master daemon ends, so that no other service listens. */
class MasterChecksLiveTest {
  @TempDir Path temp;

  /** Each beside a service that is right; where master ends, its state is not known. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "2600 inet n - n - - smtpd -o {a=b} | true",
        "2600 inet n - n - - smtpd -o {a=b | false",
        "2600 inet n - n - - smtpd -o {a=b}x | false",
        "2600 inet n - n - - smtpd -o a={b | true",
        "filter unix - n n - - pipe argv=/bin/true {a} | true",
        "127.0.0.1: inet n - n - - smtpd | false",
        ":2600 inet n - n - - smtpd | true",
        "+2600 inet n - n - - smtpd | true",
        "68136 inet n - n - - smtpd | true",
        "127.0.0.1:2600 inet n - n - - smtpd | true",
        "[127.0.0.1]:2600 inet n - n - - smtpd | true",
        "[::1]:2600 inet n - n - - smtpd | false",
        "127.1:2600 inet n - n - - smtpd | false",
        "localhost:2600 inet n - n - - smtpd | true",
        "0x7f000001:2600 inet n - n - - smtpd | true",
        "nowhere.invalid:2600 inet n - n - - smtpd | false",
        "all:2600 inet n - n - - smtpd | false"
      })
  void endMaster(String entry, boolean serves) throws IOException {
    String master = entry + "\n2500 inet n - n - - smtpd\n";
    Map<String, List<String>> heard =
        new PostfixLab(temp).talk(Instance.SERVER, master, Map.of("2500", List.of("NOOP")));
    SoftAssertions every = new SoftAssertions();
    String greeting = Objects.requireNonNull(heard.get("2500")).get(0);
    every.assertThat(greeting.startsWith("220")).as(greeting).isEqualTo(serves);
    every
        .assertThat(
            Instance.read(Instance.SERVER, master).endpoints().stream()
                .filter(endpoint -> endpoint.port().is(2500))
                .anyMatch(endpoint -> endpoint.state().is(State.WORKS)))
        .isEqualTo(serves);
    every.assertAll();
  }
}
