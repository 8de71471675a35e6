package dev.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Prefix;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewNetworksTest {
  private static List<Prefix> networks(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> Prefix.parse("10.%d.0.0/16".formatted(number)).orElseThrow())
        .toList();
  }

  @Test
  void namesTheFirstAndCountsTheRest() {
    assertThat(FewNetworks.of(networks(1))).isEqualTo("10.0.0.0/16");
    assertThat(FewNetworks.of(networks(9)))
        .isEqualTo("10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16 and 6 more");
  }

  @Test
  void namesOneMoreRatherThanCountingOne() {
    assertThat(FewNetworks.of(networks(4)))
        .isEqualTo("10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16");
  }
}
