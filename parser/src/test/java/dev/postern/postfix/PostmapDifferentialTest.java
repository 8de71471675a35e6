package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.postfix.table.Machine;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installed postmap and Postern find the same in lookup tables that chance made. The system
 * properties {@code postern.tables} (how many of each kind) and {@code postern.seed} widen it.
 */
class PostmapDifferentialTest {
  private static final int TABLES = Integer.getInteger("postern.tables", 40);
  private static final long SEED = Long.getLong("postern.seed", 1);

  @TempDir Path scratch = Path.of("");

  private int asked;
  private int unknown;

  @Test
  void findsInTablesOfKeysWhatPostmapFinds() throws IOException {
    for (String kind : List.of("texthash", "hash", "btree", "inline", "static", "cidr")) {
      assertThat(differences(kind)).isEmpty();
      assertThat(unknown).as("unknown answers of " + kind).isZero();
    }
  }

  @Test
  void findsByPatternsWhatPostmapFinds() throws IOException {
    for (String kind : List.of("regexp", "pcre")) {
      asked = 0;
      unknown = 0;
      assertThat(differences(kind)).isEmpty();
      assertThat(unknown).as("unknown answers of " + kind).isLessThan(asked / 2);
    }
  }

  @Test
  void findsInTablesOfTablesWhatPostmapFinds() throws IOException {
    for (String kind : List.of("unionmap", "pipemap")) {
      assertThat(differences(kind)).isEmpty();
    }
    assertThat(unknown).isLessThan(asked / 2);
  }

  private List<String> differences(String kind) throws IOException {
    Path postmap = Oracle.require("postmap");
    Files.createDirectories(scratch.resolve("etc"));
    Path main = Files.writeString(scratch.resolve("etc/main.cf"), "");
    Files.setLastModifiedTime(main, FileTime.fromMillis(1_000_000_000_000L));
    List<String> differences = new ArrayList<>();
    // postmap waits for the disk when it makes a table.
    int tables = kind.equals("hash") || kind.equals("btree") ? TABLES / 10 : TABLES;
    for (long seed = SEED; seed < SEED + tables && differences.isEmpty(); seed++) {
      RandomTables made = new RandomTables(seed * 31 + kind.hashCode());
      String directory = Files.createTempDirectory(scratch, kind).toString();
      String spec = made.table(kind, directory);
      Map<String, byte[]> files = new TreeMap<>();
      for (Map.Entry<String, String> file : made.files().entrySet()) {
        Path path = Files.writeString(Path.of(file.getKey()), file.getValue());
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000_000_000L));
        files.put(file.getKey().substring(1), file.getValue().getBytes(StandardCharsets.UTF_8));
      }
      List<String> keys = made.keys(kind).stream().distinct().toList();
      Map<String, Lookup> theirs = ask(postmap, spec, keys);
      if (kind.endsWith("map")
          && theirs.values().stream().anyMatch(Lookup.Fails.class::isInstance)) {
        // All other programs go on without the part that cannot be opened.
        continue;
      }
      LookupTable table =
          new Machine(new MemoryTree(files), "etc/postfix", Platform.UNKNOWN.distribution())
              .table(spec);
      for (String key : keys) {
        compare(spec, key, theirs.getOrDefault(key, Lookup.NOTHING), table, differences);
      }
      if (!differences.isEmpty()) {
        differences.subList(Math.min(3, differences.size()), differences.size()).clear();
        differences.add("seed " + seed + ": " + made.files());
      }
    }
    return differences;
  }

  private void compare(
      String spec, String key, Lookup theirs, LookupTable table, List<String> differences) {
    Fact<Lookup> ours = table.find(key);
    asked++;
    unknown += ours.isKnown() ? 0 : 1;
    boolean same =
        ours.possibilities().stream()
            .anyMatch(
                one ->
                    one.equals(theirs)
                        || (one instanceof Lookup.Fails && theirs instanceof Lookup.Fails)
                        || (one.equals(new Lookup.Found("")) && theirs instanceof Lookup.Found));
    if (!same && !ours.possibilities().isEmpty()) {
      differences.add("%s: [%s] is %s, not %s".formatted(spec, key, theirs, ours));
    }
  }

  /** What postmap finds; everything fails where it gives up. */
  private Map<String, Lookup> ask(Path postmap, String spec, List<String> keys) throws IOException {
    if (spec.startsWith("hash:") || spec.startsWith("btree:")) {
      Oracle.ask(List.of(postmap.toString(), "-c", scratch + "/etc", spec));
    }
    Path input = Files.write(scratch.resolve("keys"), keys);
    Oracle.Answer answer =
        Oracle.ask(
            List.of(
                "/bin/sh",
                "-c",
                "exec \"$0\" -c \"$1\" -q - \"$2\" <\"$3\"",
                postmap.toString(),
                scratch + "/etc",
                spec,
                input.toString()));
    Map<String, Lookup> result = new HashMap<>();
    boolean fails =
        answer.err().contains("fatal: ") || (spec.contains("texthash:") && isTwice(answer.err()));
    if (fails) {
      keys.forEach(key -> result.put(key, new Lookup.Fails(answer.err())));
      return result;
    }
    for (String line : answer.out().lines().toList()) {
      int tab = line.indexOf('\t');
      result.put(line.substring(0, tab), new Lookup.Found(line.substring(tab + 1)));
    }
    return result;
  }

  /** postmap itself only warns of a key that comes twice; all other programs refuse the table. */
  private static boolean isTwice(String warnings) {
    return warnings.contains("duplicate entry");
  }
}
