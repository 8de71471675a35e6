package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.PacketFilter;
import dev.postern.firewall.PortReach;
import dev.postern.firewall.Question;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random rule sets, loaded into this machine's kernel: who gets through must be who Postern says.
 * {@code -Dpostern.random-rules=N} sets how many, {@code -Dpostern.random-seed=N} where to start.
 */
class KernelDifferentialTest {
  private static final int TIMES_ASKED = 4;
  private static final int MOST_SHRINKING_STEPS = 120;

  /** A file of each family. */
  private record Case(List<String> v4, List<String> v6) {
    String text(Family family) {
      return String.join("\n", family == Family.V4 ? v4 : v6) + "\n";
    }
  }

  @Test
  void agreesWithTheKernel() throws IOException {
    int count = Integer.getInteger("postern.random-rules", 60);
    int seed = Integer.getInteger("postern.random-seed", 1);
    int undecided = 0;
    int refused = 0;
    try (Kernel kernel = Kernel.start()) {
      for (int i = 0; i < count; i++) {
        Random random = new Random(seed + i);
        Case rules =
            new Case(
                new RandomRules(random, Family.V4).lines(),
                new RandomRules(random, Family.V6).lines());
        Kernel.Answer answer = judge(kernel, rules);
        if (!answer.loaded()) {
          // The kernel has rules of its own about which extension works in which chain.
          refused++;
          continue;
        }
        if (!difference(answer, rules).isEmpty() && !lasting(kernel, rules).isEmpty()) {
          Case small = shrink(kernel, rules);
          throw new AssertionError(
              "seed %d: %s%n--- rules.v4%n%s--- rules.v6%n%s"
                  .formatted(
                      seed + i,
                      lasting(kernel, small),
                      small.text(Family.V4),
                      small.text(Family.V6)));
        }
        undecided += undecided(rules);
      }
    }
    assertThat(undecided).as("questions left undecided").isZero();
    assertThat(refused).as("rule sets the kernel refused").isLessThan(1 + count / 4);
  }

  private static Kernel.Answer judge(Kernel kernel, Case rules) {
    return kernel.judge(rules.text(Family.V4), rules.text(Family.V6), RandomRules.SETS);
  }

  private static FirewallPosture posture(Case rules) {
    PacketFilter filter =
        IptablesRuleset.read(
            List.of(
                new RuleFile(SourceFile.of("rules.v4", rules.text(Family.V4)), Family.V4),
                new RuleFile(SourceFile.of("rules.v6", rules.text(Family.V6)), Family.V6)),
            List.of(SourceFile.of("ipsets", RandomRules.SETS)));
    filter.files().forEach(file -> assertThat(file.problems()).isEmpty());
    return FirewallPosture.of(List.of(filter));
  }

  private static PortReach reach(FirewallPosture posture, Address source, int port) {
    String server = source.family() == Family.V4 ? Kernel.SERVER_V4 : Kernel.SERVER_V6;
    return posture.reach(
        Question.anybody(port, source.family())
            .from(Networks.of(Prefix.of(source)))
            .boundTo(Address.parse(server).orElseThrow())
            .arrivingOn("eth0"));
  }

  /** What the two see otherwise; empty when they agree. */
  private static List<String> difference(Kernel.Answer answer, Case rules) {
    FirewallPosture posture = posture(rules);
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, TreeSet<Integer>> entry : answer.open().entrySet()) {
      Address source = Address.parse(entry.getKey()).orElseThrow();
      for (int port : Kernel.PORTS) {
        PortReach.Verdict verdict = reach(posture, source, port).verdict();
        boolean open = entry.getValue().contains(port);
        boolean agrees =
            verdict == PortReach.Verdict.UNKNOWN || (verdict == PortReach.Verdict.ANY) == open;
        if (!agrees) {
          differences.add(
              "%s %d: the kernel %s, Postern %s"
                  .formatted(source, port, open ? "open" : "closed", verdict));
        }
      }
    }
    return differences;
  }

  /**
   * The difference that is still there when asked again: on a busy machine an answer can come after
   * the probe has stopped waiting, which looks like a closed port. A wrong rule set stays wrong.
   */
  private static List<String> lasting(Kernel kernel, Case rules) {
    List<String> difference = List.of();
    for (int time = 0; time < TIMES_ASKED; time++) {
      difference = difference(judge(kernel, rules), rules);
      if (difference.isEmpty()) {
        return difference;
      }
    }
    return difference;
  }

  private static int undecided(Case rules) {
    FirewallPosture posture = posture(rules);
    int count = 0;
    for (String source : List.of("203.0.113.7", "2001:db8:cafe::7")) {
      for (int port : Kernel.PORTS) {
        PortReach reach = reach(posture, Address.parse(source).orElseThrow(), port);
        count += reach.verdict() == PortReach.Verdict.UNKNOWN ? 1 : 0;
      }
    }
    return count;
  }

  private static Case shrink(Kernel kernel, Case rules) {
    Case smallest = rules;
    int steps = 0;
    boolean smaller = true;
    while (smaller && steps < MOST_SHRINKING_STEPS) {
      smaller = false;
      for (int line = 0; line < smallest.v4().size() + smallest.v6().size(); line++) {
        Case tried = without(smallest, line);
        if (tried.equals(smallest) || steps++ >= MOST_SHRINKING_STEPS) {
          continue;
        }
        Kernel.Answer answer = judge(kernel, tried);
        if (answer.loaded() && !lasting(kernel, tried).isEmpty()) {
          smallest = tried;
          smaller = true;
          line--;
        }
      }
    }
    return smallest;
  }

  /** The same without one rule; lines that are no rules stay. */
  private static Case without(Case rules, int line) {
    List<String> v4 = new ArrayList<>(rules.v4());
    List<String> v6 = new ArrayList<>(rules.v6());
    List<String> from = line < v4.size() ? v4 : v6;
    int at = line < v4.size() ? line : line - v4.size();
    if (from.get(at).startsWith("-")) {
      from.remove(at);
    }
    return new Case(v4, v6);
  }
}
