package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.pf.HostNetwork;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.firewall.walk.HostAddresses;
import dev.postern.firewall.walk.LoopbackRouting;
import dev.postern.firewall.walk.Surroundings;
import dev.postern.net.AddressSet;
import dev.postern.net.Networks;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packet filters of one host, read together. */
public final class PacketFilters {
  /** What starts a BSD may have pf load rules from anywhere. */
  private static final String RC_CONF = "etc/rc.conf";

  private final FilterFiles files;
  private final List<PacketFilter> filters;
  private final FileTree tree;
  private final WireGuard tunnels;
  private final BootServices services;
  private final BootScripts boot;
  private final RuleFiles ruleFiles;
  private final Optional<String> contention;
  private final boolean mayLackIpv6;
  private final FirewallPosture onceLoaded;
  private final FirewallPosture posture;

  private PacketFilters(HostFiles host) {
    this.tree = host.tree();
    this.services = new BootServices(tree);
    this.tunnels = new WireGuard(tree);
    this.boot = BootScripts.of(tree, services);
    this.ruleFiles = new RuleFiles(services, boot);
    this.files = new FilterFiles(host, ruleFiles, boot);
    this.filters = files.read();
    HostAddresses addresses = new LinuxAddresses(tree);
    List<SourceFile> ofPf = files.sources(ConfigKind.PF);
    if (!ofPf.isEmpty() || tree.isFile(RC_CONF)) {
      HostNetwork network = new HostNetwork(tree);
      filters.addAll(PfStartup.filters(ofPf, tree, network));
      addresses = network;
    }
    this.contention = contention();
    KernelParameters kernel = new KernelParameters(tree);
    Surroundings surroundings =
        new Surroundings(loopback(kernel), tunnels, addresses, kernel.lacksIpv6());
    this.mayLackIpv6 = !surroundings.lacksIpv6().is(false);
    this.onceLoaded = posture(filters, surroundings);
    this.posture =
        filters.stream().anyMatch(filter -> doubt(filter).isPresent())
            ? posture(filters.stream().map(this::perhaps).toList(), surroundings)
            : onceLoaded;
  }

  private FirewallPosture posture(List<PacketFilter> all, Surroundings surroundings) {
    return contention.isPresent()
        ? FirewallPosture.contested(all)
        : FirewallPosture.of(all, surroundings);
  }

  private PacketFilter perhaps(PacketFilter filter) {
    return doubt(filter).map(filter::perhaps).orElse(filter);
  }

  /** Why it is not known whether a filter's rules are loaded. */
  private Optional<String> doubt(PacketFilter filter) {
    return boot.isFilling()
        ? Optional.empty()
        : services.doubt(filter.software()).map(why -> "whether rules are loaded at boot: " + why);
  }

  private LoopbackRouting loopback(KernelParameters kernel) {
    for (PacketFilter filter : filters) {
      if (filter.software() == SoftwareName.PF) {
        return LoopbackRouting.OF_PF;
      }
    }
    return LoopbackRouting.ofLinux(kernel::routesLocalnet);
  }

  /** Reads them. */
  public static PacketFilters of(HostFiles host) {
    return new PacketFilters(host);
  }

  /** Begins what a look over all rules takes, beside whatever else is asked meanwhile. */
  public void lookAhead() {
    posture.lookAhead();
  }

  /** Who gets an answer that dials a port, whatever port the connection ends at. */
  public PortReach reach(Question question) {
    PortReach reach = posture.reach(question);
    Optional<String> reason = unknown();
    if (reason.isEmpty() || reach.verdict() == PortReach.Verdict.NONE) {
      return reach;
    }
    return new PortReach(
        reach.port(),
        reach.family(),
        PortReach.Verdict.UNKNOWN,
        AddressSet.none(reach.family()),
        reach.possible(),
        List.of(reason.get()),
        reach.limits(),
        reach.rule(),
        Optional.empty(),
        reach.via());
  }

  /** Every problem of the filters' files, in {@link Problem#ORDER}. */
  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>(files.unreadable());
    all.addAll(posture.problems());
    posture.files().forEach(file -> all.addAll(file.problems()));
    return all.stream().distinct().sorted(Problem.ORDER).toList();
  }

  /** Whether there is a filter that was evaluated and says something. */
  boolean isPresent() {
    return filters.stream().anyMatch(filter -> !filter.families().isEmpty());
  }

  /** Whether something is kept out: by filters, or by a kernel that may lack IPv6. */
  boolean keepsOut() {
    return mayLackIpv6 || isPresent();
  }

  /** What is assumed of how the rules get into the kernel. */
  List<Origin> assumptions() {
    List<SoftwareName> names = new ArrayList<>();
    for (PacketFilter filter : filters) {
      if (!filter.families().isEmpty()) {
        names.add(filter.software());
      }
    }
    List<Origin> assumptions = new ArrayList<>(boot.assumptions());
    if (!boot.isFilling()) {
      assumptions.addAll(services.assumptions(names));
    }
    Containers.assumption(tree, filters).ifPresent(assumptions::add);
    assumptions.addAll(tunnels.assumptions());
    for (String other : isPresent() ? others() : List.<String>of()) {
      assumptions.add(
          new Origin.Assumption("nobody gets in or is kept out by " + other + ", not read here"));
    }
    return assumptions;
  }

  private List<String> others() {
    return OtherFilters.in(
        tree,
        Stream.concat(
                posture.files().stream().map(file -> file.source().path()), boot.known().stream())
            .collect(Collectors.toSet()));
  }

  /** What is assumed where no filter was found. */
  Origin noneFound() {
    List<String> others = new ArrayList<>(others());
    List<String> read = posture.files().stream().map(file -> file.source().path()).toList();
    SavedRules.in(tree, read).forEach(saved -> others.add("the rules in " + saved));
    return new Origin.Assumption(
        boot.idle()
            .map(idle -> "every bound port counts as reachable, for " + idle)
            .filter(idle -> others.isEmpty())
            .orElseGet(() -> noneFound(others)));
  }

  private static String noneFound(List<String> others) {
    return others.isEmpty()
        ? "no packet filter was found among the files: every bound port counts as reachable"
        : "every bound port counts as reachable, for no packet filter was found among the files"
            + " but %s, not read here; add what iptables-save prints"
                .formatted(String.join(" and ", others));
  }

  FirewallPosture posture() {
    return posture;
  }

  /**
   * Limits that stop clients of a listener who come too often; unknown where it is not known
   * whether the rules with them are loaded.
   *
   * @param families those it is bound in: 4, 6 or both
   * @param outside the clients that count
   */
  Fact<List<RateLimit>> limits(
      int port, List<Integer> families, String bindAddress, Networks outside) {
    List<RateLimit> sure = posture.limits(port, families, bindAddress, outside, Optional.empty());
    Optional<String> doubt = filters.stream().flatMap(filter -> doubt(filter).stream()).findFirst();
    if (doubt.isEmpty()) {
      return Fact.known(sure);
    }
    List<RateLimit> more =
        onceLoaded.limits(port, families, bindAddress, outside, Optional.empty());
    return Fact.oneOf(
        new LinkedHashSet<>(List.of(sure, more)),
        "who is limited depends on " + doubt.get(),
        List.<Origin>of());
  }

  /**
   * Why it is unknown what gets through: a file that cannot be read, or filters in each other's
   * way; empty when neither is there.
   */
  Optional<String> unknown() {
    return files.unreadable().stream()
        .findFirst()
        .map(problem -> "the packet filter's file " + problem.file() + " cannot be read")
        .or(boot::missing)
        .or(() -> contention);
  }

  /** Filters that write the same tables of the kernel, in an order that no file tells. */
  private Optional<String> contention() {
    return ruleFiles.why().or(this::contentionOfFilters);
  }

  private Optional<String> contentionOfFilters() {
    boolean isIptables = isFilled(SoftwareName.IPTABLES);
    boolean isUfw = isFilled(SoftwareName.UFW);
    if (isIptables && isUfw) {
      return Optional.of(
          "saved iptables rules and ufw both fill the same tables at boot, and no file tells which comes last");
    }
    return (isIptables || isUfw) && files.isFlushing() && services.isEnabled(SoftwareName.NFTABLES)
        ? Optional.of(
            "nftables.conf flushes all rules at boot, those of %s too, and no file tells which comes last"
                .formatted(isUfw ? "ufw" : "iptables"))
        : Optional.empty();
  }

  private boolean isFilled(SoftwareName name) {
    for (PacketFilter filter : filters) {
      if (filter.software() == name && !filter.tables().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  List<Problem> unreadable() {
    return files.unreadable();
  }
}
