package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets with members that they do not take: nft refuses the whole file. */
class NftSetsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/goldens/nft-sets.tsv");

  private static String file(String properties) {
    return """
        table inet t {
          set s {
            %s
          }
          chain input {
            type filter hook input priority 0
            ip saddr 192.0.2.1 accept
          }
        }
        """
        .formatted(properties.replace("; ", "\n").replaceAll(";$", ""));
  }

  private static List<NftCase> cases() throws IOException {
    List<NftCase> cases = new ArrayList<>();
    for (String line : Files.readAllLines(GOLDEN)) {
      if (!line.startsWith("#")) {
        String[] cells = line.split("\t", 2);
        cases.add(new NftCase(cells[1], cells[0].equals("loaded"), file(cells[1])));
      }
    }
    return cases;
  }

  @Test
  void areRefusedWhereNftRefusesThem() throws IOException {
    assertThat(NftCase.misjudged(cases())).isEmpty();
    assertThat(cases()).hasSizeGreaterThan(100);
  }

  @Test
  void theGoldenIsWhatNftSays() throws IOException {
    assertThat(NftCase.askNft(cases())).isEqualTo(cases().stream().map(NftCase::isLoaded).toList());
  }
}
