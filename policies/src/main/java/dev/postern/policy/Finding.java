package dev.postern.policy;

import dev.postern.source.Order;
import dev.postern.source.Span;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one rule says of one subject of a host.
 *
 * @param rule the rule's id, such as {@code AUTH-001}
 * @param name the rule's name, such as {@code cleartext-login}
 * @param message filled in for the subject; for an unknown verdict it ends with the reason
 * @param location where to look first; null when nothing was written
 * @param fingerprint stable while rule, subject and deciding statements stay the same
 * @param cause the same for failures of one rule that rest on the same statements, so that one
 *     change mends them all, and for unknowns with the same reason; empty when there is no more to
 *     say than this finding does
 */
public record Finding(
    String rule,
    String name,
    Severity severity,
    Verdict verdict,
    Subject subject,
    String message,
    @Nullable Span location,
    List<Evidence> evidence,
    @Nullable Witness witness,
    @Nullable Fix fix,
    List<String> references,
    Fingerprint fingerprint,
    String cause) {

  /** By file, line, column, rule, subject; findings without a place come first. */
  public static final Comparator<Finding> ORDER =
      Order.<Finding>by((one, other) -> Span.compare(one.location, other.location))
          .then(Finding::rule)
          .then(finding -> finding.subject().id());

  public Finding {
    evidence = List.copyOf(evidence);
    references = List.copyOf(references);
  }
}
