package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "dovecot:10001, dovecot, 10001",
    "10001, '', 10001",
    "2001:db8::1:10001, 2001:db8::1, 10001",
    "dovecot:auth, dovecot, -1",
    "'', '', -1",
  })
  void theLastColonIsBeforeThePort(String text, String host, int port) {
    assertThat(HostPort.of(text)).isEqualTo(new HostPort(host, port));
  }
}
