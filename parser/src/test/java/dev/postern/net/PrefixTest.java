package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

  private static Prefix prefix(String text) {
    return Prefix.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "192.0.2.1, 192.0.2.1/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:db8:1::/32, 2001:db8::/32",
    "[::1]/128, ::1/128",
    "fe80::1/64, fe80::/64",
    "::/0, ::/0"
  })
  void readsAndClearsHostBits(String text, String canonical) {
    assertThat(prefix(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "/8", "10/8"})
  void refusesWhatIsNoPrefix(String text) {
    assertThat(Prefix.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255",
    "0.0.0.0/0, 255.255.255.255",
    "192.0.2.1/32, 192.0.2.1",
    "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff",
    "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"
  })
  void knowsItsLastAddress(String text, String last) {
    assertThat(prefix(text).last()).hasToString(last);
  }

  @Test
  void containsAddressesAndSmallerPrefixesOfItsFamily() {
    Prefix ten = prefix("10.0.0.0/8");
    assertThat(ten.contains(Address.parse("10.9.8.7").orElseThrow())).isTrue();
    assertThat(ten.contains(Address.parse("11.0.0.0").orElseThrow())).isFalse();
    assertThat(ten.contains(prefix("10.1.0.0/16"))).isTrue();
    assertThat(ten.contains(prefix("0.0.0.0/0"))).isFalse();
    assertThat(Prefix.ALL_V6.contains(ten)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, LOOPBACK",
    "::1, LOOPBACK",
    "10.1.0.0/16, PRIVATE",
    "10.0.0.0/8, WIDE_PRIVATE",
    "192.168.0.0/16, PRIVATE",
    "fd00:1::/48, PRIVATE",
    "fe80::/10, PRIVATE",
    "fd00::/8, WIDE_PRIVATE",
    "203.0.113.7, HOSTS",
    "203.0.113.0/24, PUBLIC",
    "2001:db8::/64, HOSTS",
    "2001:db8::/48, PUBLIC",
    "0.0.0.0/0, EVERYONE",
    "::/0, EVERYONE",
    "128.0.0.0/1, EVERYONE"
  })
  void reachesAsFarAs(String text, Breadth breadth) {
    assertThat(Networks.of(prefix(text)).breadth()).isEqualTo(breadth);
  }
}
