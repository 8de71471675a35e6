package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What postconf 3.7.11 and 3.12 answered, for each construct. */
class PostfixSettingsGoldenTest {

  @TestFactory
  Stream<DynamicTest> answersAsPostconfDoes() throws IOException {
    return Golden.all()
        .flatMap(
            golden ->
                Stream.of("3.7.11", "3.12")
                    .map(
                        version ->
                            DynamicTest.dynamicTest(
                                golden + " " + version, () -> compare(golden, version))));
  }

  private static void compare(Golden golden, String version) {
    PostfixSettings settings =
        PostfixSettings.read(golden.tree(), "etc/postfix", platform(version));
    Map<String, ?> expected = golden.postconf(version);
    if (expected.get("rejected") != null) {
      rejected(settings, Golden.map(expected.get("rejected")));
      return;
    }
    assertThat(settings.refusal()).as("refused").isEmpty();
    assertThat(values(settings.parameters().written()))
        .as("settings")
        .isEqualTo(expected.get("settings"));
    assertThat(values(settings.parameters().writtenExpanded()))
        .as("expanded")
        .isEqualTo(expected.get("expanded"));
    if (expected.get("services") != null) {
      assertThat(settings.services())
          .as("services")
          .isEqualTo(Golden.texts(expected.get("services")));
    }
    Golden.map(expected.get("asked"))
        .forEach((name, value) -> assertThat(asked(settings, name, false)).isEqualTo(value));
    Golden.map(expected.get("asked-expanded"))
        .forEach((name, value) -> assertThat(asked(settings, name, true)).isEqualTo(value));
    assertThat(warnings(settings))
        .as("warnings")
        .containsExactlyInAnyOrderElementsOf(Golden.texts(expected.get("warnings")));
  }

  private static void rejected(PostfixSettings settings, Map<String, ?> expected) {
    Problem refusal = settings.refusal().orElseThrow();
    String text = String.valueOf(expected.get("text")).replace("fatal: ", "");
    assertThat(refusal.message()).isEqualTo(text);
    if (expected.get("file") != null) {
      assertThat(refusal.file()).isEqualTo("etc/postfix/" + expected.get("file"));
      assertThat(refusal.place()).extracting(Span::line).isEqualTo(expected.get("line"));
    }
  }

  private static String asked(PostfixSettings settings, String name, boolean expanded) {
    return settings.parameters().parameter(name, expanded).orElseThrow().value();
  }

  private static Map<String, String> values(List<Parameter> parameters) {
    Map<String, String> result = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      result.put(parameter.name(), parameter.value());
    }
    return result;
  }

  /** The problems in postconf's own form. */
  static List<String> warnings(PostfixSettings settings) {
    List<String> result = new ArrayList<>();
    for (Problem problem : settings.problems()) {
      if (problem.message().equals("No such file or directory")) {
        result.add("open /" + problem.file() + ": " + problem.message());
      } else if (problem.message().startsWith("See ")) {
        result.add(problem.message());
      } else if (problem.message().startsWith("overriding") && problem.place() != null) {
        result.add(
            "/%s, line %d: %s"
                .formatted(problem.file(), problem.place().line(), problem.message()));
      } else {
        result.add("/" + problem.file() + ": " + problem.message());
      }
    }
    return result;
  }

  static Platform platform(String version) {
    return new Platform(
        Map.of(SoftwareName.POSTFIX, Fact.known(Version.of(version))), Fact.unknown("not told"));
  }
}
