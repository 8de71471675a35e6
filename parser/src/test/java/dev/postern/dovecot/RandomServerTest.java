package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.net.Address;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random configurations, each run by the installed Dovecot: what a client on another host meets at
 * every port must be what the posture says. {@code -Dpostern.random-servers=N} sets how many,
 * {@code -Dpostern.random-seed=N} where to start.
 */
class RandomServerTest {
  private static final int TIMES_ASKED = 4;
  private static final Address SERVER = Address.parse("10.200.0.1").orElseThrow();
  private static final Address CLIENT = Address.parse("10.200.0.2").orElseThrow();
  private static final Address BEHIND_THE_PROXY = Address.parse("203.0.113.9").orElseThrow();

  @TempDir Path temp;

  @Test
  void agreesWithTheRunningServer() throws Exception {
    DovecotLiveTest.requireServer();
    int count = Integer.getInteger("postern.random-servers", 100);
    int seed = Integer.getInteger("postern.random-seed", 1);
    Map<Path, String> open = new LinkedHashMap<>();
    for (int i = seed; i < seed + count; i++) {
      String text = RandomServer.of(new Random(i));
      open.put(Files.writeString(temp.resolve("seed-" + i + ".conf"), text), text);
    }
    Map<Path, String> differences = new TreeMap<>();
    // On a busy machine an answer may come too late: a difference counts when it stays however
    // long one waits.
    for (int time = 0; time < TIMES_ASKED && !open.isEmpty(); time++) {
      differences.clear();
      List<Path> files = List.copyOf(open.keySet());
      int half = (files.size() + 1) / 2;
      ask(
          List.of(files.subList(0, half), files.subList(half, files.size())),
          1 << time,
          open,
          differences);
      open.keySet().retainAll(differences.keySet());
    }
    assertThat(differences.values()).isEmpty();
  }

  private static void ask(
      List<List<Path>> shares, int patience, Map<Path, String> texts, Map<Path, String> differences)
      throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(shares.size());
    try {
      List<Callable<List<String>>> runs = new ArrayList<>();
      for (List<Path> share : shares) {
        runs.add(() -> share.isEmpty() ? List.of() : probe(share, patience));
      }
      for (Future<List<String>> lines : workers.invokeAll(runs)) {
        for (String line : lines.get()) {
          Map<String, Object> met = Json.object(line);
          Path file = Path.of((String) Objects.requireNonNull(met.get("file")));
          String difference = difference(Objects.requireNonNull(texts.get(file)), met);
          if (!difference.isEmpty()) {
            differences.put(file, file.getFileName() + ": " + difference);
          }
        }
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static List<String> probe(List<Path> files, int patience) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("env", "PATIENCE=" + patience, "python3", "src/test/python/dovecot_probe.py"));
    files.forEach(file -> command.add(file.toString()));
    Oracle.Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSameSizeAs(files);
    return lines;
  }

  private static String difference(String text, Map<String, Object> met) {
    byte[] finished = text.replace("@DIR@", "/etc/ssl").getBytes(StandardCharsets.UTF_8);
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", finished));
    DovecotSettings settings = DovecotReader.read(tree, "dovecot.conf", Platforms.DEBIAN_12);
    Meeting direct =
        new Meeting(
            DovecotPosture.read(tree, "dovecot.conf", Platforms.DEBIAN_12),
            CLIENT,
            SERVER,
            List.of(
                settings
                    .value(Scope.GLOBAL, "auth_mechanisms")
                    .toOptional()
                    .orElse("")
                    .split(" ")));
    boolean refused = settings.serverRefusal().isPresent();
    if (met.containsKey("error")) {
      return refused ? "" : "does not start: %s%n%s".formatted(met.get("error"), text);
    }
    if (refused) {
      return "starts, we say that it refuses%n%s".formatted(text);
    }
    if (!direct.listening().equals(met.get("listening"))) {
      return "listens on %s, we say %s%n%s"
          .formatted(met.get("listening"), direct.listening(), text);
    }
    StringBuilder differences = new StringBuilder();
    Json.asObject(Objects.requireNonNull(met.get("ports")))
        .forEach(
            (port, seen) -> {
              Map<String, Object> ours =
                  direct.answersWithProxy(Integer.parseInt(port), BEHIND_THE_PROXY);
              if (!Json.asObject(seen).containsKey("protocol")) {
                ours.remove("protocol");
              }
              if (!ours.equals(seen)) {
                differences.append("port %s: %s%n  we say %s%n".formatted(port, seen, ours));
              }
            });
    return differences.isEmpty() ? "" : differences + text;
  }
}
