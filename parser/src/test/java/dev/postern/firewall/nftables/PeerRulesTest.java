package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.PacketFilter;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules with which nft is tested by those who make it: which it takes and which it refuses. */
class PeerRulesTest {
  private static final String FOLDER = "peer-tests/debiansid__nftables-fullcone/tests/py";

  /** A table that the rules of a file are tried in. */
  private record Bench(String family, String table, List<String> chains) {}

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".t")).sorted().toList();
    }
  }

  /** What was found of a file's rules. */
  private static final class Trial {
    private final Path file;
    private final String name;
    private final List<Bench> benches = new ArrayList<>();
    private final List<String> chains = new ArrayList<>();
    private final List<String> sets = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private int ok;
    private int fail;

    Trial(Path folder, Path file) {
      this.file = file;
      this.name = folder.relativize(file).toString();
    }

    void run() throws IOException {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(":")) {
          String[] parts = line.substring(1).split(";", 2);
          chains.add(parts[0] + " { " + parts[1] + "; }");
        } else if (line.startsWith("*")) {
          String[] parts = line.substring(1).split(";", -1);
          benches.add(new Bench(parts[0], parts[1], List.of(parts[2].split(",", -1))));
        } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("-")) {
          statement(line);
        }
      }
    }

    private void statement(String line) {
      String[] parts = line.split(";", -1);
      boolean expected = parts[1].strip().equals("ok");
      boolean good = true;
      boolean bad = true;
      for (Bench bench : benches) {
        String path = bench.family() + " " + bench.table() + " ";
        List<String> commands = commands(path, bench, parts[0].strip());
        for (String command : commands) {
          boolean fits = problem(base(bench) + command).isEmpty();
          good &= fits;
          bad &= !fits;
        }
        if (expected && !commands.isEmpty() && "!?%".indexOf(line.charAt(0)) >= 0) {
          sets.addAll(commands);
        }
      }
      ok += expected ? 1 : 0;
      fail += expected ? 0 : 1;
      if (expected && !good) {
        refused.add(name + ": " + parts[0] + why(parts[0].strip()));
      } else if (!expected && !bad) {
        taken.add(name + ": " + parts[0]);
      }
    }

    private String why(String statement) {
      for (Bench bench : benches) {
        for (String command :
            commands(bench.family() + " " + bench.table() + " ", bench, statement)) {
          String problem = problem(base(bench) + command);
          if (!problem.isEmpty()) {
            return " -- " + bench.family() + " " + problem;
          }
        }
      }
      return "";
    }

    private String base(Bench bench) {
      StringBuilder text = new StringBuilder();
      String path = bench.family() + " " + bench.table();
      text.append("add table ").append(path).append('\n');
      for (String chain : chains) {
        String chainName = chain.substring(0, chain.indexOf(' '));
        if (bench.chains().contains(chainName)) {
          text.append("add chain ").append(path).append(' ').append(chain).append('\n');
        }
      }
      for (String set : sets) {
        if (set.contains(" " + path + " ")) {
          text.append(set).append('\n');
        }
      }
      return text.toString();
    }

    private List<String> commands(String path, Bench bench, String statement) {
      String rest = statement.substring(1);
      switch (statement.charAt(0)) {
        case '!' -> {
          int space = rest.indexOf(' ');
          String spec = rest.substring(space + 1).strip();
          String kind = spec.contains(" : ") ? "map " : "set ";
          String body = spec.replaceFirst(" (flags|timeout|size) ", "; $1 ");
          return List.of("add " + kind + path + rest.substring(0, space) + " { " + body + "; }");
        }
        case '?' -> {
          int space = rest.indexOf(' ');
          return List.of(
              "add element "
                  + path
                  + rest.substring(0, space)
                  + " { "
                  + rest.substring(space + 1)
                  + " }");
        }
        case '%' -> {
          return List.of();
        }
        default -> {
          return bench.chains().stream()
              .map(chain -> "add rule " + path + chain + " " + statement)
              .toList();
        }
      }
    }
  }

  private static String problem(String text) {
    PacketFilter filter =
        NftRuleset.read(List.of(SourceFile.of("rules.nft", text)), new MemoryTree(Map.of()));
    return filter.files().get(0).problems().stream()
        .filter(Problem::isError)
        .findFirst()
        .map(Problem::toString)
        .orElse("");
  }

  @Test
  void takesWhatNftTakesAndRefusesWhatItRefuses() throws IOException {
    List<String> refused = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    int ok = 0;
    int fail = 0;
    Path folder = Oracle.shared("corpus").resolve(FOLDER);
    for (Path file : files(folder)) {
      Trial trial = new Trial(folder, file);
      trial.run();
      refused.addAll(trial.refused);
      taken.addAll(trial.taken);
      ok += trial.ok;
      fail += trial.fail;
    }
    assertThat(ok).isGreaterThan(1000);
    assertThat(fail).isGreaterThan(100);
    assertThat(refused).isEmpty();
    assertThat(taken).isEmpty();
  }
}
