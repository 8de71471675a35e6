package dev.postern.firewall.nftables;

import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file of rules that the real nft was given.
 *
 * @param isLoaded whether it took it
 */
record NftCase(String name, boolean isLoaded, String text) {

  /** The names of those that are taken here and not by nft, or the other way round. */
  static List<String> misjudged(List<NftCase> cases) {
    return cases.stream()
        .filter(one -> one.isTaken() != one.isLoaded())
        .map(NftCase::name)
        .toList();
  }

  private boolean isTaken() {
    return NftRuleset.read(List.of(SourceFile.of("f.nft", text)), new MemoryTree(Map.of()))
        .files()
        .stream()
        .flatMap(file -> file.problems().stream())
        .noneMatch(Problem::isError);
  }

  /** What the installed nft says to each, one after the other in a network namespace. */
  static List<Boolean> askNft(List<NftCase> cases) throws IOException {
    Oracle.require("nft");
    Oracle.require("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    Path folder = Files.createTempDirectory("nft");
    StringBuilder script = new StringBuilder();
    for (NftCase one : cases) {
      Path file = Files.writeString(Files.createTempFile(folder, "f", ".nft"), one.text());
      script.append("nft flush ruleset; nft -f ").append(file).append(" 2>/dev/null; echo $?\n");
    }
    return Oracle.ask(List.of("unshare", "-n", "sh", "-c", script.toString()))
        .out()
        .lines()
        .map("0"::equals)
        .toList();
  }
}
