package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.CounterDifferential;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.KernelDifferential;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.firewall.RulePlaces;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.source.MemoryTree;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Random rule sets of nft, loaded into this machine's kernel. */
class NftKernelTest {

  private static final Pattern LAST =
      Pattern.compile("(accept|drop|return|(jump|goto) u\\d|reject.*|redirect.*|dnat.*)$");

  private record Case(List<String> lines) implements Candidate {
    private String text() {
      return String.join("\n", lines) + "\n";
    }

    @Override
    public Kernel.Answer judge(Kernel kernel) {
      return kernel.judge(Map.of("nft", kernel.write("ruleset.nft", text())));
    }

    @Override
    public FirewallPosture posture() {
      PacketFilter filter =
          NftRuleset.read(List.of(SourceFile.of("ruleset.nft", text())), new MemoryTree(Map.of()));
      filter
          .files()
          .forEach(
              file ->
                  assertThat(file.problems())
                      .as("what the kernel has loaded is refused:%n%s", text())
                      .isEmpty());
      return FirewallPosture.of(List.of(filter));
    }

    @Override
    public List<Candidate> smaller() {
      List<Candidate> smaller = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("\t\t")) {
          List<String> fewer = new ArrayList<>(lines);
          fewer.remove(i);
          smaller.add(new Case(fewer));
        }
      }
      return smaller;
    }

    @Override
    public String toString() {
      return text();
    }
  }

  @Test
  void agreesWithTheKernel() throws IOException {
    try (Kernel kernel = Kernel.start()) {
      new KernelDifferential(kernel, 0.01)
          .run(160, random -> new Case(new RandomRulesets(random).lines()));
    }
  }

  @Test
  void saysOfSingleRulesWhatTheCountersShow() throws IOException {
    try (Kernel kernel = Kernel.start()) {
      new CounterDifferential(kernel)
          .run(
              25,
              random -> {
                List<String> lines =
                    new RandomRulesets(random)
                        .lines().stream().map(NftKernelTest::counted).toList();
                return new CounterDifferential.Case(
                    new Case(lines), () -> RulePlaces.nft("ruleset.nft", lines));
              });
    }
  }

  /** The same with a counter behind the matches. */
  private static String counted(String line) {
    return line.startsWith("\t\t") && !line.contains("; }")
        ? LAST.matcher(line).replaceFirst("counter $0")
        : line;
  }
}
