package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.NetworkElement.Match;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkListTest {
  private static Fact<Networks> networks(String value) {
    return NetworkList.of(scope(value), "mynetworks");
  }

  private static NetworkList.Content content(String value) {
    return NetworkList.content(scope(value), "mynetworks").toOptional().orElseThrow();
  }

  private static Scope scope(String value) {
    byte[] main = ("mynetworks = " + value + "\n").getBytes(StandardCharsets.UTF_8);
    MemoryTree tree = new MemoryTree(Map.of("etc/postfix/main.cf", main));
    Platform platform = PostfixSettingsGoldenTest.platform("3.7.11");
    return PostfixSettings.read(tree, "etc/postfix", platform).global();
  }

  /** {@code postmap -q 192.0.2.9 cidr:…} calls them "non-null host address bits". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1/24",
        "[2001:db8::1]/32",
        "10.0.0.1/0",
        "0/0",
        "10.0.0.0/255.0.0.0",
        "2001:db8::/32"
      })
  void whatIsNoNetworkIsAnErrorForAllWhomNothingBeforeItMatches(String wrong) {
    NetworkList.Content list = content("127.0.0.1, " + wrong + ", 192.0.2.0/24");
    boolean ofOthers = wrong.startsWith("[");
    assertThat(list.match(address("127.0.0.1"))).isEqualTo(Fact.known(Match.HOLDS));
    assertThat(list.match(address("192.0.2.7")))
        .as("nobody looks at a network of another family")
        .isEqualTo(Fact.known(ofOthers ? Match.HOLDS : Match.FAILS));
    assertThat(list.match(address("2001:db8::7")).is(Match.FAILS))
        .isEqualTo(wrong.indexOf(':') >= 0);
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2", "192.0.2.", "*", "#"})
  void whatNoHostCanBeCalledMatchesNothing(String word) {
    assertThat(networks("127.0.0.1, " + word).toOptional().orElseThrow())
        .hasToString("127.0.0.1/32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "inline:{unknown=x}", "static:x", "static:{}"})
  void clientsWithoutANameAreStrangers(String element) {
    assertThat(networks(element).toOptional().orElseThrow()).hasToString("any");
    assertThat(networks("!" + element + " 192.0.2.0/24").toOptional().orElseThrow())
        .hasToString("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7:25", "fail:x", "!fail:x"})
  void nobodyComesToWhatStandsBehindATableThatFails(String table) {
    assertThat(networks("127.0.0.1 " + table + " 192.0.2.0/24 [::1]").toOptional().orElseThrow())
        .hasToString("127.0.0.1/32");
  }

  @Test
  void networksWithoutThemAreKnown() {
    assertThat(networks("192.0.2.0/24, [2001:db8::]/32 10.0.0.1").toOptional().orElseThrow())
        .hasToString("10.0.0.1/32, 192.0.2.0/24, 2001:db8::/32");
  }
}
