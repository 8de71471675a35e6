package dev.postern.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.KernelDifferential.Candidate;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.network.Exposure.WitnessPacket;
import dev.postern.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What is said of single rules, beside the kernel's counters: the witness gets in, the counter of
 * the rule that decides rises with each client for whom it does, and the counters of rules in the
 * shadow and of limits that nobody comes to never rise. {@code -Dpostern.random-rules=N} sets how
 * many, {@code -Dpostern.random-seed=N} where to start.
 */
public final class CounterDifferential {
  private static final List<String> CLIENTS =
      List.of("203.0.113.7", "10.1.2.3", "192.168.1.20", "2001:db8:cafe::7", "fd00:1::5");
  private static final Pattern NEW = Pattern.compile("(?i)\\bnew\\b");
  private static final double LONG_ENOUGH = 1;
  private static final int TIMES_ASKED = 3;

  /** Whoever is kept out waits in vain, but the counters have risen by then. */
  private static final double IN_VAIN = 0.02;

  private final Kernel kernel;

  /**
   * A random configuration.
   *
   * @param places where its rules stand once it is loaded, by the names that {@link Kernel.Met} has
   */
  public record Case(Candidate candidate, Supplier<Map<String, String>> places) {}

  public CounterDifferential(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Fails at the first configuration of whose rules something else is said. */
  public void run(int usually, Function<Random, Case> cases) {
    int count = Integer.getInteger("postern.random-rules", usually);
    int seed = Integer.getInteger("postern.random-seed", 1);
    int said = 0;
    for (int i = 0; i < count; i++) {
      Case one = cases.apply(new Random(seed + i));
      if (one.candidate().judge(kernel).loaded()) {
        said += new Comparison(one, "seed " + (seed + i)).compare(seed + i);
      }
    }
    assertThat(said).as("statements about single rules").isGreaterThan(count);
  }

  /** One configuration, as it is loaded. */
  private final class Comparison {
    private final Case one;
    private final String name;
    private final FirewallPosture posture;
    private final Map<String, String> places;
    private final Set<String> hidden = new TreeSet<>();
    private int said;

    Comparison(Case one, String name) {
      this.one = one;
      this.name = name;
      this.posture = one.candidate().posture();
      this.places = one.places().get();
    }

    int compare(int seed) {
      posture.unreachableRules().forEach(rule -> hidden.add(place(rule.rule())));
      said += hidden.size();
      for (int port : Kernel.PORTS) {
        for (Family family : Family.values()) {
          ask(port, family);
        }
      }
      Set<String> sprayed = places(kernel.spray(seed).counted());
      assertThat(both(sprayed, hidden))
          .as("%s: rules in the shadow that packets came to%n%s", name, one.candidate())
          .isEmpty();
      return said;
    }

    private void ask(int port, Family family) {
      Set<String> unmet = new TreeSet<>();
      posture.unmetLimits(port, Networks.ANY).stream()
          .filter(limit -> limit.family().is(family.number()))
          .forEach(limit -> unmet.add(place(limit.rule())));
      said += unmet.size();
      PortReach whole = posture.reach(question(port, family));
      whole.witness().map(WitnessPacket::source).ifPresent(source -> dial(source, whole, unmet));
      for (String client : CLIENTS) {
        Address source = Address.parse(client).orElseThrow();
        if (source.family() == family) {
          dial(
              client,
              posture.reach(question(port, family).from(Networks.of(Prefix.of(source)))),
              unmet);
        }
      }
    }

    private Question question(int port, Family family) {
      String server = family == Family.V4 ? Kernel.SERVER_V4 : Kernel.SERVER_V6;
      return Question.anybody(port, family)
          .boundTo(Address.parse(server).orElseThrow())
          .arrivingOn("eth0");
    }

    private void dial(String client, PortReach reach, Set<String> unmet) {
      Address source = Address.parse(client).orElseThrow();
      boolean enters = reach.witness().isPresent();
      Kernel.Met found = kernel.dial(source, reach.port(), enters ? LONG_ENOUGH : IN_VAIN);
      for (int again = 0; enters && !found.open() && again < TIMES_ASKED; again++) {
        // The server may still wait for the end of an earlier connection that rules cut off.
        found = kernel.dial(source, reach.port(), LONG_ENOUGH);
      }
      Set<String> counted = places(found.counted());
      // Where rules are for new connections alone, the later packets of one go on to others.
      boolean isNewThroughout = !found.open() || !NEW.matcher(one.candidate().toString()).find();
      Set<String> unmetCounted = isNewThroughout ? both(counted, unmet) : new TreeSet<>();
      for (int again = 0; !unmetCounted.isEmpty() && again < TIMES_ASKED; again++) {
        // Some other packet may have come by meanwhile, such as a message of ICMP.
        unmetCounted.retainAll(places(kernel.dial(source, reach.port(), IN_VAIN).counted()));
      }
      String what = "%s: %s %d%n%s".formatted(name, client, reach.port(), one.candidate());
      if (enters) {
        assertThat(found.open()).as("the witness gets in: %s", what).isTrue();
      }
      assertThat(both(counted, hidden)).as("rules in the shadow: %s", what).isEmpty();
      assertThat(unmetCounted).as("limits not met: %s", what).isEmpty();
      reach
          .rule()
          .filter(rule -> enters || reach.verdict() == PortReach.Verdict.NONE)
          .map(this::place)
          .filter(places::containsValue)
          .ifPresent(
              rule -> {
                said++;
                assertThat(counted).as("the rule that decides: %s", what).contains(rule);
              });
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
      Set<String> both = new TreeSet<>(some);
      both.retainAll(others);
      return both;
    }

    private Set<String> places(Set<String> counted) {
      Set<String> found = new TreeSet<>();
      counted.forEach(rule -> found.add(places.getOrDefault(rule, rule)));
      return found;
    }

    private String place(Fact<String> rule) {
      return rule.origins().stream().map(this::place).findFirst().orElse("?");
    }

    private String place(Origin origin) {
      if (origin instanceof Origin.Setting setting) {
        Span span = setting.span();
        return span.file() + ":" + span.line();
      }
      return "?";
    }
  }
}
