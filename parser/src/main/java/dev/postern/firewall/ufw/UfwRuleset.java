package dev.postern.firewall.ufw;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.load.FamilyTables;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What ufw loads at boot: ufw_start() in ufw-init-functions of ufw 0.36.2. */
public final class UfwRuleset {
  private static final String ENABLED = "ENABLED";
  private static final String IPV6 = "IPV6";
  private static final Set<String> WANTED =
      Set.of(
          ENABLED,
          IPV6,
          "DEFAULT_INPUT_POLICY",
          "DEFAULT_OUTPUT_POLICY",
          "DEFAULT_FORWARD_POLICY",
          "MANAGE_BUILTINS");

  /** Commands by which a script changes a packet filter. */
  private static final Pattern FILTER_COMMAND =
      Pattern.compile("(?m)^(?![ \\t]*#).*\\b(ip6?tables\\S*|nft|ipset)\\b");

  private final FileTree tree;
  private final String directory;
  private final AddressSets sets;
  private final Variables variables = new Variables(WANTED);
  private final List<Problem> problems = new ArrayList<>();
  private final List<FamilyTables> families = new ArrayList<>();
  private Origin.Setting anchor;

  private UfwRuleset(FileTree tree, String directory, List<SourceFile> setFiles) {
    this.tree = tree;
    this.directory = directory;
    this.sets = AddressSets.of(setFiles);
    this.anchor =
        new Origin.Setting(SourceFile.of(path("ufw.conf"), "").lineSpan(1), "the chains of ufw");
  }

  /**
   * Reads a host's ufw. One that is switched off has no tables. What a file that is not there would
   * have decided is unknown.
   *
   * @param directory where ufw.conf and the rule files stand, such as {@code etc/ufw}
   * @param setFiles what {@code ipset save} prints
   */
  public static PacketFilter read(FileTree tree, String directory, List<SourceFile> setFiles) {
    UfwRuleset ruleset = new UfwRuleset(tree, directory, setFiles);
    ruleset.load();
    return ruleset.build();
  }

  private String path(String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  private Optional<SourceFile> source(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
      return Optional.empty();
    }
  }

  private void load() {
    String etc = Paths.parent(directory);
    String defaults = etc.isEmpty() ? "etc/default/ufw" : etc + "/default/ufw";
    boolean hasDefaults = variables(defaults);
    boolean hasSwitch = variables(path("ufw.conf"));
    Fact<Boolean> enabled =
        hasSwitch ? variables.value(ENABLED).map(UfwRuleset::isYes) : missing(path("ufw.conf"));
    if (enabled.is(false)) {
      return;
    }
    Fact<Boolean> ipv6 =
        hasDefaults ? variables.value(IPV6).map(UfwRuleset::isYes) : missing(defaults);
    for (Family family : Family.values()) {
      FamilyTables tables = new FamilyTables(family, sets);
      families.add(tables);
      if (family == Family.V6 && ipv6.is(false)) {
        closeIpv6(tables);
        continue;
      }
      new FamilyLoader(
              tables, anchor, name -> hasDefaults ? variables.value(name) : missing(defaults))
          .load(this::ruleFile);
      if (family == Family.V6 && ipv6 instanceof Fact.Unknown<Boolean> unknown) {
        maybe(tables, unknown.reason(), new Verdict.Drop());
      }
      scripts(tables);
      if (enabled instanceof Fact.Unknown<Boolean> unknown) {
        maybe(tables, unknown.reason(), new Verdict.Accept());
      }
    }
  }

  /** The boot script compares with these two words. */
  private static boolean isYes(String value) {
    return value.equals("yes") || value.equals("YES");
  }

  private static <T> Fact<T> missing(String path) {
    return Fact.unknown(path + ", which is not among the files");
  }

  private boolean variables(String path) {
    Optional<SourceFile> source = source(path);
    source.ifPresent(
        file -> {
          variables.read(file);
          anchor = new Origin.Setting(file.lineSpan(1), file.line(1));
        });
    return source.isPresent();
  }

  private FamilyLoader.RuleFile ruleFile(String name) {
    String path = path(name);
    Optional<SourceFile> source = source(path).filter(file -> !file.text().isEmpty());
    if (source.isEmpty()) {
      problems.add(
          new Problem(
              Problem.Kind.INCLUDE,
              Problem.Level.WARNING,
              path,
              null,
              name.startsWith("user")
                  ? "ufw loads this file at boot, and it is not there"
                  : "ufw loads this file at boot, and it is not there: taken as ufw ships it,"
                      + " with no rule about new connections over TCP"));
    }
    return new FamilyLoader.RuleFile(path, source);
  }

  /** Scripts that an administrator may have made executable run before and after the rules. */
  private void scripts(FamilyTables tables) {
    for (String name : List.of("before.init", "after.init")) {
      source(path(name))
          .filter(file -> FILTER_COMMAND.matcher(file.text()).find())
          .ifPresent(
              file -> {
                String what = "what the script " + file.path() + " does, if it is executable";
                tables.insert("filter", "INPUT", rule(List.of(), new Verdict.Undecided(what)));
                problems.add(Problem.warning(Problem.Kind.UNMODELLED, file.lineSpan(1), what));
              });
    }
  }

  private void maybe(FamilyTables tables, String reason, Verdict verdict) {
    tables.insert("filter", "INPUT", rule(List.of(new Match.Undecidable(reason)), verdict));
  }

  /** With {@code IPV6=no} nothing but the loopback interface is open over IPv6. */
  private void closeIpv6(FamilyTables tables) {
    List<Origin> origins = variables.value(IPV6).origins();
    Origin origin = origins.isEmpty() ? anchor : origins.get(0);
    for (String chain : List.of("INPUT", "FORWARD", "OUTPUT")) {
      tables.policy("filter", chain, new Verdict.Drop(), origin);
    }
  }

  private Rule rule(List<Match> matches, Verdict verdict) {
    return new Rule(matches, List.of(), verdict, anchor);
  }

  private PacketFilter build() {
    Set<Family> spoken = EnumSet.noneOf(Family.class);
    List<Table> built = new ArrayList<>();
    List<ReadFile> files = new ArrayList<>(variables.files());
    for (FamilyTables tables : families) {
      spoken.add(tables.family());
      built.addAll(tables.tables());
      files.addAll(tables.files());
    }
    return new PacketFilter(SoftwareName.UFW, spoken, built, files, problems);
  }
}
