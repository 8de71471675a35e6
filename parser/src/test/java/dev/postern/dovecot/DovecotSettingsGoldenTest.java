package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.Goldens.Golden;
import dev.postern.net.Address;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import dev.postern.testing.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What doveconf 2.3.19.1 answered to each construct of the language. */
class DovecotSettingsGoldenTest {

  static Stream<Golden> goldens() {
    return Goldens.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void isAcceptedOrRefusedAsDoveconfDoes(Golden golden) {
    DovecotSettings settings = golden.settings();
    assertThat(settings.refused()).isNotEqualTo(golden.expected().get("accepted"));
    if (golden.expected().containsKey("error")) {
      Map<String, Object> error =
          Json.asObject(Objects.requireNonNull(golden.expected().get("error")));
      Problem problem = settings.serverRefusal().orElseThrow();
      Span place = Objects.requireNonNull(problem.place());
      assertThat(problem.file()).isEqualTo(error.get("file"));
      assertThat((long) place.line()).isEqualTo(error.get("line"));
      assertThat(problem.message()).isEqualTo(error.get("message"));
      assertThat(settings.print(false, Scope.GLOBAL)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void warnsOfTheSame(Golden golden) {
    List<String> warnings = new ArrayList<>();
    for (Problem problem : golden.settings().problems()) {
      if (!problem.isError()) {
        Span place = Objects.requireNonNull(problem.place());
        String start = problem.message().startsWith("Ambiguous") ? "Configuration file " : "";
        warnings.add(
            start
                + "%s line %d: %s"
                    .formatted(
                        place.file(), place.line(), problem.message().replace("/dove", "dove")));
      }
    }
    assertThat(warnings).isEqualTo(golden.expected().getOrDefault("warnings", List.of()));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void printsTheSameSettings(Golden golden) {
    if (golden.expected().containsKey("settings")) {
      String printed = golden.settings().print(false, Scope.GLOBAL);
      assertThat(nested(printed)).isEqualTo(golden.expected().get("settings"));
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void givesTheSameValuesInEachScope(Golden golden) {
    DovecotSettings settings = golden.settings();
    for (Object effective : Json.asList(golden.expected().getOrDefault("effective", List.of()))) {
      Scope scope =
          scope(Json.asObject(Objects.requireNonNull(Json.asObject(effective).get("scope"))));
      Map<String, Object> expected =
          Json.asObject(Objects.requireNonNull(Json.asObject(effective).get("settings")));
      assertThat(settings.conflict(scope).isPresent()).as("conflict").isEqualTo(expected.isEmpty());
      expected.forEach(
          (key, value) ->
              assertThat(settings.value(scope, key).toOptional()).as(key).hasValue((String) value));
    }
  }

  private static Scope scope(Map<String, Object> json) {
    return Scope.of((String) Objects.requireNonNull(json.get("service")))
        .withLocal(Address.parse((String) Objects.requireNonNull(json.get("local"))).orElseThrow())
        .withRemote(
            Address.parse((String) Objects.requireNonNull(json.get("remote"))).orElseThrow());
  }

  /** Printed settings as nested lists of key and value. */
  static List<Object> nested(String text) {
    List<Object> root = new ArrayList<>();
    Deque<List<Object>> open = new ArrayDeque<>(List.of(root));
    for (String line : text.split("\n", -1)) {
      String bare = line.strip();
      int equals = bare.indexOf('=');
      if (bare.equals("}")) {
        open.pop();
      } else if (bare.endsWith("{") && equals < 0) {
        List<Object> inner = new ArrayList<>();
        open.getFirst().add(List.of(bare.substring(0, bare.length() - 1).strip(), inner));
        open.push(inner);
      } else if (!bare.isEmpty()) {
        open.getFirst()
            .add(List.of(bare.substring(0, equals).strip(), bare.substring(equals + 1).strip()));
      }
    }
    return root;
  }
}
