package dev.postern.policy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.host.HostFinder;
import dev.postern.host.HostFinder.BadPath;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.policy.Finding;
import dev.postern.policy.Judge;
import dev.postern.policy.Policy;
import dev.postern.policy.Severity;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.posture.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of every built-in rule. */
class BuiltInCasesTest {
  private static final Path RULES = Path.of("src/main/resources/rules");

  private static Host read(Path tree) {
    try {
      return HostReader.read(new HostFinder().find(List.of(tree)).get(0), HostOptions.DEFAULT);
    } catch (BadPath e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRuleJudgesItsCasesAsTheyAreNamed() throws Exception {
    RuleCases cases = new RuleCases(BuiltInCasesTest::read);
    return PolicyLoader.cases(List.of(RULES)).stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.toString(), () -> assertThat(cases.run(one).failures()).isEmpty()));
  }

  private static List<Finding> findings(String name) throws Exception {
    RuleCase found =
        PolicyLoader.cases(List.of(RULES)).stream()
            .filter(one -> one.toString().contains(name))
            .findFirst()
            .orElseThrow();
    return Judge.judge(read(found.tree()), new Policy(List.of(), List.of(found.rule())));
  }

  /** Dovecot 2.4 refuses the pair in one section only. */
  @Test
  void whatDovecotTakesIsNotSaidToStopIt() throws Exception {
    assertThat(findings("overruled-in-a-section-of-2-4"))
        .extracting(Finding::severity)
        .containsExactly(Severity.LOW);
  }

  /** Few libraries have SSLv2. */
  @Test
  void aVersionIsNotSaidToBeNegotiatedByALibraryThatIsNotKnown() throws Exception {
    assertThat(findings("TLS-001 library-not-known"))
        .extracting(Finding::message)
        .containsExactly("smtp on 25 allows SSLv2 with other mail servers");
  }
}
