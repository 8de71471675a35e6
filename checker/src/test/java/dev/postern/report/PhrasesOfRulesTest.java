package dev.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.host.HostFinder;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.policy.Evidence;
import dev.postern.policy.Judge;
import dev.postern.policy.Policy;
import dev.postern.policy.Verdict;
import dev.postern.policy.cases.RuleCase;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.posture.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever decides a built-in rule reads as a sentence. */
class PhrasesOfRulesTest {
  private static final Path RULES = Path.of("../policies/src/main/resources/rules");

  private final Phrases phrases = Phrases.load();

  @Test
  void everyFactThatDecidesACaseHasWords() throws Exception {
    Set<String> without = new TreeSet<>();
    for (RuleCase one : PolicyLoader.cases(List.of(RULES))) {
      if (one.expected() != Verdict.PASS) {
        for (Evidence evidence : evidence(one)) {
          String text = phrases.of(evidence.fact(), evidence.value());
          if (text.startsWith(evidence.fact() + " = ")) {
            without.add(text);
          }
        }
      }
    }
    assertThat(without).isEmpty();
  }

  private static List<Evidence> evidence(RuleCase one) throws HostFinder.BadPath {
    Host host =
        HostReader.read(new HostFinder().find(List.of(one.tree())).get(0), HostOptions.DEFAULT);
    return Judge.judge(host, new Policy(List.of(), List.of(one.rule()))).stream()
        .filter(finding -> finding.verdict() == one.expected())
        .flatMap(finding -> finding.evidence().stream())
        .toList();
  }
}
