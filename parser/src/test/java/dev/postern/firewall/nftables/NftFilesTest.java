package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Small files about what nft and the kernel check beyond the language: how long members of sets
 * stay, what rules add to sets, calls of chains that are too deep or go in circles, what a map
 * translates to, and where a block may close.
 */
class NftFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/goldens/nft-files.txt");

  private static List<NftCase> cases() throws IOException {
    List<NftCase> cases = new ArrayList<>();
    String[] parts = Files.readString(GOLDEN).split("(?m)^## ", -1);
    for (int i = 1; i < parts.length; i++) {
      int line = parts[i].indexOf('\n');
      String[] head = parts[i].substring(0, line).split(": ", 2);
      cases.add(new NftCase(head[1], head[0].equals("loaded"), parts[i].substring(line + 1)));
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
