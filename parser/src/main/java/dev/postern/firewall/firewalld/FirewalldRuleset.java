package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.load.FamilyTables;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What firewalld 1.3.3 loads when it starts: _start() in fw.py. */
public final class FirewalldRuleset {
  private static final String USUAL_ZONE = "public";

  private final FileTree tree;
  private final String directory;
  private final ConfigFiles files;
  private final List<Problem> problems = new ArrayList<>();
  private final List<ReadFile> read = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final Map<String, Zone> zones = new TreeMap<>();
  private Origin.Setting anchor;

  private FirewalldRuleset(FileTree tree, String directory) {
    this.tree = tree;
    this.directory = directory;
    this.files = new ConfigFiles(tree, directory);
    this.anchor =
        new Origin.Setting(
            SourceFile.of(directory + "/firewalld.conf", "").lineSpan(1), "the zones of firewalld");
  }

  /**
   * Reads a host's firewalld. When it refuses something it falls back to its package's
   * configuration, and what gets through is unknown.
   *
   * @param directory where firewalld.conf stands, such as {@code etc/firewalld}
   */
  public static PacketFilter read(FileTree tree, String directory) {
    FirewalldRuleset ruleset = new FirewalldRuleset(tree, directory);
    ruleset.load();
    return ruleset.build();
  }

  private void load() {
    Optional<Options> options = options();
    try {
      rules(options);
      if (!files.isWhole()) {
        tables.clear();
        unknown("firewalld's files, of which some cannot be read");
      }
    } catch (Refused refused) {
      problems.add(refused.problem());
      tables.clear();
      unknown("firewalld, which refuses its configuration: " + refused.why());
    }
  }

  private Optional<Options> options() {
    String path = directory.isEmpty() ? "firewalld.conf" : directory + "/firewalld.conf";
    try {
      Optional<SourceFile> source = tree.read(path);
      source.ifPresent(file -> anchor = new Origin.Setting(file.lineSpan(1), file.line(1)));
      Optional<Options> options = source.map(Options::read);
      options.ifPresent(found -> read.add(found.file()));
      return options;
    } catch (FileTree.Unreadable e) {
      problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
      unknown("firewalld.conf, which cannot be read");
      return Optional.empty();
    }
  }

  /** Everything may be let in or not. */
  private void unknown(String what) {
    Chains chains = new Chains(anchor);
    chains.add(
        "filter",
        "INPUT",
        List.of(new Match.Undecidable(what)),
        new Verdict.Undecided(what),
        anchor);
    tables.add(chains.toNftables());
  }

  private void rules(Optional<Options> options) throws Refused {
    boolean inIptables =
        options
            .flatMap(found -> found.option("FirewallBackend"))
            .filter(backend -> backend.value().equals("iptables"))
            .isPresent();
    IpSets sets = new IpSets(inIptables);
    for (Map.Entry<String, Element> set : files.all("ipsets", true).entrySet()) {
      sets.define(set.getKey(), set.getValue());
    }
    Services services = new Services(files);
    for (Map.Entry<String, Element> service : files.all("services", false).entrySet()) {
      services.define(service.getKey(), service.getValue());
    }
    readZones();
    Zone defaultZone = defaultZone(options);
    Chains chains = new Chains(anchor);
    Dispatch dispatch = new Dispatch(chains, sets, inIptables);
    Traffic traffic = new Traffic(chains, services, sets, problems);
    dispatch.base();
    List<Zone> used = new ArrayList<>();
    for (Zone zone : zones.values()) {
      if (zone.isBound() || zone.name().equals(defaultZone.name())) {
        used.add(zone);
        dispatch.zone(zone);
        traffic.add(zone.elements(), new Traffic.Place(zone.name(), true, true));
      }
    }
    dispatch.toZones(used, defaultZone);
    Map<String, Element> policies = new TreeMap<>(files.all("policies", true));
    for (Map.Entry<String, Element> policy : policies.entrySet()) {
      policy(Policy.read(policy.getKey(), policy.getValue()), defaultZone, dispatch, traffic);
    }
    load(chains, inIptables, sets.ofKernel());
  }

  private void load(Chains chains, boolean inIptables, AddressSets sets) throws Refused {
    FamilyTables v4 = new FamilyTables(Family.V4, sets);
    FamilyTables v6 = new FamilyTables(Family.V6, sets);
    Map<String, FamilyTables> byFamily = Map.of("ipv4", v4, "ipv6", v6);
    if (inIptables) {
      byFamily.values().forEach(chains::toIptables);
    } else {
      tables.add(chains.toNftables());
    }
    Optional<Element> direct = files.direct();
    if (direct.isPresent()) {
      new DirectRules(byFamily, inIptables, problems).load(direct.get());
    }
    tables.addAll(v4.tables());
    tables.addAll(v6.tables());
  }

  private void readZones() throws Refused {
    if (!files.hasStock("zones")) {
      Stock.zones().forEach((name, stock) -> zones.put(name, Zone.of(name, stock, anchor)));
    }
    for (Map.Entry<String, Element> zone : files.all("zones", true).entrySet()) {
      zones.put(zone.getKey(), Zone.read(zone.getKey(), List.of(zone.getValue())));
    }
    for (Map.Entry<String, List<Element>> zone : files.combinedZones().entrySet()) {
      if (!zone.getValue().isEmpty()) {
        zones.put(zone.getKey(), Zone.read(zone.getKey(), zone.getValue()));
      }
    }
    Map<String, String> bound = new HashMap<>();
    for (Zone zone : zones.values()) {
      for (Element element : zone.interfaces()) {
        bind(bound, "interface " + element.attribute("name").orElse(""), zone, element);
      }
      for (Element element : zone.sources()) {
        bind(bound, "source " + element.attributes(), zone, element);
      }
    }
    Connections.zones(tree, problems).forEach(this::move);
  }

  /** A zone that is not there leaves an interface where it is. */
  private void move(Element iface, String zone) {
    if (zones.containsKey(zone)) {
      zones.replaceAll((name, any) -> name.equals(zone) ? any.with(iface) : any.without(iface));
    }
  }

  private static void bind(Map<String, String> bound, String what, Zone zone, Element element)
      throws Refused {
    String other = bound.putIfAbsent(what, zone.name());
    if (other != null && !other.equals(zone.name())) {
      throw new Refused(
          element.origin(), "bound to the zone '" + other + "' too, and can be in one only");
    }
  }

  /** The zone of all packets that are bound to none: _start_check() in fw.py. */
  private Zone defaultZone(Optional<Options> options) throws Refused {
    Optional<Options.Option> written = options.flatMap(found -> found.option("DefaultZone"));
    String name = written.map(Options.Option::value).orElse(USUAL_ZONE);
    written.ifPresent(option -> anchor = option.origin());
    if (!zones.containsKey(name)) {
      problems.add(
          Problem.warning(
              Problem.Kind.NOTE,
              anchor.span(),
              "there is no zone '" + name + "'; firewalld takes 'public' for the default zone"));
    }
    for (String candidate : List.of(name, USUAL_ZONE, "external", "block")) {
      Zone zone = zones.get(candidate);
      if (zone != null) {
        return zone;
      }
    }
    throw new Refused(anchor, "there is no default zone");
  }

  private void policy(Policy policy, Zone defaultZone, Dispatch dispatch, Traffic traffic)
      throws Refused {
    List<Zone> from = zones(policy, policy.from());
    List<Zone> to = zones(policy, policy.to());
    boolean fromHost = policy.from().contains("HOST");
    boolean fromAny = policy.from().contains("ANY");
    boolean toHost = policy.to().contains("HOST") && !fromHost;
    boolean toAny = policy.to().contains("ANY");
    boolean prerouting = !fromHost && ((fromAny && toHost) || toAny);
    List<String> atRuntime = new ArrayList<>();
    if (from.contains(defaultZone) && !defaultZone.isBound()) {
      atRuntime.add(defaultZone.name());
    }
    boolean isActive =
        (fromAny || from.stream().anyMatch(Zone::isBound) || !atRuntime.isEmpty())
            && (toHost || toAny || to.stream().anyMatch(Zone::isBound));
    if (isActive && (toHost || prerouting)) {
      Traffic.Place place = new Traffic.Place("policy_" + policy.name(), toHost, prerouting);
      dispatch.policy(policy, place, from, atRuntime);
      traffic.add(policy.root().children(), place);
    }
  }

  private List<Zone> zones(Policy policy, List<String> names) throws Refused {
    List<Zone> found = new ArrayList<>();
    for (String name : names) {
      if (!name.equals("ANY") && !name.equals("HOST")) {
        Zone zone = zones.get(name);
        if (zone == null) {
          throw new Refused(policy.root().origin(), "there is no zone '" + name + "'");
        }
        found.add(zone);
      }
    }
    return found;
  }

  private PacketFilter build() {
    List<Problem> all = new ArrayList<>(files.unopened());
    List<String> readPaths = new ArrayList<>();
    List<ReadFile> allRead = new ArrayList<>();
    List<Problem> ofOptions =
        problems.stream().filter(problem -> problem.file().endsWith("firewalld.conf")).toList();
    for (ReadFile file : read) {
      List<Problem> its = new ArrayList<>(file.problems());
      its.addAll(ofOptions);
      allRead.add(new ReadFile(file.source(), file.kind(), file.coverage(), its));
    }
    allRead.addAll(files.files(problems));
    allRead.forEach(file -> readPaths.add(file.source().path()));
    problems.stream().filter(p -> !readPaths.contains(p.file())).forEach(all::add);
    return new PacketFilter(SoftwareName.FIREWALLD, Set.of(Family.values()), tables, allRead, all);
  }
}
