package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The programs that put mail into mailboxes of the host. One whose limit is below the largest
 * message ends as it starts, and all its mail stays in the queue (post_init() of local/local.c and
 * virtual/virtual.c).
 */
public final class DeliveryAgents {
  private static final String MESSAGE = "message_size_limit";

  /**
   * The parameters of one.
   *
   * @param limit of a mailbox
   * @param transport that names it
   * @param domains whose mail it gets
   */
  private record Agent(String limit, String transport, String domains) {
    Optional<Failing> failing(Scope scope) {
      Fact<Long> box = scope.value(limit).map(Numbers::size);
      Fact<Boolean> wrong =
          box.with(
              scope.value(MESSAGE).map(Numbers::size),
              (most, message) -> most > 0 && (message <= 0 || most < message));
      String written = scope.written(limit).isPresent() ? limit : MESSAGE;
      return wrong.is(true)
          ? Optional.of(
              new Failing(
                  wrong, limit + " is smaller than " + MESSAGE, scope.value(written).origins()))
          : Optional.empty();
    }

    boolean isUsed(Scope scope, String service) {
      return scope.value(transport).map(text -> text.split(":", 2)[0].equals(service)).is(true)
          && scope.value(domains).map(list -> !list.isEmpty()).is(true);
    }
  }

  private static final Map<String, Agent> AGENTS =
      Map.of(
          "local", new Agent("mailbox_size_limit", "local_transport", "mydestination"),
          "virtual",
              new Agent("virtual_mailbox_limit", "virtual_transport", "virtual_mailbox_domains"));

  private DeliveryAgents() {}

  /** What is wrong with those that mail is given to. */
  public static List<Problem> problems(PostfixSettings settings, Services services) {
    List<Problem> problems = new ArrayList<>();
    for (MasterEntry entry : services.running()) {
      Optional.ofNullable(AGENTS.get(entry.program()))
          .filter(agent -> agent.isUsed(settings.global(), entry.service()))
          .flatMap(agent -> agent.failing(settings.scope(entry)))
          .map(failing -> failing.problem(entry, "ends before it delivers mail"))
          .ifPresent(problems::add);
    }
    return problems;
  }
}
