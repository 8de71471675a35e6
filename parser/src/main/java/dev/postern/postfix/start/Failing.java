package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.ParameterTypes;
import dev.postern.postfix.settings.ParameterTypes.Check;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a program ends as soon as it is started.
 *
 * @param dies whether it does, for sure or perhaps
 */
public record Failing(Fact<Boolean> dies, String why, List<Origin> origins) {

  private static final String DEBUGGER = "debugger_command";

  /** How many processes master may start of a program that serves all clients in one, or any. */
  private static final Map<String, Long> PROCESSES =
      Map.of("postscreen", 1L, "anvil", 1L, "cleanup", 0L, "tlsproxy", 0L);

  /**
   * What a program does not take of its line in master.cf: words of its command, and limits of
   * processes with which it cannot do its work (CA_MAIL_SERVER_SOLITARY and
   * CA_MAIL_SERVER_UNLIMITED of the programs).
   */
  public static List<Failing> ofEntry(MasterEntry entry, Scope scope) {
    List<Failing> found = new ArrayList<>();
    for (String complaint : entry.complaints()) {
      found.add(new Failing(Fact.known(true), complaint, List.of(entry.origin())));
    }
    if (entry.isDebugged() && scope.written(DEBUGGER).isEmpty() && scope.value(DEBUGGER).is("")) {
      found.add(
          new Failing(
              Fact.known(true),
              "no %s variable set up".formatted(DEBUGGER),
              List.of(entry.origin())));
    }
    Long demanded = PROCESSES.get(entry.program());
    if (demanded != null) {
      Fact<Boolean> wrong =
          entry.processes().equals("-")
              ? scope.value("default_process_limit").map(text -> isOther(text, demanded))
              : Fact.known(isOther(entry.processes(), demanded), entry.origin());
      if (wrong.possibilities().contains(true)) {
        String why =
            "service %s requires a process limit of %d"
                .formatted(Text.quoted(entry.service()), demanded);
        found.add(new Failing(wrong, why, List.of(entry.origin())));
      }
    }
    return found;
  }

  private static boolean isOther(String limit, long demanded) {
    return Numbers.number(limit).filter(number -> number != demanded).isPresent();
  }

  /**
   * The values of the wrong type that a program finds. What every program checks is wrong for all
   * of them in main.cf, and here where the service's own options say it.
   *
   * @param program with checks of its own
   */
  public static List<Failing> ofTypes(String program, MasterEntry entry, Scope scope) {
    List<Failing> found = new ArrayList<>();
    for (Check check : ParameterTypes.all().of(program)) {
      of(check, scope).ifPresent(found::add);
    }
    Set<String> own =
        entry.options().stream().map(MasterEntry.Option::name).collect(Collectors.toSet());
    if (!own.isEmpty()) {
      found.addAll(SharedChecks.of(scope, own::contains));
    }
    return found;
  }

  /** What a check finds; empty where the value is right for sure, or not known at all. */
  public static Optional<Failing> of(Check check, Scope scope) {
    if (!mayBeWritten(check, scope)) {
      return Optional.empty();
    }
    Fact<String> value = scope.value(check.name());
    if (value.origins().stream().noneMatch(Origin.Setting.class::isInstance)) {
      return Optional.empty();
    }
    Fact<Boolean> wrong = value.map(text -> check.complaint(text).isPresent());
    if (!wrong.possibilities().contains(true)) {
      return Optional.empty();
    }
    Fact<Boolean> dies = Fact.and(wrong, check.isMade(scope.versions()));
    return dies.is(false)
        ? Optional.empty()
        : value.possibilities().stream()
            .flatMap(text -> check.complaint(text).stream())
            .findFirst()
            .map(why -> new Failing(dies, why, value.origins()));
  }

  /** Whether something written may take part in the value: defaults alone are right. */
  private static boolean mayBeWritten(Check check, Scope scope) {
    return scope.written(check.name()).isPresent()
        || check.kind().equals("hostname")
        || scope.versions().versions().stream()
            .allMatch(version -> scope.text(check.name(), version).orElse("").indexOf('$') >= 0);
  }

  /**
   * The warning of it, at what gave the value.
   *
   * @param service that is found not to work
   * @param effect what becomes of it
   */
  public Problem problem(MasterEntry service, String effect) {
    Span place = place().orElse(service.line().span());
    return new Problem(
        Problem.Kind.REFUSED,
        Problem.Level.WARNING,
        place.file(),
        place,
        "%s %s%s: %s".formatted(service.name(), dies.is(true) ? "" : "perhaps ", effect, why));
  }

  /** Where the value is written. */
  public Optional<Span> place() {
    return origins.stream()
        .filter(Origin.Setting.class::isInstance)
        .map(found -> ((Origin.Setting) found).span())
        .findFirst();
  }

  /** The same where it only matters under a condition; empty where that does not hold. */
  public Optional<Failing> where(Fact<Boolean> condition) {
    Fact<Boolean> both = Fact.and(condition, dies);
    return both.is(false) ? Optional.empty() : Optional.of(new Failing(both, why, origins));
  }

  /** The sum of some: whether any of them comes true. */
  public static Fact<Boolean> any(List<Failing> failings) {
    Fact<Boolean> dies = Fact.known(false);
    for (Failing failing : failings) {
      dies = Fact.or(dies, failing.dies().from(failing.origins()));
    }
    return dies;
  }
}
