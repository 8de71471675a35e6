package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.postfix.settings.Expansion;
import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installed postconf and Postern agree on directories that chance made: what {@code -n}, {@code
 * -x -n}, {@code -M} and {@code -P} print, warnings, and what is refused where. A failure is shown
 * with the smallest directory that still shows it. The system properties {@code
 * postern.directories} and {@code postern.seed} widen the search.
 */
class PostconfRandomTest {
  private static final int DIRECTORIES = Integer.getInteger("postern.directories", 1000);
  private static final long SEED = Long.getLong("postern.seed", 1);
  private static final int BATCH = 50;
  private static final int MAX_FAILURES = Integer.getInteger("postern.failures", 2);

  private static final String NO_VALUE = "macro processing error";

  /** What would else be taken from this machine. */
  private static final String FIXED = "myhostname = host.example.com\nmynetworks = 192.0.2.0/24\n";

  private static final Pattern FATAL =
      Pattern.compile(
          "\\S*postconf: fatal: (?:(?:file )?\\S*/(main\\.cf|master\\.cf)[,:] line (\\d+): )?(.*)");

  private static final Pattern MISTAKE =
      Pattern.compile(
          "^(truncated macro|empty macro|unbalanced|unexpected input|syntax error after|missing"
              + " '}'|bad operator|unreasonable|missing |attribute name syntax|\"[^ ]* .*expected"
              + " at|\":\")");

  /**
   * Asked in every directory; each answer goes to files of its own. All at once: a Postfix program
   * that refuses something sleeps for a second before it ends (util/msg.c).
   */
  private static final String SCRIPT =
      """
      postconf=$1
      shift
      for directory
      do
        for what in -n '-x -n' -M -P
        do
          name=$directory/${what%% *}
          (
            "$postconf" -c "$directory" $what >"$name" 2>"$name.err"
            echo $? >"$name.status"
          ) &
        done
      done
      wait
      """;

  @TempDir Path scratch = Path.of("");

  /** A directory's two files. */
  private record Made(String main, String master) {
    MemoryTree tree() {
      Map<String, byte[]> files = new TreeMap<>();
      files.put("etc/postfix/main.cf", (FIXED + main).getBytes(StandardCharsets.UTF_8));
      files.put("etc/postfix/master.cf", master.getBytes(StandardCharsets.UTF_8));
      return new MemoryTree(files);
    }
  }

  @Test
  void agreesWithPostconfOnDirectoriesMadeByChance() throws IOException {
    Path postconf = Oracle.require("postconf");
    String version = version(postconf);
    List<String> failures = new ArrayList<>();
    for (int done = 0; done < DIRECTORIES && failures.size() < MAX_FAILURES; done += BATCH) {
      List<Made> batch = new ArrayList<>();
      for (int i = done; i < Math.min(DIRECTORIES, done + BATCH); i++) {
        RandomPostfix random = new RandomPostfix(SEED + i);
        batch.add(new Made(random.main(), random.master()));
      }
      List<List<String>> differences = differences(postconf, version, batch);
      for (int i = 0; i < batch.size(); i++) {
        if (!differences.get(i).isEmpty()) {
          failures.add(failure(postconf, version, batch.get(i), SEED + done + i));
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  private String failure(Path postconf, String version, Made made, long seed) throws IOException {
    Made small = Boolean.getBoolean("postern.whole") ? made : smallest(postconf, version, made);
    return "seed %d%n--- main.cf%n%s--- master.cf%n%s---%n%s%n"
        .formatted(
            seed,
            FIXED + small.main(),
            small.master(),
            differences(postconf, version, List.of(small)).get(0));
  }

  /** Leaves out lines, then words, as long as a difference stays. */
  private Made smallest(Path postconf, String version, Made made) throws IOException {
    Made small = made;
    for (String cut : List.of("(?<=\n)", "(?<= )|(?= )|(?=[$}])|(?<=[{}])")) {
      boolean smaller = true;
      while (smaller) {
        smaller = false;
        List<Made> candidates = smaller(small, cut);
        List<List<String>> differences = differences(postconf, version, candidates);
        for (int i = 0; i < candidates.size() && !smaller; i++) {
          smaller = !differences.get(i).isEmpty();
          small = smaller ? candidates.get(i) : small;
        }
      }
    }
    return small;
  }

  private static List<Made> smaller(Made made, String cut) {
    List<Made> result = new ArrayList<>();
    for (String main : without(made.main(), cut)) {
      result.add(new Made(main, made.master()));
    }
    for (String master : without(made.master(), cut)) {
      result.add(new Made(made.main(), master));
    }
    return result;
  }

  private static List<String> without(String text, String cut) {
    List<String> parts = List.of(text.split(cut));
    List<String> result = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<String> rest = new ArrayList<>(parts);
      if (!rest.remove(i).isBlank()) {
        result.add(String.join("", rest));
      }
    }
    return result;
  }

  private List<List<String>> differences(Path postconf, String version, List<Made> batch)
      throws IOException {
    List<Path> directories = new ArrayList<>();
    for (Made made : batch) {
      Path directory = Files.createTempDirectory(scratch, "p");
      write(directory.resolve("main.cf"), FIXED + made.main());
      write(directory.resolve("master.cf"), made.master());
      directories.add(directory);
    }
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", postconf.toString()));
    directories.forEach(directory -> command.add(directory.toString()));
    Oracle.ask(command);
    List<List<String>> result = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      PostfixSettings settings =
          PostfixSettings.read(
              batch.get(i).tree(), "etc/postfix", PostfixSettingsGoldenTest.platform(version));
      result.add(compare(new Answers(directories.get(i)), settings));
      delete(directories.get(i));
    }
    return result;
  }

  /** A file changed in the last second is read in a loop. */
  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** What postconf said, with the usual directory's name in place of this one's. */
  private record Answers(Path directory) {
    List<String> of(String what) throws IOException {
      String text = Files.readString(directory.resolve(what));
      return text.replace(directory.toString(), "/etc/postfix").lines().toList();
    }

    Optional<String> fatal(String what) throws IOException {
      return of(what + ".err").stream()
          .filter(line -> line.contains("postconf: fatal: "))
          .findFirst();
    }

    /** Whether postconf overflowed its stack. */
    boolean crashed(String what) throws IOException {
      return Integer.parseInt(of(what + ".status").get(0)) > 128;
    }
  }

  private static List<String> compare(Answers theirs, PostfixSettings ours) throws IOException {
    List<String> differences = new ArrayList<>();
    for (String what : List.of("-n", "-M", "-P")) {
      if (theirs.crashed(what)) {
        if (ours.problems().stream().noneMatch(PostconfRandomTest::isEndless)) {
          differences.add("postconf overflows its stack, and Postern says " + ours.refusal());
        }
        return differences;
      }
      Optional<String> fatal = theirs.fatal(what);
      if (fatal.isPresent()) {
        refused(fatal.get(), theirs.of(what + ".err"), ours, differences);
        return differences;
      }
    }
    if (ours.refusal().isPresent()) {
      differences.add("Postern refuses: " + ours.refusal().get());
      return differences;
    }
    same("-n", theirs.of("-n"), texts(ours.parameters().written()), differences);
    List<String> expanded = texts(ours.parameters().writtenExpanded());
    if (theirs.crashed("-x") || theirs.fatal("-x").isPresent()) {
      if (expanded.stream().noneMatch(line -> line.endsWith("(unknown)"))) {
        differences.add("-x -n: " + theirs.of("-x.err") + ", not " + expanded);
      }
    } else {
      same("-x -n", theirs.of("-x"), expanded, differences);
    }
    same("-M", theirs.of("-M"), ours.services(), differences);
    same("-P", theirs.of("-P"), texts(ours.overrides()), differences);
    sameWarnings(warnings(theirs.of("-n.err")), warnings(ours), differences);
    same(
        "-n read again",
        theirs.of("-n"),
        texts(saved(theirs, "-n").parameters().written()),
        differences);
    List<String> options = texts(saved(theirs, "-P").overrides());
    same("-P read again", theirs.of("-P"), options, differences);
    return differences;
  }

  /** What was printed, read as a file. */
  private static PostfixSettings saved(Answers theirs, String what) throws IOException {
    byte[] text = String.join("\n", theirs.of(what)).getBytes(StandardCharsets.UTF_8);
    return PostfixSettings.read(new MemoryTree(Map.of("saved", text)), "saved", Platform.UNKNOWN);
  }

  private static boolean isEndless(Problem problem) {
    return problem.isRefusal() && problem.message().contains(Expansion.ENDLESS);
  }

  private static void refused(
      String fatal, List<String> warnings, PostfixSettings ours, List<String> differences) {
    Matcher matcher = FATAL.matcher(fatal);
    if (ours.refusal().isEmpty() || !matcher.matches()) {
      differences.add("postconf refuses: " + fatal);
      return;
    }
    String what = matcher.group(3);
    // Of several values that cannot be expanded postconf tells any.
    List<Problem> candidates =
        what.endsWith(NO_VALUE)
            ? ours.problems().stream().filter(Problem::isRefusal).toList()
            : List.of(ours.refusal().get());
    for (Problem problem : candidates) {
      String place = String.valueOf(problem.place());
      boolean samePlace =
          matcher.group(1) == null
              || place.startsWith(
                  "etc/postfix/%s:%s:".formatted(matcher.group(1), matcher.group(2)));
      boolean sameDetail =
          what.endsWith(NO_VALUE)
              && problem.message().startsWith(NO_VALUE + " in ")
              && warnings.stream()
                  .map(line -> line.replaceFirst("^\\S*postconf: (warning|fatal)", ""))
                  .anyMatch(detail -> isEnd(problem.message(), detail));
      if (samePlace && (isSame(what, problem.message()) || sameDetail)) {
        return;
      }
    }
    differences.add("refused with %s, not %s".formatted(warnings, candidates));
  }

  private static boolean isEnd(String ours, String detail) {
    int at = ours.indexOf(": ");
    return at > 0 && isSame(detail, ours.substring(at));
  }

  /** postconf shows control characters as question marks. */
  private static boolean isSame(String theirs, String ours) {
    return PostconfMessage.isSame(theirs, ours.replaceAll("[\\x00-\\x1f\\x7f]", "?"));
  }

  private static List<String> texts(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::toString).toList();
  }

  private static List<String> warnings(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("^\\S*postconf: warning: ", ""))
        // Whether a table's file is on this machine's disk is not to be told from the files.
        .filter(Predicate.not(line -> line.matches("open \"\\w+\" configuration .*")))
        .map(PostconfRandomTest::withoutPlace)
        .distinct()
        .sorted()
        .toList();
  }

  /** postconf names the file of a mistake in an expression in ways of its own, or not at all. */
  private static String withoutPlace(String line) {
    String bare = line.replaceFirst("^\\S*(main|master)\\.cf:(\\S+:)? ", "");
    return MISTAKE.matcher(bare).find() ? bare : line;
  }

  private static List<String> warnings(PostfixSettings settings) {
    return PostfixSettingsGoldenTest.warnings(settings).stream()
        .map(PostconfRandomTest::withoutPlace)
        .distinct()
        .sorted()
        .toList();
  }

  private static void sameWarnings(
      List<String> theirs, List<String> ours, List<String> differences) {
    for (String line : theirs) {
      if (ours.stream().noneMatch(own -> isSame(line, own))) {
        differences.add("warnings: missing [" + line + "]");
      }
    }
    for (String own : ours) {
      if (theirs.stream().noneMatch(line -> isSame(line, own))) {
        differences.add("warnings: too much [" + own + "]");
      }
    }
  }

  private static void same(
      String what, List<String> theirs, List<String> ours, List<String> differences) {
    List<String> expected =
        theirs.stream().filter(line -> !line.startsWith("config_directory =")).toList();
    if (!expected.equals(ours)) {
      String missing =
          expected.stream().filter(line -> !ours.contains(line)).collect(Collectors.joining(" | "));
      String extra =
          ours.stream().filter(line -> !expected.contains(line)).collect(Collectors.joining(" | "));
      boolean order = missing.isEmpty() && extra.isEmpty();
      differences.add(
          order
              ? "%s: %s, not %s".formatted(what, expected, ours)
              : "%s: missing [%s], too much [%s]".formatted(what, missing, extra));
    }
  }

  private String version(Path postconf) throws IOException {
    Path empty = Files.createTempDirectory(scratch, "empty");
    write(empty.resolve("main.cf"), "");
    return Oracle.ask(
            List.of(postconf.toString(), "-c", empty.toString(), "-d", "-h", "mail_version"))
        .out()
        .strip();
  }
}
