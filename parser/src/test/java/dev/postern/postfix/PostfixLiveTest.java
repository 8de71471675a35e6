package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Contribution;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.State;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed Postfix is started with each configuration and asked; the posture must agree. */
class PostfixLiveTest {
  private static final List<String> ANNOUNCED =
      List.of("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "ANONYMOUS");
  private static final int SEEDS = Integer.getInteger("postern.postfix.seeds", 110);
  private static final long FIRST_SEED = Long.getLong("postern.postfix.seed", 1);
  @TempDir Path temp;

  private int compared;
  private final List<String> unknown = new ArrayList<>();

  @Test
  void tlsLoginAndRelayingAgreeWithTheRunningServer() throws IOException {
    Map<String, Map<String, String>> all = FixedInstances.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(36);
    all.putAll(TutorialInstances.all());
    agree(all);
    assertThat(unknown).isEmpty();
  }

  /** Configurations by chance; more of them with {@code -Dpostern.postfix.seeds=}. */
  @Test
  void whatTheSettingsOfChanceDoAgreesWithTheRunningServer() throws IOException {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      all.put("seed-" + seed, RandomInstance.files(seed));
    }
    agree(all);
    System.out.printf(
        "%d configurations, %d answers compared, %d unknown%n", SEEDS, compared, unknown.size());
    assertThat(unknown).hasSizeLessThanOrEqualTo(compared / 50);
  }

  private void agree(Map<String, Map<String, String>> all) throws IOException {
    PostfixLab lab = new PostfixLab(temp);
    Platform platform = PostfixSettingsGoldenTest.platform(PostfixLab.version());
    Map<String, StrangerView> foretold = new TreeMap<>();
    for (Map.Entry<String, Map<String, String>> entry : all.entrySet()) {
      StrangerView view = new StrangerView(posture(entry.getValue(), platform));
      foretold.put(entry.getKey(), view);
      lab.add(entry.getKey(), entry.getValue(), view.attempts());
    }
    SoftAssertions every = new SoftAssertions();
    lab.met()
        .forEach(
            (name, met) -> {
              StrangerView view = Objects.requireNonNull(foretold.get(name));
              every
                  .assertThat(view.ports())
                  .as("%s listens (%s)", name, met.get("error"))
                  .isEqualTo(met.get("listening"));
              // An offer that is hidden keeps nobody from logging in.
              String files = String.valueOf(all.get(name));
              boolean hidden =
                  files.contains("smtpd_sasl_exceptions_networks")
                      || files.contains("smtpd_sasl_mechanism_filter");
              if (met.get("ports") instanceof Map<?, ?> ports) {
                Json.asObject(ports)
                    .forEach(
                        (port, seen) ->
                            compare(
                                name + ", port " + port,
                                view.answers(Integer.parseInt(port)),
                                hidden,
                                Json.asObject(seen),
                                every));
              }
            });
    every.assertAll();
  }

  private static Contribution posture(Map<String, String> texts, Platform platform) {
    Map<String, byte[]> files = new TreeMap<>();
    texts.forEach((name, text) -> files.put("etc/postfix/" + name, bytes(text)));
    return PostfixPosture.read(
        new MemoryTree(files), "etc/postfix", platform, Fact.known(ANNOUNCED));
  }

  private static byte[] bytes(String text) {
    return text.replace("@DIR@", "/etc/ssl")
        .replace("@T@/etc", "/etc/postfix")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void compare(
      String place,
      Map<String, Fact<?>> foretold,
      boolean hidden,
      Map<String, Object> met,
      SoftAssertions every) {
    if (met.containsKey("required")) {
      boolean useless =
          Boolean.TRUE.equals(met.get("required")) && !met.containsKey("helo-required");
      met.put("state", useless ? State.REFUSES : State.WORKS);
    }
    met.forEach(
        (key, answer) -> {
          if (foretold.isEmpty() || (hidden && key.startsWith("offered"))) {
            return;
          }
          Fact<?> fact = foretold.getOrDefault(key, Fact.known("(nothing)"));
          compared++;
          if (fact.isKnown()) {
            every
                .assertThat(String.valueOf(fact.toOptional().orElseThrow()))
                .as("%s, %s", place, key)
                .isEqualTo(String.valueOf(answer));
          } else {
            unknown.add("%s %s: %s".formatted(place, key, fact));
          }
        });
  }
}
