package dev.postern.host;

import dev.postern.firewall.firewalld.FirewalldRuleset;
import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.nftables.NftRuleset;
import dev.postern.firewall.ufw.UfwRuleset;
import dev.postern.net.Family;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The files from which one host loads the rules of Linux's packet filters. */
final class FilterFiles {
  private static final String NFT_MAIN = "nftables.conf";

  private final HostFiles host;
  private final FileTree tree;
  private final RuleFiles ruleFiles;
  private final BootScripts boot;
  private final List<Problem> unreadable = new ArrayList<>();
  private boolean isFlushing;

  FilterFiles(HostFiles host, RuleFiles ruleFiles, BootScripts boot) {
    this.host = host;
    this.tree = host.tree();
    this.ruleFiles = ruleFiles;
    this.boot = boot;
  }

  /** Reads them all. */
  List<PacketFilter> read() {
    List<PacketFilter> filters = new ArrayList<>();
    List<SourceFile> sets = new ArrayList<>(sources(ConfigKind.IPSET));
    sets.addAll(loadedBy("ipset", sets));
    iptables(sets).ifPresent(filters::add);
    host.paths(ConfigKind.UFW).stream()
        .map(Paths::parent)
        .distinct()
        .forEach(directory -> filters.add(UfwRuleset.read(tree, directory, sets)));
    host.paths(ConfigKind.FIREWALLD).stream()
        .map(Paths::parent)
        .distinct()
        .forEach(directory -> filters.add(FirewalldRuleset.read(tree, directory)));
    nftables().ifPresent(filters::add);
    return filters;
  }

  /** Whether one of those that were read removes all rules that are there. */
  boolean isFlushing() {
    return isFlushing;
  }

  /** The files that could not be read so far. */
  List<Problem> unreadable() {
    return List.copyOf(unreadable);
  }

  /**
   * Beside nftables.conf, which the service loads, other files count when it includes them; without
   * it all of them do.
   */
  private Optional<PacketFilter> nftables() {
    List<SourceFile> sources = sources(ConfigKind.NFTABLES);
    List<SourceFile> loaded =
        sources.stream().filter(source -> Paths.name(source.path()).equals(NFT_MAIN)).toList();
    List<SourceFile> files =
        new ArrayList<>(ruleFiles.inForce(loaded.isEmpty() ? sources : loaded));
    files.addAll(loadedBy("nft", files));
    for (SourceFile file : files) {
      isFlushing |= flushes(file);
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(NftRuleset.read(files, tree));
  }

  private Optional<PacketFilter> iptables(List<SourceFile> sets) {
    List<RuleFile> rules = new ArrayList<>();
    for (ConfigKind kind : List.of(ConfigKind.IPTABLES, ConfigKind.IP6TABLES)) {
      ruleFiles.inForce(sources(kind)).forEach(source -> rules.add(RuleFile.of(source)));
    }
    for (Family family : Family.values()) {
      List<SourceFile> named =
          rules.stream().filter(file -> file.family() == family).map(RuleFile::source).toList();
      loadedBy(family == Family.V4 ? "iptables" : "ip6tables", named)
          .forEach(source -> rules.add(new RuleFile(source, family)));
    }
    List<SourceFile> named = rules.stream().map(RuleFile::source).toList();
    List<SourceFile> scripts = unlessAmong(named, boot.commands());
    return rules.isEmpty() && scripts.isEmpty()
        ? Optional.empty()
        : Optional.of(IptablesRuleset.read(rules, sets, scripts));
  }

  /** What can be read of a kind. */
  List<SourceFile> sources(ConfigKind kind) {
    List<SourceFile> sources = new ArrayList<>();
    for (String path : host.paths(kind)) {
      read(path).ifPresent(sources::add);
    }
    return sources;
  }

  private Optional<SourceFile> read(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      unreadable.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
      return Optional.empty();
    }
  }

  /** What scripts give to a program at boot, but for files that are read anyway. */
  private List<SourceFile> loadedBy(String program, List<SourceFile> others) {
    List<SourceFile> loaded = new ArrayList<>();
    for (BootScript.Load load : boot.loads()) {
      if (load.program().equals(program)) {
        read(Paths.normalise(load.path()).orElse("")).ifPresent(loaded::add);
      }
    }
    return unlessAmong(others, loaded);
  }

  private static List<SourceFile> unlessAmong(List<SourceFile> others, List<SourceFile> files) {
    Set<String> paths = others.stream().map(SourceFile::path).collect(Collectors.toSet());
    return files.stream().filter(file -> paths.add(file.path())).toList();
  }

  /** {@code flush ruleset} as it is usually written, on a line of its own. */
  private static boolean flushes(SourceFile source) {
    if (!source.text().contains("flush ruleset")) {
      return false;
    }
    for (int number = 1; number <= source.lines(); number++) {
      String line = source.line(number).strip();
      if (line.equals("flush ruleset") || line.equals("flush ruleset;")) {
        return true;
      }
    }
    return false;
  }
}
