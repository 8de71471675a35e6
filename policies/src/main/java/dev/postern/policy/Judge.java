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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a host by a policy. */
public final class Judge {
  private final Host host;
  private final Set<Verdict> told;
  private final List<Finding> findings = new ArrayList<>();
  private final EnumMap<Verdict, Integer> others = new EnumMap<>(Verdict.class);

  private Judge(Host host, Set<Verdict> told) {
    this.host = host;
    this.told = told;
  }

  /** One finding for every rule and subject, whatever the verdict, in {@link Finding#ORDER}. */
  public static List<Finding> judge(Host host, Policy policy) {
    return judge(host, policy, EnumSet.allOf(Verdict.class)).findings();
  }

  /**
   * The findings of some verdicts, and the number of the others.
   *
   * @param told whose findings are written, which costs far more than to count them
   */
  public static Judgement judge(Host host, Policy policy, Set<Verdict> told) {
    Judge judge = new Judge(host, told);
    for (Rule rule : policy.rules()) {
      judge.judge(rule, rule.each());
    }
    judge.findings.sort(Finding.ORDER);
    return new Judgement(judge.findings, judge.others);
  }

  private <T> void judge(Rule rule, SubjectKind<T> kind) {
    Fact<List<T>> subjects = kind.list().apply(host);
    if (subjects instanceof Fact.Known<List<T>> known) {
      for (T subject : known.value()) {
        judge(rule, kind, subject);
      }
      return;
    }
    if (isTold(Verdict.UNKNOWN)) {
      Decider list = new Decider(kind.name(), subjects, "unknown: " + reason(subjects));
      Subject subject = new Subject(kind.name(), kind.name() + " ?", Map.of());
      Scope scope = new Scope(host, host);
      tell(new Case(rule, subject, scope, Verdict.UNKNOWN, List.of(), List.of(list)));
    }
  }

  private <T> void judge(Rule rule, SubjectKind<T> kind, T one) {
    Scope scope = new Scope(one, host);
    Outcome exists = kind.exists().evaluate(scope);
    Outcome applies =
        exists.truth() == Truth.TRUE
            ? rule.when().evaluate(scope)
            : new Condition.All(List.of(kind.exists(), rule.when())).evaluate(scope);
    if (applies.truth() == Truth.FALSE) {
      Verdict verdict = Verdict.NOT_APPLICABLE;
      if (isTold(verdict)) {
        Subject subject = kind.subject(one, host);
        tell(new Case(rule, subject, scope, verdict, List.of(), applies.deciders()));
      }
      return;
    }
    Outcome holds = rule.require().evaluate(scope);
    Verdict verdict =
        holds.truth() == Truth.TRUE
            ? Verdict.PASS
            : holds.truth() == Truth.FALSE && applies.truth() == Truth.TRUE
                ? Verdict.FAIL
                : Verdict.UNKNOWN;
    if (isTold(verdict)) {
      Subject subject = kind.subject(one, host);
      tell(new Case(rule, subject, scope, verdict, holds.deciders(), applies.deciders()));
    }
  }

  /** Counts a verdict that is not. */
  private boolean isTold(Verdict verdict) {
    if (told.contains(verdict)) {
      return true;
    }
    others.merge(verdict, 1, Integer::sum);
    return false;
  }

  private void tell(Case decided) {
    findings.add(new FindingMaker(decided).make());
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
