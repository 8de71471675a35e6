package dev.postern.firewall.nftables.load;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import java.util.ArrayList;
import java.util.List;

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

  /** The members that a set or map is given; only a map of verdicts calls chains. */
  void members(
      LoadedTable table, LoadedSet set, List<Expression.Element> elements, FileRecord record) {
    if (set.isMap() && set.data().isEmpty()) {
      members(table, elements, record);
    }
  }

  private void members(LoadedTable table, List<Expression.Element> elements, FileRecord record) {
    for (Expression.Element element : elements) {
      if (element.data().orElse(element.key()) instanceof Expression.Fate fate) {
        verdict(table, fate.verdict(), fate.place(), record);
      }
    }
  }

  private void verdict(LoadedTable table, Verdict verdict, Place place, FileRecord record) {
    verdict.called().ifPresent(name -> open.add(new Call(table, name, place, record)));
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
