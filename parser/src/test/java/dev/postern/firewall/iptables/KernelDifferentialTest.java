package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.CounterDifferential;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.KernelDifferential;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.firewall.RulePlaces;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random files of iptables-save text. */
class KernelDifferentialTest {

  private static final String ABSENT = "absent";

  /**
   * A file of each family.
   *
   * @param made lines that make sets which Postern is not told of
   * @param mayStop whether iptables-restore may stop in the middle of a file
   */
  private record Case(List<String> v4, List<String> v6, String made, boolean mayStop)
      implements Candidate {
    private String text(Family family) {
      return String.join("\n", family == Family.V4 ? v4 : v6) + "\n";
    }

    @Override
    public Kernel.Answer judge(Kernel kernel) {
      Map<String, Path> files =
          new TreeMap<>(
              Map.of(
                  "v4", kernel.write("rules.v4", text(Family.V4)),
                  "v6", kernel.write("rules.v6", text(Family.V6)),
                  "sets", kernel.write("ipsets", RandomRules.SETS + made)));
      if (mayStop) {
        files.put("tolerant", kernel.folder());
      }
      return kernel.judge(files);
    }

    @Override
    public FirewallPosture posture() {
      PacketFilter filter =
          IptablesRuleset.read(
              List.of(
                  new RuleFile(SourceFile.of("rules.v4", text(Family.V4)), Family.V4),
                  new RuleFile(SourceFile.of("rules.v6", text(Family.V6)), Family.V6)),
              List.of(SourceFile.of("ipsets", RandomRules.SETS)));
      filter
          .files()
          .forEach(
              file ->
                  assertThat(file.problems())
                      .allMatch(problem -> mayStop && problem.message().contains(ABSENT)));
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
      return new Case(fewerV4, fewerV6, made, mayStop);
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
                      new RandomRules(random, Family.V6).lines(),
                      "",
                      false));
    }
  }

  @Test
  void saysOfSingleRulesWhatTheCountersShow() throws IOException {
    try (Kernel kernel = Kernel.start()) {
      new CounterDifferential(kernel)
          .run(
              15,
              random -> {
                List<String> v4 = new RandomRules(random, Family.V4).lines();
                List<String> v6 = new RandomRules(random, Family.V6).lines();
                Map<String, String> places = RulePlaces.iptables("rules.v4", Family.V4, v4);
                places.putAll(RulePlaces.iptables("rules.v6", Family.V6, v6));
                return new CounterDifferential.Case(new Case(v4, v6, "", false), () -> places);
              });
    }
  }

  /** Where a set is missing, what came before it is loaded and nothing else; else all is. */
  @Test
  void agreesWithTheKernelOnFilesOfWhichOneSetIsMissing() throws IOException {
    try (Kernel kernel = Kernel.start()) {
      new KernelDifferential(kernel, 1)
          .run(
              24,
              random -> {
                String made = random.nextBoolean() ? "" : "create absent list:set\n";
                return new Case(
                    withRuleOfAbsentSet(random, Family.V4),
                    withRuleOfAbsentSet(random, Family.V6),
                    made,
                    true);
              });
    }
  }

  private static List<String> withRuleOfAbsentSet(Random random, Family family) {
    List<String> lines = new ArrayList<>(new RandomRules(random, family).lines());
    List<Integer> tables = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("COMMIT")) {
        tables.add(i);
      }
    }
    String target = random.nextBoolean() ? "ACCEPT" : "RETURN";
    lines.add(
        tables.get(random.nextInt(tables.size())),
        "-A OUTPUT -m set --match-set " + ABSENT + " src -j " + target);
    return lines;
  }
}
