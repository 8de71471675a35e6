package dev.postern.policy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.DovecotReader;
import dev.postern.fact.Fact;
import dev.postern.policy.FixPlan.Change;
import dev.postern.policy.Rule;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.postfix.settings.PostfixSettings;
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
    List<Setting> settings = settings("dovecot", version);
    assertThat(settings).hasSizeGreaterThan(40);
    assertThat(settings).allSatisfy(one -> assertThat(refusal(one, version)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2.11.11", "3.0.9", "3.1.15", "3.2.13", "3.4.29", "3.5.6", "3.5.23", "3.5.25", "3.6.0",
        "3.6.15", "3.7.8", "3.7.11", "3.8.0", "3.9.1", "3.11.0"
      })
  void postfixHasThem(String number) throws Exception {
    Version version = Version.of(number);
    List<Setting> settings = settings("postfix", version);
    assertThat(settings).hasSizeGreaterThan(40);
    assertThat(settings).allSatisfy(one -> assertThat(complaints(one, version)).isEmpty());
  }

  private static List<String> complaints(Setting setting, Version version) {
    String text = setting.name() + " = " + setting.value() + "\n";
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "etc/postfix/main.cf",
                text.getBytes(StandardCharsets.UTF_8),
                "etc/postfix/master.cf",
                new byte[0]));
    return PostfixSettings.read(tree, "etc/postfix", platform(SoftwareName.POSTFIX, version))
        .problems()
        .stream()
        .map(Problem::message)
        .toList();
  }

  private static Platform platform(SoftwareName software, Version version) {
    return new Platform(
        Map.of(software, Fact.known(version)),
        Fact.known(Platform.Distribution.OTHER),
        Fact.known(true));
  }

  private static List<Setting> settings(String software, Version version) throws Exception {
    return PolicyLoader.cases(List.of(RULES)).stream()
        .map(RuleCase::rule)
        .distinct()
        .flatMap(rule -> settings(rule, software, version))
        .toList();
  }

  private static Stream<Setting> settings(Rule rule, String software, Version version) {
    List<Change> changes =
        rule.fix() == null ? List.of() : rule.fix().changes().getOrDefault(software, List.of());
    return changes.stream()
        .filter(change -> software.equals("postfix") || change.place().isEmpty())
        .filter(change -> change.fits(version))
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
    return DovecotReader.read(tree, "dovecot.conf", platform(SoftwareName.DOVECOT, version))
        .refusal()
        .map(Problem::message);
  }
}
