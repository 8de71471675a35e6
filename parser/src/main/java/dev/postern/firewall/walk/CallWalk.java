package dev.postern.firewall.walk;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Follows the calls of a table's chains from those at hooks, as nft_chain_validate() of
 * nf_tables_api.c does it; a chain that no hook leads to may do as it likes. Without recursion: a
 * file may call chains ten thousand deep.
 *
 * @param <C> a call of a chain by a rule
 */
public final class CallWalk<C> {
  /** NFT_JUMP_STACK_SIZE of nf_tables.h. */
  private static final int DEEPEST = 16;

  private final Function<String, List<C>> calls;
  private final Function<C, String> target;
  private final Map<String, Integer> depths = new HashMap<>();

  /** Why the kernel refuses calls. */
  public enum Fault {
    CIRCLE("chains that call each other in a circle"),
    TOO_DEEP("more than %d chains that call each other".formatted(DEEPEST - 1));

    private final String text;

    Fault(String text) {
      this.text = text;
    }

    /** What is wrong, in words. */
    public String text() {
      return text;
    }
  }

  /** A call that is refused. */
  public record Refused<C>(C call, Fault fault) {}

  private CallWalk(Function<String, List<C>> calls, Function<C, String> target) {
    this.calls = calls;
    this.target = target;
  }

  /**
   * The first call that is refused.
   *
   * @param starts the chains at hooks
   * @param calls the calls of each chain, to chains that are there
   * @param target the chain that is called
   */
  public static <C> Optional<Refused<C>> refused(
      Collection<String> starts, Function<String, List<C>> calls, Function<C, String> target) {
    CallWalk<C> walk = new CallWalk<>(calls, target);
    return starts.stream().flatMap(start -> walk.from(start).stream()).findFirst();
  }

  /** A chain on the way, how many of its calls were followed, and how deep these lead. */
  private static final class Step {
    private final String chain;
    private int next;
    private int depth;

    Step(String chain) {
      this.chain = chain;
    }
  }

  private Optional<Refused<C>> from(String start) {
    Deque<Step> way = new ArrayDeque<>();
    Set<String> open = new HashSet<>();
    way.push(new Step(start));
    open.add(start);
    while (!way.isEmpty()) {
      Step step = way.element();
      List<C> made = calls.apply(step.chain);
      if (step.next == made.size()) {
        depths.put(step.chain, step.depth);
        open.remove(step.chain);
        way.pop();
        continue;
      }
      C call = made.get(step.next);
      Integer depth = depths.get(target.apply(call));
      if (depth == null) {
        if (!open.add(target.apply(call))) {
          return Optional.of(new Refused<>(call, Fault.CIRCLE));
        }
        way.push(new Step(target.apply(call)));
        continue;
      }
      step.next++;
      step.depth = Math.max(step.depth, depth + 1);
      if (step.depth >= DEEPEST) {
        return Optional.of(new Refused<>(call, Fault.TOO_DEEP));
      }
    }
    return Optional.empty();
  }
}
