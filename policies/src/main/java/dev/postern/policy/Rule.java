package dev.postern.policy;

import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule, typed and with its parameters in place.
 *
 * @param id such as {@code AUTH-001}; what stands before the last hyphen is its family
 * @param name for people, such as {@code cleartext-login}
 * @param title one sentence that says what must hold
 * @param each what it judges one by one
 * @param when what it applies to
 * @param require what must hold
 * @param variants other severities for some subjects; the first that surely applies counts
 * @param message what is said of a subject that fails
 * @param witnesses ways to prove a failure; the first that can be carried out counts
 * @param why for an auditor; Markdown
 * @param falsePositives what the rule leaves alone on purpose; Markdown, may be empty
 */
public record Rule(
    String id,
    String name,
    String title,
    Severity severity,
    SubjectKind<?> each,
    Condition when,
    Condition require,
    List<Variant> variants,
    Template message,
    List<WitnessPlan> witnesses,
    @Nullable FixPlan fix,
    String why,
    String falsePositives,
    List<Reference> references,
    List<Parameter> parameters) {
  /**
   * Another severity for some subjects.
   *
   * @param message what is said of them; null when the rule's own message fits
   */
  public record Variant(Severity severity, Condition when, @Nullable Template message) {}

  public Rule {
    variants = List.copyOf(variants);
    witnesses = List.copyOf(witnesses);
    references = List.copyOf(references);
    parameters = List.copyOf(parameters);
  }

  /** {@code AUTH} of {@code AUTH-001}. */
  public String family() {
    int hyphen = id.lastIndexOf('-');
    return hyphen < 0 ? id : id.substring(0, hyphen);
  }

  /** Whether a word of the command line names it: its id, its name or its family, in any case. */
  public boolean isNamed(String selector) {
    return selector.equalsIgnoreCase(id)
        || selector.equalsIgnoreCase(name)
        || selector.equalsIgnoreCase(family());
  }
}
