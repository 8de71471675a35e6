package dev.postern.policy.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.policy.Pack;
import dev.postern.policy.Parameter;
import dev.postern.policy.Policy;
import dev.postern.policy.Rule;
import dev.postern.policy.Severity;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyLoaderTest {
  private static final String OWN =
      """
      id: OWN-001
      name: no-pop3
      title: POP3 is not offered
      severity: low
      each: endpoint
      when: { protocol: pop3 }
      require: { state: closed }
      message: "{protocol} on {port}"
      why: Ours.
      """;

  @TempDir private Path directory;

  private void write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  private void writeOwnRule() throws IOException {
    write("OWN-001-no-pop3/rule.yaml", OWN);
    write("OWN-001-no-pop3/cases/pop3.fail/dovecot.conf", "protocols = pop3\n");
    write("OWN-001-no-pop3/cases/imap.pass/dovecot.conf", "protocols = imap\n");
  }

  private Policy load(String... chosen) throws PolicyException {
    return PolicyLoader.load(List.of(chosen), directory, Map.of());
  }

  @Test
  void theBaselineHasItsRulesOnceAndInOrder() throws Exception {
    Policy policy = PolicyLoader.builtIn(List.of("baseline"));

    assertThat(policy.packs()).extracting(Pack::name).containsExactly("baseline");
    assertThat(policy.rules()).extracting(Rule::id).isSorted().doesNotHaveDuplicates();
    assertThat(policy.rules()).extracting(Rule::id).contains("AUTH-001", "PORT-001", "X-001");
    assertThat(policy.rules()).allMatch(rule -> !rule.why().isBlank());
  }

  @Test
  void everyRuleIsInTheCatalogue() throws Exception {
    assertThat(PolicyLoader.catalogue().rules())
        .extracting(Rule::id)
        .containsAll(
            PolicyLoader.builtIn(List.of("baseline")).rules().stream().map(Rule::id).toList());
  }

  @Test
  void aPackThatDoesNotExistIsToldWithTheNearest() {
    assertThatThrownBy(() -> PolicyLoader.builtIn(List.of("basline")))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith(
            "there is neither a pack nor a file \"basline\"; packs are baseline, ")
        .hasMessageEndingWith("; did you mean \"baseline\"?");
  }

  @Test
  void rulesAreChosenByIdNameOrFamily() throws Exception {
    Policy policy = PolicyLoader.builtIn(List.of("baseline"));

    assertThat(policy.only(List.of("open-relay", "tls-001")).rules())
        .extracting(Rule::id)
        .containsExactly("RELAY-001", "TLS-001");
    assertThat(policy.only(List.of("FW")).rules())
        .extracting(Rule::id)
        .containsExactly("FW-001", "FW-002", "FW-003");
    assertThat(policy.skip(List.of("AUTH")).rules())
        .noneMatch(rule -> rule.family().equals("AUTH"));
    assertThat(PolicyLoader.unknownSelectors(policy, List.of("FW", "PROT-001")))
        .containsExactly("there is no rule \"PROT-001\"; did you mean \"PORT-001\"?");
  }

  @Test
  void aDirectoryOfRulesIsAddedToAPack() throws Exception {
    writeOwnRule();

    assertThat(load("baseline", ".").rules()).extracting(Rule::id).contains("AUTH-001", "OWN-001");
    assertThat(load(".").rules()).extracting(Rule::id).containsExactly("OWN-001");
    assertThat(PolicyLoader.cases(List.of(directory))).hasSize(2);
  }

  @Test
  void aPackChangesSeveritiesAndParametersOfWhatItExtends() throws Exception {
    writeOwnRule();
    write(
        "packs/ours.yaml",
        """
        pack: ours
        title: Our rules
        extends: baseline
        rules:
          - OWN
          - RATE-004: { severity: high, parameters: { attempts-per-minute: 5 } }
        without: [X-001]
        """);
    Policy policy = load(".");
    Rule rate = policy.rule("RATE-004").orElseThrow();

    assertThat(policy.rules()).extracting(Rule::id).contains("OWN-001", "AUTH-001");
    assertThat(policy.rule("X-001")).isEmpty();
    assertThat(rate.severity()).isEqualTo(Severity.HIGH);
    assertThat(rate.variants()).isEmpty();
    assertThat(rate.parameters()).extracting(Parameter::value).containsExactly("5");
  }

  @Test
  void parametersOfTheUserCountMost() throws Exception {
    Node five = new Node.Scalar("5", Node.Kind.INTEGER, Mark.NOWHERE);
    Policy policy =
        PolicyLoader.load(
            List.of("baseline"), directory, Map.of("RATE-004.attempts-per-minute", five));

    assertThat(policy.rule("RATE-004").orElseThrow().parameters())
        .extracting(Parameter::value)
        .containsExactly("5");
    assertThatThrownBy(
            () ->
                PolicyLoader.load(
                    List.of("baseline"), directory, Map.of("RATE-004.attempts", five)))
        .hasMessageContaining("RATE-004 has no parameter \"attempts\"");
  }

  @Test
  void aRuleOfTheUserCannotReplaceABuiltInOne() throws Exception {
    writeOwnRule();
    write("OWN-001-no-pop3/rule.yaml", OWN.replace("OWN-001", "AUTH-001"));

    assertThatThrownBy(() -> load("baseline", "."))
        .hasMessageContaining("there is already a rule AUTH-001");
  }
}
