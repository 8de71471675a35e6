package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sets with members that they do not take: nft refuses the whole file. */
class NftSetsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/goldens/nft-sets.tsv");

  private record Case(boolean isLoaded, String properties) {
    private String text() {
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
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(GOLDEN)) {
      if (!line.startsWith("#")) {
        String[] cells = line.split("\t", 2);
        cases.add(new Case(cells[0].equals("loaded"), cells[1]));
      }
    }
    return cases;
  }

  @Test
  void areRefusedWhereNftRefusesThem() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Case one : cases()) {
      boolean isLoaded =
          NftRuleset.read(List.of(SourceFile.of("f.nft", one.text())), new MemoryTree(Map.of()))
              .files()
              .stream()
              .flatMap(file -> file.problems().stream())
              .noneMatch(Problem::isError);
      if (isLoaded != one.isLoaded()) {
        wrong.add(one.toString());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases()).hasSizeGreaterThan(100);
  }

  /** In a network namespace of its own. */
  @Test
  void theGoldenIsWhatNftSays() throws IOException {
    Oracle.require("nft");
    Oracle.require("unshare");
    Path folder = Files.createTempDirectory("sets");
    StringBuilder script = new StringBuilder();
    for (Case one : cases()) {
      Path file = Files.writeString(Files.createTempFile(folder, "s", ".nft"), one.text());
      script.append("nft flush ruleset; nft -f ").append(file).append(" 2>/dev/null; echo $?\n");
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Oracle.Answer answer = Oracle.ask(List.of("unshare", "-n", "sh", "-c", script.toString()));
    List<String> expected = cases().stream().map(one -> one.isLoaded() ? "0" : "1").toList();
    assertThat(answer.out().lines().toList()).isEqualTo(expected);
  }
}
