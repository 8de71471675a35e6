package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.KernelDifferential;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.firewall.PacketFilter;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random files of iptables-save text. */
class KernelDifferentialTest {

  /** A file of each family. */
  private record Case(List<String> v4, List<String> v6) implements Candidate {
    private String text(Family family) {
      return String.join("\n", family == Family.V4 ? v4 : v6) + "\n";
    }

    @Override
    public Kernel.Answer judge(Kernel kernel) {
      return kernel.judge(
          Map.of(
              "v4", kernel.write("rules.v4", text(Family.V4)),
              "v6", kernel.write("rules.v6", text(Family.V6)),
              "sets", kernel.write("ipsets", RandomRules.SETS)));
    }

    @Override
    public FirewallPosture posture() {
      PacketFilter filter =
          IptablesRuleset.read(
              List.of(
                  new RuleFile(SourceFile.of("rules.v4", text(Family.V4)), Family.V4),
                  new RuleFile(SourceFile.of("rules.v6", text(Family.V6)), Family.V6)),
              List.of(SourceFile.of("ipsets", RandomRules.SETS)));
      filter.files().forEach(file -> assertThat(file.problems()).isEmpty());
      return FirewallPosture.of(List.of(filter));
    }

    @Override
    public List<Candidate> smaller() {
      List<Candidate> smaller = new ArrayList<>();
      for (int line = 0; line < v4.size() + v6.size(); line++) {
        Case without = without(line);
        if (!without.equals(this)) {
          smaller.add(without);
        }
      }
      return smaller;
    }

    /** The same without one rule; lines that are no rules stay. */
    private Case without(int line) {
      List<String> fewerV4 = new ArrayList<>(v4);
      List<String> fewerV6 = new ArrayList<>(v6);
      List<String> from = line < v4.size() ? fewerV4 : fewerV6;
      int at = line < v4.size() ? line : line - v4.size();
      if (from.get(at).startsWith("-")) {
        from.remove(at);
      }
      return new Case(fewerV4, fewerV6);
    }

    @Override
    public String toString() {
      return "--- rules.v4%n%s--- rules.v6%n%s".formatted(text(Family.V4), text(Family.V6));
    }
  }

  @Test
  void agreesWithTheKernel() throws IOException {
    try (Kernel kernel = Kernel.start()) {
      new KernelDifferential(kernel, 0)
          .run(
              120,
              random ->
                  new Case(
                      new RandomRules(random, Family.V4).lines(),
                      new RandomRules(random, Family.V6).lines()));
    }
  }
}
