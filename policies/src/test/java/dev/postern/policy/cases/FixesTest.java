package dev.postern.policy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.DovecotReader;
import dev.postern.fact.Fact;
import dev.postern.policy.FixPlan.Change;
import dev.postern.policy.Rule;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fixes of built-in rules set: each version that one is meant for takes it. */
class FixesTest {
  private static final Path RULES = Path.of("src/main/resources/rules");

  private record Setting(String rule, String name, String value) {}

  @ParameterizedTest
  @ValueSource(strings = {"2.2.36", "2.3.19.1", "2.4.4"})
  void dovecotTakesThem(String number) throws Exception {
    Version version = Version.of(number);
    List<Setting> settings =
        PolicyLoader.cases(List.of(RULES)).stream()
            .map(RuleCase::rule)
            .distinct()
            .flatMap(rule -> settings(rule, version))
            .toList();
    assertThat(settings).hasSizeGreaterThan(40);
    assertThat(settings).allSatisfy(one -> assertThat(refusal(one, version)).isEmpty());
  }

  private static Stream<Setting> settings(Rule rule, Version version) {
    List<Change> changes =
        rule.fix() == null ? List.of() : rule.fix().changes().getOrDefault("dovecot", List.of());
    return changes.stream()
        .filter(change -> change.place().isEmpty())
        .filter(change -> change.from() == null || change.from().compareTo(version) <= 0)
        .filter(change -> change.before() == null || change.before().compareTo(version) > 0)
        .flatMap(change -> change.set().entrySet().stream())
        .map(set -> new Setting(rule.id(), set.getKey(), set.getValue().value()));
  }

  private static Optional<String> refusal(Setting setting, Version version) {
    String head =
        version.compareTo(Version.of("2.4.0")) < 0
            ? ""
            : "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";
    String text = head + "protocols = imap\n%s = %s\n".formatted(setting.name(), setting.value());
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8)));
    Platform platform =
        new Platform(
            Map.of(SoftwareName.DOVECOT, Fact.known(version)),
            Fact.known(Platform.Distribution.OTHER),
            Fact.known(true));
    return DovecotReader.read(tree, "dovecot.conf", platform).refusal().map(Problem::message);
  }
}
