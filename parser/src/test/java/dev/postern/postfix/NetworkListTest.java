package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.Platform;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkListTest {
  private static Fact<Networks> networks(String value) {
    byte[] main = ("mynetworks = " + value + "\n").getBytes(StandardCharsets.UTF_8);
    MemoryTree tree = new MemoryTree(Map.of("etc/postfix/main.cf", main));
    Platform platform = PostfixSettingsGoldenTest.platform("3.7.11");
    return NetworkList.of(
        PostfixSettings.read(tree, "etc/postfix", platform).global(), "mynetworks");
  }

  /** {@code postmap -q 192.0.2.9 cidr:…} calls them "non-null host address bits". */
  @Test
  void bitsOfAHostBehindAMaskAreAnErrorOfTheWholeList() {
    for (String wrong : new String[] {"192.0.2.1/24", "[2001:db8::1]/32", "10.0.0.1/0"}) {
      assertThat(networks("127.0.0.1, " + wrong))
          .isInstanceOfSatisfying(
              Fact.Unknown.class,
              unknown -> assertThat(unknown.reason()).contains("mynetworks holds " + wrong));
    }
  }

  @Test
  void networksWithoutThemAreKnown() {
    assertThat(networks("192.0.2.0/24, [2001:db8::]/32 10.0.0.1").toOptional().orElseThrow())
        .hasToString("10.0.0.1/32, 192.0.2.0/24, 2001:db8::/32");
  }
}
