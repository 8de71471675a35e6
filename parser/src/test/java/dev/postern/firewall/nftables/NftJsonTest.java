package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.GoldenAnswers;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nft prints of a rule set that it has loaded, as JSON and as text. */
class NftJsonTest {

  static List<FirewallGolden> goldens() {
    return FirewallGolden.all("nftables-.*");
  }

  /** Loads a golden in a network of its own and prints it. */
  private static String printed(FirewallGolden golden, String options) throws IOException {
    Oracle.require("nft");
    Oracle.require("unshare");
    Path etc = golden.folder().resolve("etc").toAbsolutePath();
    Process process =
        new ProcessBuilder(
                "unshare",
                "-n",
                "sh",
                "-c",
                "cd '%s' && nft -I . -f nftables.conf && nft %s list ruleset 2>/dev/null"
                    .formatted(etc, options))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static PacketFilter read(String text) {
    return NftRuleset.read(List.of(SourceFile.of("ruleset", text)), new MemoryTree(Map.of()));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void jsonMeansTheSame(FirewallGolden golden) throws IOException {
    GoldenAnswers answers = new GoldenAnswers(golden, read(printed(golden, "-j")));
    answers.coverage();
    answers.lettingIn();
    answers.limits();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void textMeansTheSame(FirewallGolden golden) throws IOException {
    GoldenAnswers answers = new GoldenAnswers(golden, read(printed(golden, "-a")));
    answers.coverage();
    answers.lettingIn();
    answers.limits();
  }

  @Test
  void commandsAreCarriedOut() {
    PacketFilter filter =
        read(
            """
            {"nftables": [
              {"add": {"table": {"family": "inet", "name": "f"}}},
              {"add": {"chain": {"family": "inet", "table": "f", "name": "i",
                "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}},
              {"add": {"rule": {"family": "inet", "table": "f", "chain": "missing",
                "expr": [{"accept": null}]}}}
            ]}
            """);
    assertThat(filter.files().get(0).problems())
        .singleElement()
        .extracting(Problem::toString)
        .isEqualTo("ruleset:5:3: there is no chain inet f missing");
  }

  @Test
  void setsHaveNoMoreMembersThanTheirSize() {
    String set =
        """
        {"nftables": [
          {"add": {"table": {"family": "inet", "name": "f"}}},
          {"add": {"set": {"family": "inet", "table": "f", "name": "s", "type": "ipv4_addr",
            "size": %d, "elem": ["192.0.2.1", "192.0.2.2"]}}}
        ]}
        """;
    assertThat(read(set.formatted(2)).files().get(0).problems()).isEmpty();
    assertThat(read(set.formatted(1)).files().get(0).problems()).hasSize(1);
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThat(read("{\"nftables\": [ {\"add\": ").files().get(0).problems()).hasSize(1);
    assertThat(read("{\"other\": 1}").files().get(0).problems()).hasSize(1);
  }
}
