package dev.postern.dovecot;

import dev.postern.dovecot.layered.HeadlessFilters;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.posture.service.Platform;
import dev.postern.source.DirectoryTree;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tree of Dovecot 2.2 or 2.3 and the questions about it. */
final class LayeredTrial implements RandomTrees.Trial {
  private static final Pattern REFUSAL =
      Pattern.compile("Fatal: Error in configuration file (\\S+?)(?: line (\\d+))?: ([^\n]*)");

  private static final Pattern AT_START = Pattern.compile(" \\(the server refuses .*");

  /** What the parser of event filters would rather have read. */
  private static final Pattern EXPECTING = Pattern.compile("(?<=syntax error), unexpected .*");

  /** Set in a filter for all addresses it does not keep managesieve from telling the default. */
  private static final String SIEVE = "managesieve_sieve_capability";

  private static final Pattern CONFLICT =
      Pattern.compile("(?:Fatal|Error): (Conflict in setting [^\n]*)");
  private static final Pattern WARNING = Pattern.compile("doveconf: (?:Warning|Error): ([^\n]*)");

  /** About the load the server can take, and about doveconf itself. */
  private static final List<String> NOT_OF_THE_FILES =
      List.of(
          "NOTE: You can get a new clean",
          "managesieve-login: dump-capability process",
          "service auth { client",
          "service anvil { client");

  private static final List<String> WITHOUT_PLACE =
      List.of("SSL is disabled", "You should remove", "Could not find a minimum");

  private final Doveconf.Build build;
  private final DovecotSettings ours;
  private final List<Scope> scopes = new ArrayList<>(List.of(Scope.GLOBAL));
  private final List<Integer> numbers = new ArrayList<>();
  private final int expanded;
  private final Path main;

  LayeredTrial(
      Platform platform,
      Doveconf doveconf,
      String name,
      Map<String, List<String>> files,
      Random random)
      throws IOException {
    build = doveconf.build();
    main = doveconf.write(name, files);
    scopes.add(RandomScope.of(random));
    scopes.add(RandomScope.of(random));
    for (int i = 0; i < scopes.size(); i++) {
      numbers.add(doveconf.ask(RandomScope.command(i == 0 ? "-n" : "-aP", main, scopes.get(i))));
    }
    expanded = doveconf.ask(RandomScope.command("-nxP", main, Scope.GLOBAL));
    ours =
        DovecotReader.read(new DirectoryTree(Path.of("/")), main.toString().substring(1), platform);
  }

  @Override
  public boolean accepted(List<Answer> answers) {
    return answers.get(numbers.get(0)).status() == 0;
  }

  @Override
  public String difference(List<Answer> answers) {
    Answer first = answers.get(numbers.get(0));
    Answer server = answers.get(expanded);
    String theirs = refusal(first);
    String ofTheServer = refusal(server);
    if (!theirs.isEmpty()) {
      // doveconf -n checks the text of a variable, the server what it stands for.
      // Where it stops at a file that this machine does not have, it tells nothing of the rest.
      boolean stopped = ofTheServer.contains("Can't open file");
      boolean silent = stopped || ofTheServer.isEmpty();
      boolean agree = silent ? ours.serverRefusal().isPresent() == stopped : isOurs(ofTheServer);
      return agree || same(ours.refusal(), theirs) || isOneOf(first)
          ? ""
          : "doveconf: %s%n  we: %s".formatted(theirs, ours.problems());
    }
    if (first.status() != 0) {
      return "doveconf: " + first.err();
    }
    if (ours.refusal().isPresent()) {
      return isOurs(ofTheServer) ? "" : "doveconf accepts, we: " + ours.problems();
    }
    Set<String> warnings = warnings(first.err());
    Set<String> told = new TreeSet<>();
    ours.problems().stream()
        .filter(p -> !p.isError())
        .map(LayeredTrial::warning)
        .forEach(told::add);
    if (!warnings.equals(told)) {
      return "doveconf warns %s%n  we %s".formatted(warnings, told);
    }
    for (int i = 0; i < scopes.size(); i++) {
      String difference = difference(scopes.get(i), i > 0, answers.get(numbers.get(i)));
      if (!difference.isEmpty()) {
        return scopes.get(i) + ": " + difference;
      }
    }
    return expanded(answers.get(expanded));
  }

  /**
   * Where and why doveconf refuses; empty when it does not. The last word is its own: before, the
   * program of Pigeonhole that it asks may have refused something else.
   */
  private static String refusal(Answer answer) {
    Matcher matcher = REFUSAL.matcher(answer.err());
    String refusal = "";
    while (answer.status() != 0 && matcher.find()) {
      String why = EXPECTING.matcher(matcher.group(3)).replaceFirst("");
      refusal = place(matcher.group(1), matcher.group(2)) + " " + why;
    }
    return refusal;
  }

  private boolean isOurs(String refusalOfTheServer) {
    return same(ours.serverRefusal(), refusalOfTheServer);
  }

  /** Whether it names our mistake among those that it finds in an order that was left to chance. */
  private boolean isOneOf(Answer theirs) {
    return !build.ordered()
        && ours.refusal()
            .filter(
                p ->
                    List.of(theirs.err().split("\n", -1))
                        .contains("doveconf: Error: " + p.message()))
            .isPresent();
  }

  private boolean same(Optional<Problem> mine, String refusal) {
    return mine.filter(p -> refusal.equals(told(p, true)) || refusal.equals(told(p, false)))
        .isPresent();
  }

  private String difference(Scope scope, boolean all, Answer theirs) {
    Matcher conflict = CONFLICT.matcher(theirs.err());
    if (conflict.find()) {
      boolean told = ours.conflict(scope).filter(conflict.group(1)::equals).isPresent();
      if (!told) {
        return theirs.err() + " we: " + ours.conflict(scope);
      }
      if (theirs.status() != 0) {
        return "";
      }
    }
    if (theirs.status() != 0) {
      return theirs.err();
    }
    String shown = all ? SecretValues.hidden(theirs.out()) : build.hidden(theirs.out());
    String mine = build.asPrinted(ours.print(all, scope));
    String difference =
        HeadlessFilters.that(ours, SIEVE) > 0
            ? DoveconfDifferentialTest.differenceWithoutTold(mine, shown)
            : DoveconfDifferentialTest.difference(mine, shown, theirs.err());
    return difference.isEmpty() && all
        ? SecretValues.difference(ours, scope, theirs.out())
        : difference;
  }

  /** The values that the server sees, where they are known, against doveconf -x. */
  private String expanded(Answer theirs) {
    if (theirs.status() != 0) {
      boolean file = theirs.err().contains("Can't open file");
      boolean told = ours.serverRefusal().isPresent();
      return file || told ? "" : "doveconf -x: " + theirs.err();
    }
    // A key's second line is of a filter for all addresses, which doveconf prints without a head.
    Set<String> seen = new TreeSet<>();
    for (String line : theirs.out().lines().toList()) {
      int sign = line.indexOf(" = ");
      if (sign > 0 && " #".indexOf(line.charAt(0)) < 0 && !line.startsWith("managesieve_")) {
        String key = line.substring(0, sign);
        if (!seen.add(key) || isOfFiltersOnly(key)) {
          continue;
        }
        Optional<String> value = ours.value(Scope.GLOBAL, key).toOptional();
        String shown = SecretValues.unquoted(line.substring(sign + 3));
        if (value.filter(v -> !v.startsWith("<") && !v.equals(shown)).isPresent()) {
          return "doveconf -xP: " + line + ", we: " + value.get();
        }
      } else if (line.endsWith("{")) {
        return "";
      }
    }
    return "";
  }

  /** Whether the lines of a key are all of filters for all addresses. */
  private boolean isOfFiltersOnly(String key) {
    long printed =
        ours.print(false, Scope.GLOBAL).lines().filter(l -> l.startsWith(key + " = ")).count();
    return printed <= HeadlessFilters.that(ours, key);
  }

  private static String place(String file, String line) {
    return line == null ? file : file + ":" + line;
  }

  /** Once everything is read, doveconf names the main file and no line. */
  private String told(Problem problem, boolean withLine) {
    Span place = problem.place();
    String where =
        withLine && place != null ? problem.file() + ":" + place.line() : ours.mainFile();
    return "/" + where + " " + AT_START.matcher(problem.message()).replaceFirst("");
  }

  private static String warning(Problem problem) {
    String message = problem.message();
    Span place = Objects.requireNonNull(problem.place());
    if (message.startsWith("Obsolete setting: ")) {
      return "Obsolete setting in /%s:%d: %s"
          .formatted(problem.file(), place.line(), message.substring(18));
    }
    if (WITHOUT_PLACE.stream().anyMatch(message::startsWith)) {
      return message;
    }
    String start = message.startsWith("Ambiguous") ? "Configuration file " : "";
    return "%s/%s line %d: %s".formatted(start, problem.file(), place.line(), message);
  }

  /** Each once: where Pigeonhole is installed, doveconf reads everything a second time. */
  private static Set<String> warnings(String err) {
    Set<String> warnings = new TreeSet<>();
    Matcher matcher = WARNING.matcher(err);
    while (matcher.find()) {
      String text = matcher.group(1);
      if (NOT_OF_THE_FILES.stream().noneMatch(text::startsWith)) {
        warnings.add(text);
      }
    }
    return warnings;
  }
}
