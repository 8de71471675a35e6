package dev.postern.policy;

import dev.postern.fact.Origin;
import dev.postern.policy.FixPlan.Change;
import dev.postern.policy.condition.Scope;
import dev.postern.policy.condition.Truth;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import dev.postern.source.Order;
import dev.postern.source.ReadFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the fix of one failure from a rule's plan and the statements that decided it. */
final class FixMaker {
  private static final String MASTER = "postfix-master";

  private static final String FIREWALL = "firewall";

  private final Scope scope;
  private final List<Origin.Setting> statements;

  /**
   * A maker for one subject.
   *
   * @param statements those that decided the failure
   */
  FixMaker(Scope scope, List<Origin.Setting> statements) {
    this.scope = scope;
    this.statements = statements;
  }

  Fix make(FixPlan plan) {
    List<Fix.Edit> edits = new ArrayList<>();
    Set<Advice> steps = new LinkedHashSet<>();
    Set<Advice> alternatives = new LinkedHashSet<>();
    for (String software : software(plan)) {
      Set<Advice> wanted = software.equals(FIREWALL) && !steps.isEmpty() ? alternatives : steps;
      List<Change> changes = fitting(plan.changes().getOrDefault(software, List.of()), software);
      for (Change change : changes) {
        String suffix = changes.size() > 1 ? change.versions() : "";
        for (Map.Entry<String, FixPlan.NewValue> value : change.set().entrySet()) {
          step(change, value, edits).ifPresent(step -> wanted.add(Advice.of(step + suffix)));
        }
        if (change.text() != null) {
          wanted.add(advice(change.text().fill(scope) + suffix));
        }
      }
    }
    return new Fix(
        advice(plan.text().fill(scope)),
        List.copyOf(steps),
        List.copyOf(alternatives),
        distinct(edits));
  }

  private Advice advice(String clause) {
    return scope.subject() instanceof Endpoint endpoint && endpoint.port().isKnown()
        ? Advice.of(clause, endpoint.port().toOptional().orElseThrow())
        : Advice.of(clause);
  }

  private static List<Fix.Edit> distinct(List<Fix.Edit> edits) {
    return edits.stream().distinct().sorted(Order.by(Fix.Edit::file).then(Fix.Edit::line)).toList();
  }

  /** What is to be changed: the daemon behind the subject, else what the plan speaks of. */
  private List<String> software(FixPlan plan) {
    Object subject = scope.subject();
    Optional<SoftwareName> daemon =
        subject instanceof Endpoint endpoint
            ? endpoint.service().software().toOptional()
            : subject instanceof SmtpRelay relay
                ? relay.service().software().toOptional()
                : Optional.empty();
    return daemon
        .map(name -> List.of(Word.of(name), FIREWALL))
        .orElse(List.copyOf(plan.changes().keySet()));
  }

  /**
   * Those that are good for the subject and for a version that is in use or may be; of these, those
   * whose settings are written.
   */
  private List<Change> fitting(List<Change> changes, String software) {
    List<Version> versions = versions(software);
    List<Change> possible =
        changes.stream()
            .filter(change -> versions.isEmpty() || versions.stream().anyMatch(change::fits))
            .filter(change -> change.when().evaluate(scope).truth() != Truth.FALSE)
            .toList();
    List<Change> written =
        possible.stream()
            .filter(
                change ->
                    change.set().entrySet().stream()
                        .anyMatch(wanted -> statement(change, wanted).isPresent()))
            .toList();
    return written.isEmpty() ? possible : written;
  }

  private List<Version> versions(String software) {
    for (Software found : scope.host().software()) {
      if (found.name().toOptional().map(Word::of).orElse("").equals(software)) {
        return List.copyOf(found.version().possibilities());
      }
    }
    return List.of();
  }

  /** What to do for one setting; empty where it has its new value already. */
  private Optional<String> step(
      Change change, Map.Entry<String, FixPlan.NewValue> wanted, List<Fix.Edit> edits) {
    String name = wanted.getKey();
    String value = wanted.getValue().value();
    Optional<Origin.Setting> written = statement(change, wanted);
    if (written.isPresent()) {
      Span span = written.get().span();
      boolean isOption = kindOf(span.file()).equals(Optional.of(MASTER));
      String text = written.get().text();
      String replaced = StatementText.replaced(text, value);
      if (replaced.equals(text)) {
        return Optional.empty();
      }
      String before = isOption ? StatementText.option(text) : text;
      String after = isOption ? StatementText.option(replaced) : replaced;
      if (span.line() == span.endLine()) {
        edits.add(new Fix.Edit(span.file(), span.line(), before, after));
      }
      return Optional.of(
          "change `%s` to `%s` in %s:%s".formatted(before, after, span.file(), span.line()));
    }
    String where = change.place().isEmpty() ? "" : " " + change.place();
    String assignment = name + " = " + value;
    String statement = change.file().equals(MASTER) ? StatementText.option(assignment) : assignment;
    return Optional.of("add `%s` to %s%s".formatted(statement, file(change.file()), where));
  }

  private Optional<Origin.Setting> statement(
      Change change, Map.Entry<String, FixPlan.NewValue> wanted) {
    return statements.stream()
        .filter(statement -> wanted.getValue().replaces(statement.text(), wanted.getKey()))
        .filter(
            statement ->
                !change.onlyThere()
                    || kindOf(statement.span().file()).map(change.file()::equals).orElse(true))
        .findFirst();
  }

  private Optional<String> kindOf(String path) {
    return scope.host().files().stream()
        .filter(file -> file.source().path().equals(path))
        .map(ReadFile::kind)
        .findFirst();
  }

  /** The file that a new statement goes to: the shortest path of its kind, the main file. */
  private String file(String kind) {
    Host host = scope.host();
    return host.files().stream()
        .filter(file -> file.kind().equals(kind))
        .map(file -> file.source().path())
        .min(Order.by(String::length).then(Comparator.naturalOrder()))
        .orElse("the configuration");
  }
}
