package dev.postern.firewall.pf;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The packet filter that pfctl makes of pf.conf and the files it names. It loads all of it or
 * nothing; when something is refused, what the kernel then filters by is unknown.
 */
public final class PfRuleset {
  private static final Set<Family> ALL = EnumSet.allOf(Family.class);

  private final FileLoader loader;
  private final Origin.Setting origin;

  private PfRuleset(SourceFile source, FileTree tree, HostNetwork network) {
    this.loader = new FileLoader(tree, network);
    this.origin = new Origin.Setting(source.lineSpan(1), source.line(1).strip());
  }

  /**
   * Reads a host's pf.conf.
   *
   * @param tree where the files are that it includes, loads into anchors and fills tables from
   * @param network what names of interfaces stand for
   */
  public static PacketFilter read(SourceFile source, FileTree tree, HostNetwork network) {
    PfRuleset ruleset = new PfRuleset(source, tree, network);
    Map<String, Chain> chains = ruleset.chains(source);
    List<ReadFile> files = ruleset.loader.files().stream().map(FileRecord::read).toList();
    Optional<Problem> refusal =
        files.stream()
            .flatMap(file -> file.problems().stream())
            .filter(Problem::isError)
            .min(Problem.ORDER);
    Table table =
        refusal
            .map(first -> "pfctl refuses the file and loads nothing of it: " + first)
            .map(Table::undecided)
            .orElseGet(() -> new Table("pf", ALL, chains));
    return new PacketFilter(SoftwareName.PF, ALL, List.of(table), files, List.of());
  }

  private Map<String, Chain> chains(SourceFile source) {
    RuleList main = loader.main(source);
    KnownAnchors known = new KnownAnchors();
    Tags tags = new Tags();
    Targets targets = new Targets();
    Walk in = new Walk(Direction.IN, loader, known, tags, targets);
    ChainWriter incoming = new ChainWriter(skipping(Direction.IN), origin);
    List<PfRule> translations = in.translations(main);
    if (!translations.isEmpty()) {
      incoming.translations(translations);
    }
    incoming.incoming(in.filter(main, origin));
    Walk out = new Walk(Direction.OUT, loader, known, new Tags(), new Targets());
    ChainWriter outgoing = new ChainWriter(skipping(Direction.OUT), origin);
    outgoing.outgoing(out.filter(main, origin));
    Map<String, Chain> chains = new LinkedHashMap<>(incoming.chains());
    chains.putAll(outgoing.chains());
    return chains;
  }

  /** On some interfaces nothing is filtered: {@code set skip on}. */
  private List<Rule> skipping(Direction direction) {
    InterfaceReader reader = new InterfaceReader(loader.network(), direction);
    List<Rule> rules = new ArrayList<>();
    for (RulesParser.InterfacesContext interfaces : loader.skipped()) {
      Match match = reader.match(interfaces);
      rules.add(new Rule(List.of(match), List.of(), new Verdict.Accept(), origin));
    }
    return rules;
  }
}
