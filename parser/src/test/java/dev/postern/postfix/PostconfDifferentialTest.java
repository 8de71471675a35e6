package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.source.MemoryTree;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The installed postconf and Postern print the same of configurations that other people wrote. */
class PostconfDifferentialTest {
  /** What postconf asks the system or its own program for. */
  private static final List<String> NOT_IN_FILES =
      List.of("config_directory", "mail_release_date", "mynetworks", "process_id");

  private static final Set<String> FILES = Set.of("main.cf", "master.cf");

  private static final Pattern PARAMETER = Pattern.compile("(?:.*: )?(\\w+) ?= ?(.*)");

  @TempDir Path scratch = Path.of("");

  private int accepted;

  @Test
  void printsDebiansConfigurationAsPostconfDoes() throws IOException {
    Path postconf = Oracle.require("postconf");
    Path debian = Path.of("/etc/postfix");
    if (!Files.isRegularFile(debian.resolve("main.cf"))) {
      Oracle.skip("no /etc/postfix/main.cf");
    }
    assertThat(differences(postconf, debian.resolve("main.cf"))).isEmpty();
  }

  @Test
  void printsTheCorpusAsPostconfDoes() throws IOException {
    Path postconf = Oracle.require("postconf");
    List<String> differences = new ArrayList<>();
    List<Path> files = corpus();
    for (Path file : files) {
      differences.addAll(differences(postconf, file));
    }
    assertThat(differences).isEmpty();
    assertThat(files).hasSizeGreaterThan(90);
    assertThat(accepted).isGreaterThan(80);
  }

  /** What was read as a main.cf or a master.cf; a master.cf beside a main.cf is read with it. */
  private static List<Path> corpus() throws IOException {
    Path corpus = Oracle.shared("corpus");
    try (Stream<String> rows = Files.lines(corpus.resolve("INDEX.tsv"), StandardCharsets.UTF_8)) {
      return rows.map(row -> row.split("\t", -1))
          .filter(row -> row[0].startsWith("postfix") && FILES.contains(row[1]))
          .map(row -> corpus.resolve(row[5]))
          .filter(
              file ->
                  !file.endsWith("master.cf")
                      || !Files.isRegularFile(file.resolveSibling("main.cf")))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "3.x",
        "-1",
        "3.",
        "3.6.x",
        "3.6.7.8",
        "3,6",
        "${x}",
        "0x3",
        "3.1024",
        "3 .6",
        "9007199254740993",
        "999999999999",
        "$mail_version",
        "03",
        "3. 6",
        "+3",
        "3.+6",
        "3.-0",
        "3.1023",
        "1.9",
        "9.9"
      })
  void refusesTheCompatibilityLevelsThatPostconfRefuses(String level) throws IOException {
    Path file = Files.createTempDirectory(scratch, "level").resolve("main.cf");
    Files.writeString(file, "myhostname = a.example\ncompatibility_level = " + level + "\n");
    assertThat(differences(Oracle.require("postconf"), file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mynetworks = 192.0.2.0/24", "mynetworks_style = host"})
  void takesAnyCompatibilityLevelThatPostconfDoesNotCompare(String networks) throws IOException {
    Path file = Files.createTempDirectory(scratch, "level").resolve("main.cf");
    Files.writeString(file, "myhostname = a.example\ncompatibility_level = x\n" + networks + "\n");
    assertThat(differences(Oracle.require("postconf"), file)).isEmpty();
  }

  @Test
  void printsTheGoldensAsPostconfDoes() throws IOException {
    Path postconf = Oracle.require("postconf");
    List<String> differences = new ArrayList<>();
    for (Golden golden : Golden.all().toList()) {
      differences.addAll(differences(postconf, golden.directory().resolve("etc/postfix/main.cf")));
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void printsEveryParameterAsPostconfDoes() throws IOException {
    Path postconf = Oracle.require("postconf");
    List<String> differences = new ArrayList<>();
    for (String name :
        List.of("level-1", "level-2", "level-3.6", "level-3.10", "class", "master-options")) {
      Path file =
          Golden.all()
              .filter(g -> g.name().equals(name))
              .findFirst()
              .orElseThrow()
              .directory()
              .resolve("etc/postfix/main.cf");
      Copy copy = copy(file);
      PostfixSettings settings = copy.settings(version(postconf));
      String interfaces = copy.ask(postconf, "-h", "mynetworks").out().strip();
      for (boolean expanded : List.of(false, true)) {
        List<String> theirs =
            (expanded ? copy.ask(postconf, "-x") : copy.ask(postconf)).out().lines().toList();
        List<String> ofThisMachine = new ArrayList<>(NOT_IN_FILES);
        theirs.stream()
            .filter(line -> line.contains(interfaces))
            .forEach(line -> ofThisMachine.add(name(line)));
        compare(
            name + (expanded ? " -x" : ""),
            without(ofThisMachine, theirs).collect(Collectors.joining("\n")),
            without(
                    ofThisMachine,
                    lines(
                        expanded
                            ? settings.parameters().allExpanded()
                            : settings.parameters().all()))
                .toList(),
            differences);
      }
    }
    assertThat(differences).isEmpty();
  }

  private static Stream<String> without(List<String> names, List<String> lines) {
    return lines.stream().filter(line -> !names.contains(name(line)));
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf(" ="));
  }

  /** A directory's two files where postconf reads them, and as Postern reads them. */
  private record Copy(Path directory, Map<String, byte[]> files) {
    PostfixSettings settings(String version) {
      return PostfixSettings.read(
          new MemoryTree(files), "etc/postfix", PostfixSettingsGoldenTest.platform(version));
    }

    boolean has(String name) {
      return files.containsKey("etc/postfix/" + name);
    }

    /** The answer, with the usual directory's name in place of this one's. */
    Oracle.Answer ask(Path postconf, String... options) {
      List<String> command =
          new ArrayList<>(List.of(postconf.toString(), "-c", directory.toString()));
      command.addAll(List.of(options));
      Oracle.Answer answer = Oracle.ask(command);
      return new Oracle.Answer(answer.status(), usual(answer.out()), usual(answer.err()));
    }

    private String usual(String text) {
      return text.replace(directory.toString(), "/etc/postfix");
    }
  }

  /** Of a file, and of the master.cf beside a main.cf; a master.cf alone gets an empty main.cf. */
  private Copy copy(Path file) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path directory = Files.createTempDirectory(scratch, "postfix");
    String name = String.valueOf(file.getFileName());
    if (name.contains("master")) {
      put(directory, "main.cf", new byte[0], files);
      put(directory, "master.cf", Files.readAllBytes(file), files);
    } else {
      put(directory, "main.cf", Files.readAllBytes(file), files);
      Path master = file.resolveSibling("master.cf");
      if (name.equals("main.cf") && Files.isRegularFile(master)) {
        put(directory, "master.cf", Files.readAllBytes(master), files);
      }
    }
    return new Copy(directory, files);
  }

  private static void put(Path directory, String name, byte[] content, Map<String, byte[]> files)
      throws IOException {
    files.put("etc/postfix/" + name, content);
    Files.write(directory.resolve(name), content);
    // A file changed in the last second is read in a loop.
    Files.setLastModifiedTime(directory.resolve(name), FileTime.fromMillis(1_000_000_000_000L));
  }

  private List<String> differences(Path postconf, Path file) throws IOException {
    Copy copy = copy(file);
    PostfixSettings settings = copy.settings(version(postconf));
    List<String> differences = new ArrayList<>();
    Oracle.Answer written = copy.ask(postconf, "-n");
    if (written.status() != 0) {
      if (settings.refusal().isEmpty()) {
        differences.add(file + ": postconf refuses: " + written.err());
      }
      return differences;
    }
    compare(file + " -n", written.out(), lines(settings.parameters().written()), differences);
    compare(
        file + " warnings",
        warnings(written.err()),
        PostfixSettingsGoldenTest.warnings(settings),
        differences);
    Oracle.Answer expanded = copy.ask(postconf, "-x", "-n");
    if (expanded.status() == 0) {
      List<String> ofThisMachine = ofThisMachine(copy, postconf);
      compare(
          file + " -x -n",
          without(ofThisMachine, expanded.out().lines().toList()).collect(Collectors.joining("\n")),
          without(ofThisMachine, lines(settings.parameters().writtenExpanded())).toList(),
          differences);
    } else if (settings.refusal().isEmpty()) {
      differences.add(file + ": postconf -x refuses: " + expanded.err());
    }
    boolean accepts = expanded.status() == 0;
    if (copy.has("master.cf")) {
      Oracle.Answer services = copy.ask(postconf, "-M");
      accepts &= services.status() == 0;
      if (services.status() == 0) {
        compare(file + " -M", services.out(), settings.services(), differences);
        compare(
            file + " -P", copy.ask(postconf, "-P").out(), lines(settings.overrides()), differences);
      } else if (settings.refusal().isEmpty()) {
        differences.add(file + ": postconf refuses: " + services.err());
      }
    }
    if (accepts) {
      accepted++;
      settings
          .refusal()
          .ifPresent(refusal -> differences.add(file + ": postconf takes it: " + refusal));
    }
    return differences;
  }

  /** Whether a table's file is on this machine's disk is not to be told from the files. */
  private static String warnings(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("^\\S*postconf: warning: ", ""))
        .filter(line -> !line.matches("open \"\\w+\" configuration .*"))
        .collect(Collectors.joining("\n"));
  }

  /** Parameters in which a run shows its process id, or this machine's name or networks. */
  private List<String> ofThisMachine(Copy copy, Path postconf) throws IOException {
    List<String> names = new ArrayList<>(NOT_IN_FILES);
    Copy other = copy(copy.directory().resolve("main.cf"));
    Files.writeString(
        other.directory().resolve("main.cf"),
        "mynetworks = 192.0.2.99\nmyhostname = other.example\n"
            + Files.readString(other.directory().resolve("main.cf"), StandardCharsets.ISO_8859_1),
        StandardCharsets.ISO_8859_1);
    Files.setLastModifiedTime(
        other.directory().resolve("main.cf"), FileTime.fromMillis(1_000_000_000_000L));
    List<String> here = copy.ask(postconf, "-x", "-n").out().lines().toList();
    List<String> there = other.ask(postconf, "-x", "-n").out().lines().toList();
    here.stream().filter(line -> !there.contains(line)).forEach(line -> names.add(name(line)));
    return names;
  }

  private String version(Path postconf) throws IOException {
    Path empty = Files.createTempDirectory(scratch, "empty");
    Files.createFile(empty.resolve("main.cf"));
    Files.setLastModifiedTime(empty.resolve("main.cf"), FileTime.fromMillis(1_000_000_000_000L));
    return new Copy(empty, Map.of()).ask(postconf, "-d", "-h", "mail_version").out().strip();
  }

  private static void compare(
      String what, String theirs, List<String> ours, List<String> differences) {
    List<String> expected =
        theirs
            .lines()
            .filter(line -> !line.startsWith("config_directory ="))
            .filter(line -> !isSecret(line))
            .toList();
    List<String> actual =
        ours.stream()
            .map(
                line ->
                    new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
            .filter(line -> !line.contains(Secrets.MASK))
            .toList();
    for (String line : expected) {
      if (actual.stream().noneMatch(own -> PostconfMessage.isSame(line, own))) {
        differences.add(what + ": missing " + line);
      }
    }
    for (String line : actual) {
      if (expected.stream().noneMatch(theirLine -> PostconfMessage.isSame(theirLine, line))) {
        differences.add(what + ": too much " + line);
      }
    }
  }

  /** Of a value, and of one that a warning shows. */
  private static boolean isSecret(String line) {
    Matcher parameter = PARAMETER.matcher(line);
    return parameter.matches()
        && !Secrets.masked(parameter.group(1), parameter.group(2)).equals(parameter.group(2));
  }

  private static List<String> lines(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::toString).toList();
  }
}
