package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.Goldens.Golden;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.net.Address;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Version;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import dev.postern.testing.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What doveconf answered to each construct of the language. */
class DovecotSettingsGoldenTest {
  private static final Set<String> LISTS =
      Set.of(
          "auth_mechanisms",
          "protocols",
          "listen",
          "login_trusted_networks",
          "haproxy_trusted_networks",
          "mail_plugins");

  static Stream<Golden> goldens() {
    return Goldens.ofBothDialects();
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
      assertThat(problem.file()).isEqualTo(error.get("file"));
      if (error.get("line") instanceof Long) {
        Span place = Objects.requireNonNull(problem.place());
        assertThat((long) place.line()).isEqualTo(error.get("line"));
      }
      assertThat(problem.message()).isEqualTo(error.get("message"));
      assertThat(settings.print(false, Scope.GLOBAL)).isEmpty();
    }
  }

  /** Those whose answers hold the warnings too. */
  static Stream<Golden> constructs() {
    return Goldens.ofBothDialects().filter(golden -> golden.name().contains("-constructs/"));
  }

  @ParameterizedTest
  @MethodSource("constructs")
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
              assertThat(settings.value(scope, key).toOptional().map(v -> sorted(key, v)))
                  .as(key)
                  .hasValue(
                      // A listener without addresses of its own has those of all.
                      key.endsWith("/listen") && value.equals("")
                          ? sorted(
                              "listen", settings.value(scope, "listen").toOptional().orElseThrow())
                          : sorted(key, (String) value)));
    }
  }

  /** The answers for 2.4 have the words of lists sorted. */
  private static String sorted(String key, String value) {
    return LISTS.contains(key.substring(key.lastIndexOf('/') + 1))
        ? Stream.of(value.split(" ", -1)).sorted().collect(Collectors.joining(" "))
        : value;
  }

  /**
   * Those that doveconf accepts, without two: of a filter for all addresses doveconf prints no
   * head, and it escapes an apostrophe in a way that it does not read.
   */
  static Stream<Golden> modern() {
    Set<String> leftOut =
        Set.of("dovecot-2.4/plain-34", "dovecot-2.4-constructs/hash-after-apostrophe");
    return Goldens.ofBothDialects()
        .filter(golden -> golden.name().contains("dovecot-2.4"))
        .filter(golden -> Boolean.TRUE.equals(golden.expected().get("accepted")))
        .filter(golden -> !leftOut.contains(golden.name()));
  }

  /** doveconf -a of 2.4 prints what it would not read itself. */
  @ParameterizedTest
  @MethodSource("modern")
  void savedOutputOfEverySettingStandsForTheFiles(Golden golden) {
    DovecotSettings settings = golden.settings();
    String all =
        settings
            .print(true, Scope.GLOBAL)
            .replaceFirst(
                "\n", "\n# NOTE: Send doveconf -n output instead when asking for help.\n");
    String saved = "# 2.4.4 (0123456789): /etc/dovecot/dovecot.conf\n" + all;
    DovecotSettings again =
        DovecotReader.read(
            new MemoryTree(Map.of("a.conf", saved.getBytes(StandardCharsets.UTF_8))),
            "a.conf",
            Platform.UNKNOWN);
    assertThat(again.refusal()).isEmpty();
    assertThat(again.version().is(Version.of("2.4.4"))).isTrue();
    // What a group gives outside all sections is printed as if it were written there as well.
    boolean grouped = settings.print(false, Scope.GLOBAL).contains("\n@");
    assertThat(again.print(grouped, Scope.GLOBAL)).isEqualTo(settings.print(grouped, Scope.GLOBAL));
  }

  static Stream<Golden> layered() {
    return Goldens.all().filter(golden -> Boolean.TRUE.equals(golden.expected().get("accepted")));
  }

  /** doveconf -n of 2.3 prints the names of local_name without quotes, in which it reads them. */
  @ParameterizedTest
  @MethodSource("layered")
  void savedOutputStandsForTheFiles(Golden golden) {
    String printed = golden.settings().print(false, Scope.GLOBAL);
    String saved = "# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\n# OS: Linux Debian 12\n";
    DovecotSettings again =
        DovecotReader.read(
            new MemoryTree(Map.of("a.conf", (saved + printed).getBytes(StandardCharsets.UTF_8))),
            "a.conf",
            Platform.UNKNOWN);
    assertThat(again.refusal()).isEmpty();
    assertThat(again.print(false, Scope.GLOBAL)).isEqualTo(printed);
  }

  @Test
  void savedNamesOfSeveralServersStandWithoutQuotes() {
    String printed = "local_name a.test *.b.test {\n  ssl = required\n}\n";
    String saved = "# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\n" + printed;
    DovecotSettings settings =
        DovecotReader.read(
            new MemoryTree(Map.of("a.conf", saved.getBytes(StandardCharsets.UTF_8))),
            "a.conf",
            Platform.UNKNOWN);
    assertThat(settings.print(false, Scope.GLOBAL)).isEqualTo(printed);
    assertThat(settings.value(Scope.of("imap").withLocalName("x.b.test"), "ssl").is("required"))
        .isTrue();
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
        String head = bare.substring(0, bare.length() - 1).strip();
        open.getFirst().add(List.of(head.replace("\"", ""), inner));
        open.push(inner);
      } else if (!bare.isEmpty()) {
        open.getFirst()
            .add(List.of(bare.substring(0, equals).strip(), bare.substring(equals + 1).strip()));
      }
    }
    return root;
  }
}
