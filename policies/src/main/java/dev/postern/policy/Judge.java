package dev.postern.policy;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.Decider;
import dev.postern.policy.condition.Outcome;
import dev.postern.policy.condition.Scope;
import dev.postern.policy.condition.Truth;
import dev.postern.posture.Host;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges hosts by policies. */
public final class Judge {
  private Judge() {}

  /** One finding for every rule and subject, whatever the verdict, in {@link Finding#ORDER}. */
  public static List<Finding> judge(Host host, Policy policy) {
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      judge(host, rule, rule.each(), findings);
    }
    findings.sort(Finding.ORDER);
    return findings;
  }

  private static <T> void judge(Host host, Rule rule, SubjectKind<T> kind, List<Finding> findings) {
    Fact<List<T>> subjects = kind.list().apply(host);
    if (subjects instanceof Fact.Known<List<T>> known) {
      for (T subject : known.value()) {
        findings.add(judge(host, rule, kind, subject));
      }
      return;
    }
    Decider list = new Decider(kind.name(), subjects, "unknown: " + reason(subjects));
    Subject subject = new Subject(kind.name(), kind.name() + " ?", java.util.Map.of());
    Scope scope = new Scope(host, host);
    Case one = new Case(rule, subject, scope, Verdict.UNKNOWN, List.of(), List.of(list));
    findings.add(new FindingMaker(one).make());
  }

  private static <T> Finding judge(Host host, Rule rule, SubjectKind<T> kind, T one) {
    Scope scope = new Scope(one, host);
    Outcome exists = kind.exists().evaluate(scope);
    Outcome applies =
        exists.truth() == Truth.TRUE
            ? rule.when().evaluate(scope)
            : new Condition.All(List.of(kind.exists(), rule.when())).evaluate(scope);
    Subject subject = kind.subject(one, host);
    if (applies.truth() == Truth.FALSE) {
      Verdict verdict = Verdict.NOT_APPLICABLE;
      Case decided = new Case(rule, subject, scope, verdict, List.of(), applies.deciders());
      return new FindingMaker(decided).make();
    }
    Outcome holds = rule.require().evaluate(scope);
    Verdict verdict =
        holds.truth() == Truth.TRUE
            ? Verdict.PASS
            : holds.truth() == Truth.FALSE && applies.truth() == Truth.TRUE
                ? Verdict.FAIL
                : Verdict.UNKNOWN;
    Case decided = new Case(rule, subject, scope, verdict, holds.deciders(), applies.deciders());
    return new FindingMaker(decided).make();
  }

  static String reason(Fact<?> fact) {
    return fact instanceof Fact.Unknown<?> unknown ? unknown.reason() : "";
  }

  /**
   * A rule's word on one subject, with the facts that decided it.
   *
   * @param required those that decided whether what is demanded holds
   * @param applied those that decided whether the rule applies
   */
  record Case(
      Rule rule,
      Subject subject,
      Scope scope,
      Verdict verdict,
      List<Decider> required,
      List<Decider> applied) {
    /** Why the verdict is unknown. */
    String reasons() {
      Set<String> reasons = new LinkedHashSet<>();
      for (Decider decider : deciders()) {
        if (!decider.fact().isKnown()) {
          reasons.add(reason(decider.fact()));
        }
      }
      return reasons.stream().collect(Collectors.joining("; "));
    }

    List<Decider> deciders() {
      List<Decider> all = new ArrayList<>(required);
      all.addAll(applied);
      return all;
    }

    /** Statements that decided, those of {@code require} first, each once. */
    List<Origin.Setting> statements() {
      Set<Origin.Setting> found = new LinkedHashSet<>();
      for (Decider decider : deciders()) {
        for (Origin origin : decider.fact().origins()) {
          if (origin instanceof Origin.Setting setting) {
            found.add(setting);
          }
        }
      }
      return List.copyOf(found);
    }
  }
}
