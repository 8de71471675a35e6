package dev.postern.firewall.nftables;

import dev.postern.firewall.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the chains that rules and members of maps call are there when the command is complete
 * that adds these: nft_verdict_init() of the kernel, to which nft sends a block's chains first.
 */
final class CallCheck {
  private final List<Call> open = new ArrayList<>();

  private record Call(LoadedTable table, String target, Place place, FileRecord record) {}

  void rule(LoadedTable table, List<Statement> statements, FileRecord record) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Ending ending) {
        verdict(table, ending.verdict(), ending.place(), record);
      } else if (statement instanceof Statement.VerdictMap map
          && map.map() instanceof Expression.Elements own) {
        members(table, own.elements(), record);
      }
    }
  }

  void members(LoadedTable table, List<Expression.Element> elements, FileRecord record) {
    for (Expression.Element element : elements) {
      if (element.data().orElse(element.key()) instanceof Expression.Fate fate) {
        verdict(table, fate.verdict(), fate.place(), record);
      }
    }
  }

  private void verdict(LoadedTable table, Verdict verdict, Place place, FileRecord record) {
    target(verdict).ifPresent(name -> open.add(new Call(table, name, place, record)));
  }

  /** The chain that a verdict calls. */
  static Optional<String> target(Verdict verdict) {
    if (verdict instanceof Verdict.Jump jump) {
      return Optional.of(jump.chain());
    }
    return verdict instanceof Verdict.Goto go ? Optional.of(go.chain()) : Optional.empty();
  }

  /** Refuses what the commands so far call and is not there. */
  void settle() {
    for (Call call : open) {
      LoadedChain target = call.table().chains().get(call.target());
      if (target == null) {
        call.record()
            .refused(
                new Refusal(
                    call.place(),
                    "there is no chain '"
                        + call.target()
                        + "' in the table "
                        + call.table().id()
                        + " yet"));
      } else if (target.base().isPresent()) {
        call.record()
            .refused(
                new Refusal(
                    call.place(),
                    "the chain '" + call.target() + "' stands at a hook and cannot be called"));
      }
    }
    open.clear();
  }
}
