package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.data.DataFile;
import dev.postern.dovecot.modern.TreeSettings;
import dev.postern.dovecot.settings.Dialect;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** What the fixes of the shipped rules set is there in every version for which they set it. */
class ShippedFixesTest {
  /** From one version to another; a last one without a third number means all of its branch. */
  private record Span(Version from, Version to) {
    boolean holds(Version version) {
      boolean isBranch = to.toString().chars().filter(c -> c == '.').count() < 2;
      Version compared =
          isBranch ? Version.of(version.number(0) + "." + version.number(1)) : version;
      return version.compareTo(from) >= 0 && compared.compareTo(to) <= 0;
    }
  }

  private static List<String> missing(
      String software, Iterable<Version> versions, BiPredicate<String, Version> has) {
    List<String> missing = new ArrayList<>();
    for (Rule rule : PolicyLoader.catalogue().rules()) {
      List<FixPlan.Change> changes =
          rule.fix() == null ? List.of() : rule.fix().changes().getOrDefault(software, List.of());
      for (FixPlan.Change change : changes) {
        for (String name : change.set().keySet()) {
          for (Version version : versions) {
            if (change.fits(version) && !has.test(name, version)) {
              missing.add("%s: %s in %s %s".formatted(rule.id(), name, software, version));
            }
          }
        }
      }
    }
    return missing;
  }

  @Test
  void postfixHasThem() {
    Map<String, List<Span>> spans = new HashMap<>();
    Set<Version> versions = new TreeSet<>();
    for (String[] row : DataFile.rows(PostfixSettings.class, "parameters.tsv", 5)) {
      Span span = new Span(Version.of(row[1]), Version.of(row[2]));
      spans.computeIfAbsent(row[0], name -> new ArrayList<>()).add(span);
      versions.add(span.from());
    }
    assertThat(versions).hasSizeGreaterThan(10);
    assertThat(
            missing(
                "postfix",
                versions,
                (name, version) ->
                    spans.getOrDefault(name, List.of()).stream()
                        .anyMatch(span -> span.holds(version))))
        .isEmpty();
  }

  @Test
  void dovecotHasThem() {
    Set<String> modern = new HashSet<>();
    for (String[] row : DataFile.rows(TreeSettings.class, "settings-2.4.tsv", 7)) {
      modern.add(row[0]);
    }
    List<Version> versions = List.of(Version.of("2.2"), Version.of("2.3"), Version.of("2.4"));
    assertThat(
            missing(
                "dovecot",
                versions,
                (name, version) ->
                    version.atLeast("2.4")
                        ? modern.contains(name)
                        : Dialect.of(version).table().find("", name).isPresent()))
        .isEmpty();
  }
}
