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

/**
 * Small files about what nft and the kernel check beyond the language: how long members of sets
 * stay, what rules add to sets, calls of chains that are too deep or go in circles, what a map
 * translates to, and where a block may close.
 */
class NftFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/goldens/nft-files.txt");

  private record Case(String name, boolean isLoaded, String text) {}

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    String[] parts = Files.readString(GOLDEN).split("(?m)^## ", -1);
    for (int i = 1; i < parts.length; i++) {
      int line = parts[i].indexOf('\n');
      String[] head = parts[i].substring(0, line).split(": ", 2);
      cases.add(new Case(head[1], head[0].equals("loaded"), parts[i].substring(line + 1)));
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
        wrong.add(one.name());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases()).hasSizeGreaterThan(100);
  }

  /** Each in a network namespace of its own. */
  @Test
  void theGoldenIsWhatNftSays() throws IOException {
    Oracle.require("nft");
    Oracle.require("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Path folder = Files.createTempDirectory("files");
    StringBuilder script = new StringBuilder();
    for (Case one : cases()) {
      Path file = Files.writeString(Files.createTempFile(folder, "f", ".nft"), one.text());
      script
          .append("nft flush ruleset; nft -f ")
          .append(file)
          .append(" 2>/dev/null && echo loaded || echo refused\n");
    }
    Oracle.Answer answer = Oracle.ask(List.of("unshare", "-n", "sh", "-c", script.toString()));
    List<String> expected =
        cases().stream().map(one -> one.isLoaded() ? "loaded" : "refused").toList();
    assertThat(answer.out().lines().toList()).isEqualTo(expected);
  }
}
