package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.source.DirectoryTree;
import dev.postern.source.Problem;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tree of Dovecot 2.4 and the questions about it: what doveconf says and prints, and what the
 * server says when it starts, which asks {@code doveconf -C -F}.
 */
final class ModernTrial implements RandomTrees.Trial {
  private static final Pattern REFUSAL =
      Pattern.compile("Fatal: Error in configuration file \\S+?(?: line (\\d+))?: ");
  private static final String AT_START = " (the server refuses";

  /** What a shell says of a program that ended by a segmentation fault. */
  private static final int CRASHED = 139;

  private final DovecotSettings ours;
  private final Doveconf.Build build;
  private final List<Scope> scopes;
  private final List<Integer> scoped = new ArrayList<>();
  private final int printed;
  private final int started;

  ModernTrial(Doveconf doveconf, String name, Map<String, List<String>> files, Random random)
      throws IOException {
    build = doveconf.build();
    Path main = doveconf.write(name, files);
    printed = doveconf.ask(List.of("-n", "-c", main.toString()));
    started = doveconf.ask(List.of("-C", "-c", main.toString(), "-F", "/bin/true"));
    scopes = List.of(Scope.GLOBAL, RandomScope.of(random), RandomScope.of(random));
    for (Scope scope : scopes) {
      scoped.add(doveconf.ask(RandomScope.command("-aP", main, scope, "local_name")));
    }
    ours =
        DovecotReader.read(
            new DirectoryTree(Path.of("/")), main.toString().substring(1), Platforms.DOVECOT_2_4);
  }

  @Override
  public boolean accepted(List<Answer> answers) {
    return answers.get(printed).status() == 0;
  }

  @Override
  public String difference(List<Answer> answers) {
    Answer told = answers.get(printed);
    if (told.status() == CRASHED) {
      boolean expected = ours.problems().stream().anyMatch(p -> p.message().contains(" crashes "));
      return expected ? "" : "doveconf crashes, we: " + ours.problems();
    }
    if (told.status() != 0) {
      String shown = refusal("doveconf", told, ours.refusal());
      // doveconf -n checks the text of a variable, the server what it stands for.
      Answer start = answers.get(started);
      boolean ofVariable = told.err().contains(": $SET:");
      boolean silent = isStopped(start) && !ofVariable;
      return silent || !ofTheServer(start).isEmpty() ? shown : "";
    }
    if (ours.refused()) {
      return "doveconf accepts, we: " + ours.problems();
    }
    String shown = DoveconfDifferentialTest.difference(ours.print(false, Scope.GLOBAL), told.out());
    for (int i = 0; i < scopes.size() && shown.isEmpty(); i++) {
      Scope scope = scopes.get(i);
      Answer theirs = answers.get(scoped.get(i));
      if (theirs.err().contains("Panic: ")) {
        continue; // It asks itself whether a filter that it lays over the rest includes a group.
      }
      shown =
          DoveconfDifferentialTest.difference(
              build.asPrinted(ours.print(true, scope)),
              build.asPrinted(SecretValues.hidden(theirs.out())));
      if (shown.isEmpty()) {
        shown = SecretValues.difference(ours, scope, theirs.out());
      }
      shown = shown.isEmpty() ? "" : scope + ": " + shown;
    }
    return shown.isEmpty() ? ofTheServer(answers.get(started)) : shown;
  }

  private String ofTheServer(Answer start) {
    boolean bad = !isStopped(start) && (start.status() != 0 || ours.serverRefusal().isPresent());
    return bad ? refusal("the server", start, ours.serverRefusal()) : "";
  }

  /** Where it stops at a file that this machine does not have, it tells nothing of the rest. */
  private static boolean isStopped(Answer start) {
    return start.err().contains("No such file or directory");
  }

  /** Of several mistakes it tells all; the line only of those that stop it while it reads. */
  private static String refusal(String who, Answer theirs, Optional<Problem> mine) {
    String told = theirs.err().strip();
    if (mine.isEmpty() || theirs.status() == 0) {
      return who + ": " + told + ", we: " + mine;
    }
    String message = mine.get().message();
    int end = message.indexOf(AT_START);
    Matcher line = REFUSAL.matcher(told);
    boolean place =
        !line.find()
            || line.group(1) == null
            || String.valueOf(mine.get().place()).contains(":" + line.group(1) + ":");
    return told.contains((end < 0 ? message : message.substring(0, end)).strip()) && place
        ? ""
        : who + ": " + told + ", we: " + mine.get();
  }
}
