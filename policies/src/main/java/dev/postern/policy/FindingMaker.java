package dev.postern.policy;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.policy.Judge.Case;
import dev.postern.policy.condition.Decider;
import dev.postern.policy.condition.Template;
import dev.postern.policy.condition.Truth;
import dev.postern.posture.Endpoint;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Word;
import dev.postern.source.ReadFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes the finding of a decided case. */
final class FindingMaker {
  /** Statements before built-in defaults before assumptions. */
  private static final Comparator<Evidence> STATEMENTS_FIRST =
      (one, other) -> Integer.compare(rank(one), rank(other));

  private final Case decided;
  private final Rule rule;

  FindingMaker(Case decided) {
    this.decided = decided;
    this.rule = decided.rule();
  }

  private static int rank(Evidence evidence) {
    if (evidence.origin() instanceof Origin.Setting) {
      return 0;
    }
    return evidence.origin() instanceof Origin.Default ? 1 : 2;
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
        evidence(place),
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
        fingerprint(),
        open ? cause(variant) : "");
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
        yield forClients(template.fill(decided.scope()));
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

  /** A listener that treats some clients in a way of their own fails for these. */
  private String forClients(String message) {
    if (!(decided.scope().subject() instanceof Endpoint)) {
      return message;
    }
    String clients = String.valueOf(decided.subject().attributes().get("clients"));
    return clients.equals("any") || message.contains(clients)
        ? message
        : message + " (clients in " + clients + ")";
  }

  private List<Evidence> evidence(Optional<Origin.Setting> place) {
    LinkedHashSet<Evidence> found = new LinkedHashSet<>();
    List<Decider> deciders = new ArrayList<>(decided.deciders());
    if (place.isPresent() && !decided.statements().contains(place.get())) {
      deciders.addAll(listener());
    }
    Map<String, Set<Origin>> told = new HashMap<>();
    for (Decider decider : deciders) {
      told.computeIfAbsent(decider.path(), path -> new HashSet<>())
          .addAll(decider.fact().origins());
    }
    for (Decider decider : deciders) {
      Set<Origin> ofWhole = told.getOrDefault(whole(decider.path()), Set.of());
      for (Origin origin : decider.fact().origins()) {
        if (!ofWhole.contains(origin)) {
          found.add(new Evidence(decider.path(), decider.value(), origin));
        }
      }
    }
    List<Evidence> sorted = new ArrayList<>(found);
    sorted.sort(STATEMENTS_FIRST);
    return sorted;
  }

  /**
   * The list that a part stands in, if a fact is one: what decided the list is not told again for
   * each word of its members.
   */
  private static String whole(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }

  /**
   * The statement to look at first: one that the fix changes; else the smallest of the first fact
   * that decided what was required, as long as the daemon that is judged reads it; else the one
   * that opens the listener; else the smallest of those that made the rule apply.
   */
  private Optional<Origin.Setting> place() {
    List<Decider> required = decided.required();
    Optional<Origin.Setting> changed =
        rule.fix() == null ? Optional.empty() : changed(rule.fix(), settings(required));
    return changed
        .or(() -> smallest(required, this::isOfDaemon))
        .or(() -> smallest(listener(), setting -> true))
        .or(() -> smallest(decided.applied(), this::isOfDaemon))
        .or(() -> smallest(required, setting -> true))
        .or(() -> smallest(decided.applied(), setting -> true));
  }

  /** The statement that opens the endpoint which is judged, itself or as a relay. */
  private List<Decider> listener() {
    Object subject = decided.scope().subject();
    Optional<Fact<Integer>> port =
        subject instanceof Endpoint endpoint
            ? Optional.of(endpoint.port())
            : subject instanceof SmtpRelay relay ? Optional.of(relay.port()) : Optional.empty();
    return port.orElse(null) instanceof Fact.Known<Integer> known
        ? List.of(new Decider("port", known, known.value()))
        : List.of();
  }

  /** Whether a statement is of the daemon behind the subject; any is where there is none. */
  private boolean isOfDaemon(Origin.Setting setting) {
    Optional<SoftwareName> daemon =
        decided.scope().subject() instanceof Endpoint endpoint
            ? endpoint.service().software().toOptional()
            : Optional.empty();
    if (daemon.isEmpty()) {
      return true;
    }
    String name = Word.of(daemon.get());
    for (ReadFile file : decided.scope().host().files()) {
      if (file.source().path().equals(setting.span().file())) {
        return file.kind().startsWith(name);
      }
    }
    return false;
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

  private static Optional<Origin.Setting> smallest(
      List<Decider> deciders, Predicate<Origin.Setting> wanted) {
    for (Decider decider : deciders) {
      Optional<Origin.Setting> smallest =
          settings(List.of(decider)).stream()
              .filter(wanted)
              .min((one, other) -> bySize(one.span(), other.span()));
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

  /** See {@link Finding#cause}: what is wrong, and the statements or defaults that make it so. */
  private String cause(Rule.@Nullable Variant variant) {
    if (decided.verdict() == Verdict.UNKNOWN) {
      return rule.id() + '\n' + decided.reasons();
    }
    TreeSet<String> sources = new TreeSet<>();
    for (Origin.Setting setting : settings(decided.required())) {
      sources.add(setting.span().toString());
    }
    if (sources.isEmpty()) {
      for (Decider decider : decided.required()) {
        for (Origin origin : decider.fact().origins()) {
          sources.add(origin instanceof Origin.Default standard ? standard.software() : "");
        }
      }
    }
    return sources.isEmpty()
        ? ""
        : rule.id()
            + '\n'
            + (variant == null ? -1 : rule.variants().indexOf(variant))
            + '\n'
            + sources;
  }

  private Fingerprint fingerprint() {
    TreeSet<String> statements = new TreeSet<>();
    for (Origin.Setting statement : decided.statements()) {
      statements.add(statement.text());
    }
    List<String> parts = new ArrayList<>(List.of(rule.id(), decided.subject().id()));
    parts.addAll(statements);
    return new Fingerprint(parts);
  }
}
