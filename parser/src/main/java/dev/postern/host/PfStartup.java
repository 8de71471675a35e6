package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.pf.HostNetwork;
import dev.postern.firewall.pf.PfRuleset;
import dev.postern.firewall.pf.RcConf;
import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether pf is started at boot, and with which rules: rc.conf(5) of FreeBSD, where {@code
 * pf_enable} has to say so and {@code pf_rules} names them, and rc.conf(8) of OpenBSD, where {@code
 * pf=NO} says no.
 */
final class PfStartup {
  private static final String USUAL_RULES = "etc/pf.conf";
  private static final String FREEBSD = "pf_enable";
  private static final String OPENBSD = "pf";
  private static final String RULES = "pf_rules";

  /** What checkyesno of FreeBSD's rc.subr takes for yes. */
  private static final Set<String> YES = Set.of("yes", "true", "on", "1");

  private final FileTree tree;
  private final HostNetwork network;
  private final RcConf variables;

  private PfStartup(FileTree tree, HostNetwork network) throws FileTree.Unreadable {
    this.tree = tree;
    this.network = network;
    this.variables = RcConf.of(tree, List.of("pf"), Set.of(FREEBSD, OPENBSD, RULES));
  }

  /**
   * What pf filters by after boot: the rules of one file, or nothing.
   *
   * @param found files of its rules at the usual places
   * @param network what names of interfaces stand for
   */
  static List<PacketFilter> filters(List<SourceFile> found, FileTree tree, HostNetwork network) {
    try {
      PfStartup startup = new PfStartup(tree, network);
      Fact<String> rules = startup.variables.value(RULES);
      List<PacketFilter> filters =
          rules.is("") ? startup.usual(found) : List.of(startup.named(found, rules));
      return startup.isOff() ? filters.stream().map(startup::without).toList() : filters;
    } catch (FileTree.Unreadable e) {
      return found.stream().map(source -> PfRuleset.read(source, tree, network)).toList();
    }
  }

  private List<PacketFilter> usual(List<SourceFile> found) {
    List<SourceFile> loaded =
        found.stream().filter(source -> source.path().equals(USUAL_RULES)).toList();
    return (loaded.isEmpty() ? found : loaded)
        .stream().map(source -> PfRuleset.read(source, tree, network)).toList();
  }

  private PacketFilter named(List<SourceFile> found, Fact<String> rules)
      throws FileTree.Unreadable {
    Optional<String> path = rules.toOptional().flatMap(Paths::normalise);
    for (SourceFile source : found) {
      if (path.filter(source.path()::equals).isPresent()) {
        return PfRuleset.read(source, tree, network);
      }
    }
    Optional<SourceFile> source = path.isPresent() ? tree.read(path.get()) : Optional.empty();
    return source
        .map(file -> PfRuleset.read(file, tree, network))
        .orElseGet(
            () ->
                undecided(
                    "what pf loads from %s (pf_rules), which is not among the files"
                        .formatted(rules.toOptional().orElse("a file that a shell works out"))));
  }

  private static PacketFilter undecided(String why) {
    return new PacketFilter(
        SoftwareName.PF,
        EnumSet.allOf(Family.class),
        List.of(Table.undecided(why)),
        List.of(),
        List.of());
  }

  private Fact<String> decision() {
    Fact<String> openBsd = variables.value(OPENBSD);
    return openBsd.is("") ? variables.value(FREEBSD) : openBsd;
  }

  private boolean isOff() {
    Fact<String> decision = decision();
    boolean isOpenBsd = !variables.value(OPENBSD).is("");
    return variables.isTold()
        && decision.isKnown()
        && (isOpenBsd ? decision.is("NO") : !YES.contains(lower(decision)));
  }

  private static String lower(Fact<String> value) {
    return value.toOptional().orElse("").toLowerCase(Locale.ROOT);
  }

  private PacketFilter without(PacketFilter filter) {
    List<Problem> problems = new ArrayList<>(filter.problems());
    problems.add(
        decision().origins().stream()
            .filter(Origin.Setting.class::isInstance)
            .map(Origin.Setting.class::cast)
            .findFirst()
            .map(
                setting ->
                    Problem.warning(
                        Problem.Kind.NOTE,
                        setting.span(),
                        "pf is not started, its rules are not loaded"))
            .orElseGet(
                () ->
                    Problem.ofFile(
                        Problem.Kind.NOTE,
                        "etc/rc.conf",
                        "pf_enable is not set to YES: pf is not started, its rules are not loaded")));
    return new PacketFilter(
        filter.software(), filter.families(), List.of(), filter.files(), problems);
  }
}
