package dev.postern.firewall.walk;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the chains of one table for one hook. Each chain is walked once for each flow, however
 * often it is called, so the time grows with the number of rules.
 */
final class ChainWalk {
  /** Deeper calls are taken as undecided; the kernel's own limit is 16 for nf_tables. */
  private static final int DEEPEST = 512;

  private final Table table;
  private final ChainIndexes indexes;
  private final Hook hook;
  private final Packet sample;
  private final Sighting sighting;
  private final Map<String, Map<Flow, ChainResult>> results = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final Family family;

  /** Is told what the walk comes across. */
  interface Sighting {
    /** A limit stands in the way of some packets. */
    void limit(Match match, Rule rule);

    /** Whether decisions are asked for. */
    boolean wantsDecisions();

    /** A rule settles what becomes of some packets. */
    void decision(Decision decision);
  }

  /**
   * A walk for packets like {@code sample}, whatever its flow.
   *
   * @param sighting is told of each limit and decision once for each flow
   */
  ChainWalk(Table table, ChainIndexes indexes, Hook hook, Packet sample, Sighting sighting) {
    this.table = table;
    this.indexes = indexes;
    this.hook = hook;
    this.sample = sample;
    this.sighting = sighting;
    this.family = sample.family();
  }

  ChainResult through(Chain chain, Flow flow) {
    Map<Flow, ChainResult> known = results.computeIfAbsent(chain.name(), name -> new HashMap<>());
    ChainResult result = known.get(flow);
    if (result == null) {
      open.add(chain.name());
      result = new Pass(flow).over(chain);
      open.remove(chain.name());
      known.put(flow, result);
    }
    return result;
  }

  /** One pass over one chain's rules. */
  private final class Pass {
    private final List<Flow> flows = new ArrayList<>();
    private final List<Remaining> left = new ArrayList<>();
    private final ChainResult.Builder result = new ChainResult.Builder(family);

    Pass(Flow start) {
      flows.add(start);
      left.add(new Remaining(sample.clients()));
    }

    ChainResult over(Chain chain) {
      ChainIndex index = indexes.of(chain, family, sample.leg().isAnswer());
      // Whatever else a chain changes about a flow before its end, its port it does not.
      List<ChainIndex.Step> steps = index.steps(flows.get(0).port());
      for (int at = 0; at < steps.size() && isAnyLeft(); at++) {
        ChainIndex.Step step = steps.get(at);
        int count = flows.size();
        for (int i = 0; i < count; i++) {
          if (!left.get(i).isEmpty()) {
            take(step, i);
          }
        }
      }
      for (int i = 0; i < flows.size(); i++) {
        result.giveBack(flows.get(i), left.get(i).toSet());
      }
      return result.build();
    }

    private boolean isAnyLeft() {
      for (Remaining here : left) {
        if (!here.isEmpty()) {
          return true;
        }
      }
      return false;
    }

    private void take(ChainIndex.Step step, int index) {
      if (step instanceof Row row) {
        take(row, index);
      } else if (step instanceof ChainIndex.Single single) {
        apply(single, index);
      }
    }

    private void take(Row row, int index) {
      Remaining here = left.get(index);
      for (Map.Entry<Verdict, AddressSet> fate : row.fates().entrySet()) {
        AddressSet taken = here.intersect(fate.getValue());
        if (taken.isEmpty()) {
          continue;
        }
        here.remove(fate.getValue());
        if (fate.getKey() instanceof Verdict.Return) {
          result.giveBack(flows.get(index), taken);
          continue;
        }
        if (sighting.wantsDecisions()) {
          row.firstFor(taken).ifPresent(this::decided);
        }
        end(fate.getKey(), flows.get(index), taken);
      }
    }

    private void decided(Rule rule) {
      sighting.decision(
          new Decision(hook, rule.verdict(), false, sample.leg().isAnswer(), rule.origin()));
    }

    private void apply(ChainIndex.Single single, int index) {
      Rule rule = single.rule();
      Flow flow = flows.get(index);
      Remaining here = left.get(index);
      Packet packet = sample.as(flow);
      if (!single.limits().isEmpty()) {
        reportLimits(single, packet, here);
      }
      Selection selection = packet.select(rule.matches());
      if (selection.may().isEmpty()) {
        return;
      }
      if (!selection.isCertain()) {
        AddressSet unsure = here.intersect(selection.may().minus(selection.must()));
        selection.reasons().forEach(reason -> result.doubt(reason, unsure));
      }
      Flow after = flow;
      for (Effect effect : rule.effects()) {
        // What tracking has seen stays tracked: nft_ct.c, xt_CT.c.
        if (!(effect instanceof Effect.Untrack && packet.leg().isTracked())) {
          after = after.after(effect);
        }
      }
      if (after.tracking() != flow.tracking() && asksForFlags(rule)) {
        after = after.onlyFirstUntracked();
      }
      settle(rule, selection, index, after);
    }

    private static boolean asksForFlags(Rule rule) {
      for (Match match : rule.matches()) {
        if (match instanceof Match.TcpFlags) {
          return true;
        }
      }
      return false;
    }

    private void settle(Rule rule, Selection selection, int index, Flow after) {
      Remaining here = left.get(index);
      AddressSet may = selection.may();
      Verdict verdict = rule.verdict();
      if (verdict instanceof Verdict.Continue) {
        if (!after.equals(flows.get(index))) {
          join(after, here.intersect(may));
          here.remove(selection.must());
        }
        return;
      }
      if (verdict instanceof Verdict.Jump jump) {
        call(jump.chain(), selection, index, after, false);
        return;
      }
      if (verdict instanceof Verdict.Goto go) {
        call(go.chain(), selection, index, after, true);
        return;
      }
      AddressSet taken = here.intersect(may);
      if (taken.isEmpty()) {
        return;
      }
      here.remove(selection.must());
      if (verdict instanceof Verdict.Return) {
        result.giveBack(after, taken);
        return;
      }
      if (sighting.wantsDecisions()) {
        decided(rule);
      }
      if (verdict instanceof Verdict.Undecided undecided) {
        undecided(undecided.what(), after, taken);
      } else if (verdict instanceof Verdict.Translate translate) {
        translate(translate, after, taken);
      } else {
        end(verdict, after, taken);
      }
    }

    private void end(Verdict verdict, Flow after, AddressSet taken) {
      if (verdict instanceof Verdict.Accept) {
        result.accept(after, taken);
      } else if (verdict instanceof Verdict.Drop) {
        result.drop(taken);
      } else if (verdict instanceof Verdict.Reject) {
        result.reject(taken);
      }
    }

    private void undecided(String what, Flow after, AddressSet taken) {
      result.doubt(what, taken);
      result.accept(after, taken);
      result.drop(taken);
    }

    private void translate(Verdict.Translate translate, Flow after, AddressSet taken) {
      int port = translate.portFor(after.port());
      Optional<Address> host =
          translate.address().filter(to -> !sample.own().equals(AddressSet.of(to)));
      result.accept(after.translatedTo(host, port), taken);
    }

    private void call(String name, Selection selection, int index, Flow after, boolean forGood) {
      Remaining here = left.get(index);
      Chain target = table.chains().get(name);
      if (target == null || open.contains(name) || open.size() >= DEEPEST) {
        AddressSet taken = here.intersect(selection.may());
        here.remove(selection.must());
        undecided("the chain " + name + " cannot be followed", after, taken);
        return;
      }
      if (!here.intersects(selection.may())) {
        return;
      }
      ChainResult called = through(target, after);
      AddressSet may = selection.may();
      called
          .accepted()
          .forEach((flow, set) -> result.accept(flow, here.intersect(set.intersect(may))));
      result.drop(here.intersect(called.dropped().intersect(may)));
      result.reject(here.intersect(called.rejected().intersect(may)));
      called
          .uncertain()
          .forEach((why, set) -> result.doubt(why, here.intersect(set.intersect(may))));
      comeBack(called, selection, index, forGood);
    }

    private void comeBack(ChainResult called, Selection selection, int index, boolean forGood) {
      Remaining here = left.get(index);
      Flow flow = flows.get(index);
      AddressSet staying = AddressSet.none(family);
      List<Flow> changed = new ArrayList<>();
      List<AddressSet> changedSets = new ArrayList<>();
      for (Map.Entry<Flow, AddressSet> entry : called.returned().entrySet()) {
        if (!forGood && entry.getKey().equals(flow)) {
          staying = entry.getValue();
        } else {
          changed.add(entry.getKey());
          changedSets.add(here.intersect(entry.getValue().intersect(selection.may())));
        }
      }
      here.remove(selection.must().minus(staying));
      for (int i = 0; i < changed.size(); i++) {
        if (forGood) {
          result.giveBack(changed.get(i), changedSets.get(i));
        } else {
          join(changed.get(i), changedSets.get(i));
        }
      }
    }

    private void join(Flow flow, AddressSet set) {
      if (set.isEmpty()) {
        return;
      }
      int at = flows.indexOf(flow);
      if (at >= 0) {
        left.get(at).add(set);
      } else {
        flows.add(flow);
        left.add(new Remaining(set));
      }
    }

    private void reportLimits(ChainIndex.Single single, Packet packet, Remaining here) {
      Rule rule = single.rule();
      List<Match> others =
          rule.matches().stream().filter(match -> !ChainIndex.isLimit(match)).toList();
      if (here.intersects(packet.select(others).may())) {
        single.limits().forEach(limit -> sighting.limit(limit, rule));
      }
    }
  }
}
