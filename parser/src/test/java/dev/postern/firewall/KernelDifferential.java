package dev.postern.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Random configurations, loaded into this machine's kernel: who gets through must be who Postern
 * says. {@code -Dpostern.random-rules=N} sets how many, {@code -Dpostern.random-seed=N} where to
 * start.
 */
public final class KernelDifferential {
  private static final int TIMES_ASKED = 4;
  private static final int MOST_SHRINKING_STEPS = 120;
  private static final List<String> CLIENTS = List.of("203.0.113.7", "2001:db8:cafe::7");

  /**
   * What no file decides: how the reasons begin for which an answer may be unknown. Clocks, chance,
   * load, what came before, the sender's own choices, programs that run, and sets that are missing.
   */
  private static final List<String> NOT_STATIC =
      List.of(
          "the client's port, which its system chooses",
          "-m set --match-set absent",
          "whether the rules are loaded: iptables-restore refuses the file unless the set");

  private final Kernel kernel;
  private final double mostUndecided;

  /** One random configuration. */
  public interface Candidate {
    Kernel.Answer judge(Kernel kernel);

    /** What Postern makes of it, once the kernel has judged it. */
    FirewallPosture posture();

    /** The same with something left out, each another thing. */
    List<Candidate> smaller();
  }

  /**
   * A comparison with one kernel.
   *
   * @param mostUndecided the part of all questions that may be left undecided
   */
  public KernelDifferential(Kernel kernel, double mostUndecided) {
    this.kernel = kernel;
    this.mostUndecided = mostUndecided;
  }

  /** Fails at the first configuration that is judged otherwise, made as small as can be. */
  public void run(int usually, Function<Random, Candidate> candidates) {
    int count = Integer.getInteger("postern.random-rules", usually);
    int seed = Integer.getInteger("postern.random-seed", 1);
    int undecided = 0;
    Set<String> reasons = new TreeSet<>();
    List<String> refused = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Candidate candidate = candidates.apply(new Random(seed + i));
      Kernel.Answer answer = candidate.judge(kernel);
      if (!answer.loaded()) {
        // The kernel has rules of its own about which extension works in which chain.
        refused.add(answer.error());
        continue;
      }
      if (!difference(answer, candidate.posture()).isEmpty() && !lasting(candidate).isEmpty()) {
        Candidate small = shrink(candidate);
        throw new AssertionError(
            "seed %d: %s%n%s".formatted(seed + i, lasting(small), small.toString()));
      }
      undecided += undecided(candidate.posture(), reasons);
    }
    reasons.removeIf(reason -> NOT_STATIC.stream().anyMatch(reason::startsWith));
    assertThat(reasons).as("reasons to leave questions undecided that files decide").isEmpty();
    assertThat((double) undecided / (count * CLIENTS.size() * Kernel.PORTS.size()))
        .as("questions left undecided")
        .isLessThanOrEqualTo(mostUndecided);
    assertThat(refused).as("configurations that were refused").hasSizeLessThan(1 + count / 4);
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
  private static List<String> difference(Kernel.Answer answer, FirewallPosture posture) {
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
  private List<String> lasting(Candidate candidate) {
    List<String> difference = List.of();
    for (int time = 0; time < TIMES_ASKED; time++) {
      Kernel.Answer answer = candidate.judge(kernel);
      difference = answer.loaded() ? difference(answer, candidate.posture()) : List.<String>of();
      if (difference.isEmpty()) {
        return difference;
      }
    }
    return difference;
  }

  /** How many questions are left undecided, and for which reasons. */
  private static int undecided(FirewallPosture posture, Set<String> reasons) {
    int count = 0;
    for (String source : CLIENTS) {
      for (int port : Kernel.PORTS) {
        PortReach reach = reach(posture, Address.parse(source).orElseThrow(), port);
        if (reach.verdict() == PortReach.Verdict.UNKNOWN) {
          count++;
          assertThat(reach.unknown()).as("reasons for %s %d", source, port).isNotEmpty();
          reasons.addAll(reach.unknown());
        }
      }
    }
    return count;
  }

  private Candidate shrink(Candidate candidate) {
    Candidate smallest = candidate;
    int steps = 0;
    boolean smaller = true;
    while (smaller && steps < MOST_SHRINKING_STEPS) {
      smaller = false;
      for (Candidate tried : smallest.smaller()) {
        if (steps++ < MOST_SHRINKING_STEPS && !lasting(tried).isEmpty()) {
          smallest = tried;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }
}
