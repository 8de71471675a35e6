package dev.postern.policy;

import dev.postern.fact.Origin;
import dev.postern.policy.Judge.Case;
import dev.postern.policy.condition.Decider;
import dev.postern.policy.condition.Template;
import dev.postern.policy.condition.Truth;
import dev.postern.source.Span;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the finding of a decided case. */
final class FindingMaker {
  private static final int FINGERPRINT_BYTES = 16;

  /** Statements before built-in defaults before assumptions. */
  private static final Comparator<Evidence> STATEMENTS_FIRST =
      Comparator.comparingInt(
          evidence ->
              evidence.origin() instanceof Origin.Setting
                  ? 0
                  : evidence.origin() instanceof Origin.Default ? 1 : 2);

  private final Case decided;
  private final Rule rule;

  FindingMaker(Case decided) {
    this.decided = decided;
    this.rule = decided.rule();
  }

  Finding make() {
    Verdict verdict = decided.verdict();
    boolean open = verdict == Verdict.FAIL || verdict == Verdict.UNKNOWN;
    Rule.Variant variant = open ? variant() : null;
    Optional<Origin.Setting> place = place();
    boolean failed = verdict == Verdict.FAIL;
    return new Finding(
        rule.id(),
        rule.name(),
        variant == null ? rule.severity() : variant.severity(),
        verdict,
        decided.subject(),
        message(variant),
        place.map(Origin.Setting::span).orElse(null),
        evidence(),
        failed
            ? new WitnessMaker(
                    decided.scope(),
                    place.filter(settings(decided.required())::contains).orElse(null))
                .first(rule.witnesses())
                .orElse(null)
            : null,
        failed && rule.fix() != null
            ? new FixMaker(decided.scope(), decided.statements()).make(rule.fix())
            : null,
        rule.references().stream().map(Reference::toString).toList(),
        fingerprint());
  }

  private Rule.@Nullable Variant variant() {
    for (Rule.Variant variant : rule.variants()) {
      if (variant.when().evaluate(decided.scope()).truth() == Truth.TRUE) {
        return variant;
      }
    }
    return null;
  }

  private String message(Rule.@Nullable Variant variant) {
    return switch (decided.verdict()) {
      case FAIL -> {
        Template template =
            variant == null || variant.message() == null ? rule.message() : variant.message();
        yield template.fill(decided.scope());
      }
      case UNKNOWN ->
          rule.title()
              + ": not known for "
              + decided.subject().id()
              + ", because "
              + decided.reasons();
      default -> rule.title();
    };
  }

  private List<Evidence> evidence() {
    LinkedHashSet<Evidence> found = new LinkedHashSet<>();
    for (Decider decider : decided.deciders()) {
      for (Origin origin : decider.fact().origins()) {
        found.add(new Evidence(decider.path(), decider.value(), origin));
      }
    }
    List<Evidence> sorted = new ArrayList<>(found);
    sorted.sort(STATEMENTS_FIRST);
    return sorted;
  }

  /**
   * The statement to look at first: one that the fix changes, else the smallest of the first fact
   * that decided what was required, else the smallest of those that made the rule apply.
   */
  private Optional<Origin.Setting> place() {
    Optional<Origin.Setting> changed =
        rule.fix() == null ? Optional.empty() : changed(rule.fix(), settings(decided.required()));
    return changed.or(() -> smallest(decided.required())).or(() -> smallest(decided.applied()));
  }

  private static Optional<Origin.Setting> changed(FixPlan fix, List<Origin.Setting> settings) {
    Optional<Origin.Setting> first = Optional.empty();
    int best = Integer.MAX_VALUE;
    for (Origin.Setting setting : settings) {
      int place = fix.place(setting.text()).orElse(Integer.MAX_VALUE);
      if (place < best
          || (place == best
              && first.isPresent()
              && bySize(setting.span(), first.get().span()) < 0)) {
        first = Optional.of(setting);
        best = place;
      }
    }
    return first;
  }

  private static Optional<Origin.Setting> smallest(List<Decider> deciders) {
    for (Decider decider : deciders) {
      Optional<Origin.Setting> smallest =
          settings(List.of(decider)).stream().min((one, other) -> bySize(one.span(), other.span()));
      if (smallest.isPresent()) {
        return smallest;
      }
    }
    return Optional.empty();
  }

  private static int bySize(Span one, Span other) {
    int byLines = Integer.compare(one.endLine() - one.line(), other.endLine() - other.line());
    return byLines != 0 ? byLines : one.compareTo(other);
  }

  private static List<Origin.Setting> settings(List<Decider> deciders) {
    return deciders.stream()
        .flatMap(decider -> decider.fact().origins().stream())
        .filter(Origin.Setting.class::isInstance)
        .map(Origin.Setting.class::cast)
        .distinct()
        .toList();
  }

  /** Of rule, subject and the texts of the deciding statements, in hexadecimal. */
  private String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, rule.id());
      add(digest, decided.subject().id());
      decided.statements().stream()
          .map(Origin.Setting::text)
          .distinct()
          .sorted()
          .forEach(text -> add(digest, text));
      return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
