package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether Postfix starts at all with its files. Before {@code postfix start} runs the master
 * daemon, it asks postconf (conf/postfix-script): what that refuses, nothing starts with.
 */
public final class Starting {
  private static final String LOG_FILE = "maillog_file";
  private static final String LOG_SERVICE = "postlog/unix-dgram";

  private final List<Problem> problems;
  private final List<Problem> found = new ArrayList<>();
  private Optional<String> doubt = Optional.empty();

  private Starting(PostfixSettings settings, Services services) {
    this.problems = settings.problems();
    Scope scope = settings.everyProgram();
    for (MasterEntry entry : settings.running()) {
      MasterChecks.failing(entry, services, scope).ifPresent(failing -> add(failing, entry));
    }
    SharedChecks.of(scope, any -> true).forEach(this::add);
    withoutLog(settings, scope).ifPresent(this::add);
  }

  /** What is found of an instance. */
  public static Starting of(PostfixSettings settings, Services services) {
    return new Starting(settings, services);
  }

  /** What is wrong besides what postconf refuses. */
  public List<Problem> problems() {
    return found;
  }

  /** Why it is not known what runs; empty where Postfix starts. */
  public Optional<String> obstacle() {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(found);
    return all.stream()
        .filter(problem -> problem.isRefusal() || problem.kind() == Problem.Kind.UNREADABLE)
        .min(Problem.ORDER)
        .map(Starting::reason)
        .or(() -> doubt);
  }

  private static String reason(Problem problem) {
    if (problem.kind() == Problem.Kind.UNREADABLE) {
      return problem.file() + " cannot be read: " + problem.message();
    }
    String place = problem.place() == null ? "" : ":" + problem.place().line();
    return "Postfix refuses " + problem.file() + place + ": " + problem.message();
  }

  private void add(Failing failing, MasterEntry entry) {
    add(failing, Optional.of(entry.line().span()));
  }

  private void add(Failing failing) {
    add(failing, failing.place());
  }

  private void add(Failing failing, Optional<Span> place) {
    if (failing.dies() instanceof Fact.Unknown<Boolean> unknown) {
      doubt = doubt.or(() -> Optional.of(unknown.reason()));
      return;
    }
    place
        .map(span -> Problem.error(Problem.Kind.REFUSED, span, failing.why()))
        .filter(problem -> !problems.contains(problem))
        .ifPresent(found::add);
  }

  /** {@code postfix start} demands the service that writes the log; master itself does not. */
  private static Optional<Failing> withoutLog(PostfixSettings settings, Scope scope) {
    Fact<String> file = scope.value(LOG_FILE);
    boolean isThere =
        settings.master().isEmpty()
            || settings.entries().stream().anyMatch(entry -> entry.name().equals(LOG_SERVICE));
    return isThere || file.mayBe("")
        ? Optional.empty()
        : Optional.of(
            new Failing(
                Fact.known(true),
                "missing 'postlog' service in master.cf, which postfix start demands with %s"
                    .formatted(LOG_FILE),
                file.origins().stream().filter(Origin.Setting.class::isInstance).toList()));
  }
}
