package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Family;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Rules in chains that the kernel's own chains call: where the kernel takes them. */
class CalledRulesTest {
  private static LoadedRules rules() throws IOException {
    return LoadedRules.of("iptables-called-rules.tsv", CalledRulesTest::rule);
  }

  private static LoadedRules.Case rule(String[] columns) {
    return new LoadedRules.Case(
        columns[0].equals("loaded"),
        Family.V4,
        "*%s\n:X - [0:0]\n-A %s -j X\n-A X %s\nCOMMIT\n"
            .formatted(columns[1], columns[2], columns[3]));
  }

  @Test
  void areRefusedWhereIptablesRefusesThem() throws IOException {
    assertThat(rules().cases()).hasSizeGreaterThan(30);
    assertThat(rules().cases()).allMatch(one -> one.isTaken() == one.isLoaded());
  }

  @Test
  void theGoldenIsWhatIptablesSays() throws IOException {
    rules().demandWhatIptablesSays();
  }
}
