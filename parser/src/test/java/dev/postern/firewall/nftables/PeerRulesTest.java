package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.model.PacketFilter;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  /** A rule, or a set ({@code !}), its members ({@code ?}) or another object ({@code %}). */
  private record Statement(char kind, String text, boolean isTaken) {
    /** What a line says, or null where it is of no form that nft's own runner tries. */
    static @Nullable Statement of(String line) {
      int close = line.startsWith("%") ? line.lastIndexOf('}') : -1;
      int end = line.indexOf(';', Math.max(close, 0));
      String verdict = line.substring(end + 1).split(";", -1)[0].strip();
      if (end < 0 || !verdict.matches("ok|fail")) {
        return null;
      }
      char kind = line.charAt(0);
      return "!?%".indexOf(kind) < 0
          ? new Statement('r', line.substring(0, end).strip(), verdict.equals("ok"))
          : new Statement(kind, line.substring(1, end).strip(), verdict.equals("ok"));
    }

    boolean makesObject() {
      return kind != 'r';
    }

    List<String> commands(Bench bench) {
      String path = bench.family() + " " + bench.table() + " ";
      int space = text.indexOf(' ');
      String named = makesObject() ? text.substring(0, space) : "";
      String spec = text.substring(space + 1).strip();
      return switch (kind) {
        case '!' -> {
          String type = spec.contains(" : ") ? "map " : "set ";
          String body = spec.replaceFirst(" (flags|timeout|size) ", "; $1 ");
          yield List.of("add " + type + path + named + " { " + body + "; }");
        }
        case '?' -> List.of("add element " + path + named + " { " + spec + " }");
        case '%' -> {
          String type = spec.matches("type ct .*") ? "ct \\w+" : "\\w+";
          Matcher object = Pattern.compile("type (" + type + ") ?(.*)").matcher(spec);
          assertThat(object.matches()).as(text).isTrue();
          yield List.of("add " + object.group(1) + " " + path + named + " " + object.group(2));
        }
        default -> bench.chains().stream().map(c -> "add rule " + path + c + " " + text).toList();
      };
    }
  }

  /** What was found of a file's rules. */
  private static final class Trial {
    private final Path file;
    private final String name;
    private final List<Bench> benches = new ArrayList<>();
    private final List<String> chains = new ArrayList<>();
    private final List<String> objects = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final List<String> untried = new ArrayList<>();
    private final List<String> malformed = new ArrayList<>();
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
          Statement statement = Statement.of(line);
          if (statement == null) {
            malformed.add(name + ": " + line);
          } else {
            judge(statement);
          }
        }
      }
    }

    private void judge(Statement statement) {
      List<String> problems = new ArrayList<>();
      for (Bench bench : benches) {
        List<String> commands = statement.commands(bench);
        commands.forEach(command -> problems.add(problem(base(bench) + command + "\n")));
        if (statement.isTaken() && statement.makesObject()) {
          objects.addAll(commands);
        }
      }
      boolean good = problems.stream().allMatch(String::isEmpty);
      boolean bad = problems.stream().noneMatch(String::isEmpty);
      if (problems.isEmpty()) {
        untried.add(name + ": " + statement.text());
      } else if (statement.isTaken()) {
        ok++;
        if (!good) {
          refused.add(name + ": " + statement.text() + " -- " + problems);
        }
      } else {
        fail++;
        if (!bad) {
          taken.add(name + ": " + statement.text());
        }
      }
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
      for (String object : objects) {
        if (object.contains(" " + path + " ")) {
          text.append(object).append('\n');
        }
      }
      return text.toString();
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
    List<String> untried = new ArrayList<>();
    List<String> malformed = new ArrayList<>();
    int ok = 0;
    int fail = 0;
    String other = System.getProperty("postern.nft-tests");
    Path folder = other == null ? Oracle.shared("corpus").resolve(FOLDER) : Path.of(other);
    for (Path file : files(folder)) {
      Trial trial = new Trial(folder, file);
      trial.run();
      refused.addAll(trial.refused);
      taken.addAll(trial.taken);
      untried.addAll(trial.untried);
      malformed.addAll(trial.malformed);
      ok += trial.ok;
      fail += trial.fail;
    }
    assertThat(ok).isGreaterThan(1000);
    assertThat(fail).isGreaterThan(100);
    assertThat(malformed).isEmpty();
    assertThat(untried).isEmpty();
    assertThat(refused).isEmpty();
    assertThat(taken).isEmpty();
  }
}
