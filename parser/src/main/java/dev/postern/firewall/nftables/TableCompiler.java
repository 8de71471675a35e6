package dev.postern.firewall.nftables;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Hook;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.check.ChainCheck;
import dev.postern.firewall.nftables.check.RuleCheck;
import dev.postern.firewall.nftables.check.SetRoom;
import dev.postern.firewall.nftables.compile.MatchMaker;
import dev.postern.firewall.nftables.compile.RuleCompiler;
import dev.postern.firewall.nftables.load.BaseChain;
import dev.postern.firewall.nftables.load.FileRecord;
import dev.postern.firewall.nftables.load.LoadedChain;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.load.Session;
import dev.postern.firewall.nftables.syntax.Families;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes of a table what it means, and counts how much of it could be evaluated. */
final class TableCompiler {
  private final Session session;
  private final LoadedTable table;
  private final RuleCompiler compiler;
  private final boolean isSeen;

  TableCompiler(Session session, LoadedTable table) {
    this.session = session;
    this.table = table;
    Set<Family> families = Families.of(table.id().family());
    this.isSeen = Families.seesPackets(table.id().family());
    this.compiler =
        new RuleCompiler(table, session.values(), new MatchMaker(session.values(), families));
  }

  /** The table; empty when no packet for this host passes through it. */
  Optional<Table> compile() {
    List<Chain> chains = new ArrayList<>();
    for (LoadedChain chain : table.chains().values()) {
      chains.addAll(chain(chain));
    }
    if (session.files().stream().noneMatch(FileRecord::isRefused)) {
      new ChainCheck(table, session).check();
    }
    for (LoadedSet set : table.sets().values()) {
      checkRoom(set);
    }
    boolean isCalled = chains.stream().anyMatch(chain -> chain.hook().isPresent());
    if (!isSeen || table.isDormant() || !isCalled) {
      return Optional.empty();
    }
    Collections.reverse(chains);
    Map<String, Chain> byName = new LinkedHashMap<>();
    chains.forEach(chain -> byName.put(chain.name(), chain));
    return Optional.of(new Table(table.id().toString(), Families.of(table.id().family()), byName));
  }

  /** What does not fit is refused; members that overlap are merged where that is asked for. */
  private void checkRoom(LoadedSet set) {
    if (set.origin().isEmpty()) {
      return;
    }
    try {
      new SetRoom(set, session.values()).check();
    } catch (Refusal refusal) {
      set.origin().get().refused(refusal);
    }
  }

  private List<Chain> chain(LoadedChain loaded) {
    List<Rule> rules = new ArrayList<>();
    for (LoadedRule rule : loaded.rules()) {
      FileRecord record = session.record(rule.source());
      try {
        new RuleCheck(table, session.values()).check(rule);
        List<Rule> made = compiler.compile(rule);
        rules.addAll(made);
        count(record, made);
      } catch (Refusal refusal) {
        record.refused(refusal);
      }
    }
    Optional<Hook> hook = loaded.base().flatMap(TableCompiler::hook);
    List<String> devices = loaded.base().map(BaseChain::devices).orElse(List.of());
    if (hook.isEmpty() || devices.isEmpty()) {
      return List.of(new Chain(loaded.name(), hook, loaded.policy(), rules, loaded.origin()));
    }
    return onDevices(loaded, hook.get(), devices, rules);
  }

  private void count(FileRecord record, List<Rule> rules) {
    boolean known = true;
    for (Rule rule : rules) {
      known &= !(rule.verdict() instanceof Verdict.Undecided);
      for (Match match : rule.matches()) {
        known &= !(match instanceof Match.Undecidable);
      }
    }
    if (!isSeen) {
      record.ignored();
    } else if (known) {
      record.understood();
    } else {
      record.unmodelled();
    }
  }

  /** The chain of a device sees only what passes there. */
  private static List<Chain> onDevices(
      LoadedChain loaded, Hook hook, List<String> devices, List<Rule> rules) {
    Origin.Setting origin =
        loaded.origin() instanceof Origin.Setting setting
            ? setting
            : new Origin.Setting(new dev.postern.source.Span("", 1, 1, 1, 1), loaded.name());
    String inner = loaded.name() + " on its devices";
    List<Rule> calls = new ArrayList<>();
    List<Match> any = new ArrayList<>();
    End end = hook.point() == Hook.Point.INGRESS ? End.SOURCE : End.DESTINATION;
    for (String device : devices) {
      any.add(new Match.Interface(end, device, false));
    }
    List<Match> matches = List.of(new Match.AnyOf(any));
    calls.add(new Rule(matches, List.of(), new Verdict.Jump(inner), origin));
    calls.add(new Rule(matches, List.of(), loaded.policy(), origin));
    return List.of(
        new Chain(inner, Optional.empty(), new Verdict.Accept(), rules, loaded.origin()),
        new Chain(loaded.name(), Optional.of(hook), new Verdict.Accept(), calls, loaded.origin()));
  }

  private static Optional<Hook> hook(BaseChain base) {
    Hook.Type type = base.type().equals("nat") ? Hook.Type.NAT : Hook.Type.FILTER;
    return switch (base.hook()) {
      case "ingress" -> Optional.of(new Hook(Hook.Point.INGRESS, type, base.priority()));
      case "prerouting" -> Optional.of(new Hook(Hook.Point.PREROUTING, type, base.priority()));
      case "input" -> Optional.of(new Hook(Hook.Point.INPUT, type, base.priority()));
      case "output" -> Optional.of(new Hook(Hook.Point.OUTPUT, type, base.priority()));
      case "postrouting" -> Optional.of(new Hook(Hook.Point.POSTROUTING, type, base.priority()));
      case "egress" -> Optional.of(new Hook(Hook.Point.EGRESS, type, base.priority()));
      default -> Optional.of(new Hook(Hook.Point.FORWARD, type, base.priority()));
    };
  }
}
