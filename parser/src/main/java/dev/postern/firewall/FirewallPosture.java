package dev.postern.firewall;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.reach.Internet;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.firewall.reach.Reachability;
import dev.postern.firewall.reach.Shadow;
import dev.postern.firewall.reach.ShadowSearch;
import dev.postern.firewall.walk.Surroundings;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.PacketFiltering.DefaultInput;
import dev.postern.posture.network.PacketFiltering.Outcome;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.UnmetLimit;
import dev.postern.posture.network.UnreachableRule;
import dev.postern.posture.network.Via;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a host's packet filters make of connections from outside, in the words of the posture. */
public final class FirewallPosture {
  /** Of more ranges of addresses than these the narrowest gaps are left out of the posture. */
  private static final int MOST_LISTED = 4096;

  private final List<PacketFilter> filters;
  private final boolean mayLackIpv6;
  private final Reachability reachability;
  private @Nullable CompletableFuture<List<UnreachableRule>> unreachable;

  private FirewallPosture(
      List<PacketFilter> filters, List<Table> tables, Surroundings surroundings) {
    this.filters = List.copyOf(filters);
    this.mayLackIpv6 = !surroundings.lacksIpv6().is(false);
    List<Table> all = new ArrayList<>(surroundings.kernel());
    all.addAll(tables);
    this.reachability = new Reachability(all, surroundings);
  }

  /**
   * The filters of one host, all of them in force at once.
   *
   * @param filters in the order in which they are loaded; none lets everything pass
   */
  public static FirewallPosture of(List<PacketFilter> filters) {
    return of(filters, Surroundings.UNKNOWN);
  }

  /**
   * The same where more is known of the host.
   *
   * @param filters in the order in which they are loaded
   */
  public static FirewallPosture of(List<PacketFilter> filters, Surroundings surroundings) {
    return new FirewallPosture(
        filters,
        filters.stream().flatMap(filter -> filter.tables().stream()).toList(),
        surroundings);
  }

  /** Filters of which no file tells whose rules are in force: nothing is known to be kept out. */
  public static FirewallPosture contested(List<PacketFilter> filters) {
    return new FirewallPosture(filters, List.of(), Surroundings.UNKNOWN);
  }

  /** Who gets an answer that dials a port. */
  public PortReach reach(Question question) {
    return reachability.dialled(question);
  }

  /**
   * Who gets to a listener.
   *
   * @param families those it is bound in: 4, 6 or both
   * @param bindAddress {@code *}, {@code ::} or one address
   * @param outside the clients that count
   * @param iface the interface they arrive on; empty for every one but {@code lo}
   */
  public Exposure exposure(
      int port,
      List<Integer> families,
      String bindAddress,
      Networks outside,
      Optional<String> iface) {
    return exposure(family -> side(port, family, families, bindAddress, outside, iface));
  }

  /**
   * Who gets through a port of any address, to whatever answers there.
   *
   * @param outside the clients that count
   */
  public Exposure portExposure(int port, Networks outside) {
    return exposure(
        family -> side(reachability.open(Question.anybody(port, family).from(outside)), family));
  }

  /**
   * Who gets through a port that no rule speaks of.
   *
   * @param outside the clients that count
   */
  public Exposure unnamedPortExposure(Networks outside) {
    return exposure(
        family -> {
          Question question = Question.anybody(reachability.unnamedPort(family), family);
          return side(reachability.open(question.from(outside)), family);
        });
  }

  private static Exposure exposure(Function<Family, Side> sides) {
    Side v4 = sides.apply(Family.V4);
    Side v6 = sides.apply(Family.V6);
    boolean v6First = v6.verdict().is(Reach.ANY) && !v4.verdict().is(Reach.ANY);
    Side first = v6First ? v6 : v4;
    Side second = v6First ? v4 : v6;
    Optional<PortReach> best =
        reaches(first)
            ? first.reach()
            : second.reach().filter(any -> reaches(second)).or(first::reach);
    Fact<Networks> sources =
        v4.sources()
            .with(
                v6.sources(),
                (one, other) -> {
                  List<Prefix> all = new ArrayList<>(one.prefixes());
                  all.addAll(other.prefixes());
                  return new Networks(all);
                });
    Fact<Via> via = Fact.known(best.map(PortReach::via).orElse(Via.DIRECT));
    return new Exposure(
        Exposure.wider(v4.verdict(), v6.verdict()),
        v4.verdict(),
        v6.verdict(),
        sources,
        via,
        best.flatMap(PortReach::witness));
  }

  private static boolean reaches(Side side) {
    return side.reach().filter(reach -> reach.witness().isPresent()).isPresent();
  }

  /** Limits that stop clients of a listener who come too often. */
  public List<RateLimit> limits(
      int port,
      List<Integer> families,
      String bindAddress,
      Networks outside,
      Optional<String> iface) {
    List<RateLimit> limits = new ArrayList<>();
    for (Family family : Family.values()) {
      Side side = side(port, family, families, bindAddress, outside, iface);
      side.reach()
          .ifPresent(
              reach ->
                  reach.limits().forEach(one -> limits.add(FilterLimit.of(one, reach, family))));
    }
    return limits;
  }

  /** What becomes of a new connection to a port no rule speaks of. */
  public DefaultInput defaultInput() {
    return new DefaultInput(defaultInput(Family.V4), defaultInput(Family.V6));
  }

  private Fact<Outcome> defaultInput(Family family) {
    Question question = Question.anybody(reachability.unnamedPort(family), family);
    List<Origin> origins = origins(reachability.dialled(question), family);
    return reachability
        .fate(question)
        .map(outcome -> Fact.known(outcome, origins))
        .orElseGet(
            () -> Fact.unknown("what decides it depends on more than the files tell", origins));
  }

  /** Begins to look for unreachable rules, beside whatever else is asked meanwhile. */
  public void lookAhead() {
    if (unreachable == null) {
      unreachable = CompletableFuture.supplyAsync(this::findUnreachable);
    }
  }

  /** Rules that no packet comes to, among those that were written as rules. */
  public List<UnreachableRule> unreachableRules() {
    CompletableFuture<List<UnreachableRule>> begun = unreachable;
    return begun == null ? findUnreachable() : begun.join();
  }

  private List<UnreachableRule> findUnreachable() {
    List<UnreachableRule> found = new ArrayList<>();
    for (PacketFilter filter : filters) {
      if (filter.software() == SoftwareName.FIREWALLD) {
        continue;
      }
      for (Table table : filter.tables()) {
        ShadowSearch.in(table).forEach(shadow -> found.add(unreachable(shadow)));
      }
    }
    return found;
  }

  private static UnreachableRule unreachable(Shadow shadow) {
    List<Origin> both = List.of(shadow.rule().origin(), shadow.by().origin());
    return new UnreachableRule(
        text(shadow.rule()), text(shadow.by()), Fact.known(shadow.contradicts(), both));
  }

  private static Fact<String> text(Rule rule) {
    return Fact.known(rule.origin().text(), rule.origin());
  }

  /** Limits that no connection to a port comes to. */
  public List<UnmetLimit> unmetLimits(int port, Networks outside) {
    List<UnmetLimit> found = new ArrayList<>();
    for (Family family : Family.values()) {
      Question question = Question.anybody(port, family).from(outside);
      reachability
          .unmetLimits(question)
          .forEach(
              (rule, by) ->
                  found.add(
                      new UnmetLimit(
                          Fact.known(port),
                          Fact.known(family.number()),
                          text(rule),
                          by.map(FirewallPosture::text).orElse(Fact.known("a rule before it")))));
    }
    return found;
  }

  private static Fact<String> text(Origin origin) {
    return origin instanceof Origin.Setting setting
        ? Fact.known(setting.text(), setting)
        : Fact.known("what no rule decides", origin);
  }

  /** How many rules there are in all chains. */
  public int rules() {
    int count = 0;
    for (PacketFilter filter : filters) {
      for (Table table : filter.tables()) {
        for (Chain chain : table.chains().values()) {
          count += chain.rules().size();
        }
      }
    }
    return count;
  }

  public List<ReadFile> files() {
    return filters.stream().flatMap(filter -> filter.files().stream()).toList();
  }

  /** Those placed in no file of {@link #files}. */
  public List<Problem> problems() {
    return filters.stream().flatMap(filter -> filter.problems().stream()).toList();
  }

  /** One family's view of a listener; no reach when it is not bound there. */
  private record Side(Optional<PortReach> reach, Fact<Reach> verdict, Fact<Networks> sources) {}

  private Side side(
      int port,
      Family family,
      List<Integer> families,
      String bindAddress,
      Networks outside,
      Optional<String> iface) {
    Optional<Address> bind = Address.parse(bindAddress).filter(address -> !isUnspecified(address));
    boolean bound =
        families.contains(family.number())
            && bind.filter(address -> address.family() != family).isEmpty();
    if (!bound) {
      return new Side(Optional.empty(), Fact.known(Reach.NONE), Fact.known(Networks.NONE));
    }
    Question question = new Question(port, family, bind, outside, iface);
    return side(reachability.listener(question), family);
  }

  private Side side(PortReach reach, Family family) {
    List<Origin> origins = origins(reach, family);
    return new Side(Optional.of(reach), verdict(reach, origins), sources(reach, origins));
  }

  private static boolean isUnspecified(Address address) {
    return address.high() == 0 && address.low() == 0;
  }

  private List<Origin> origins(PortReach reach, Family family) {
    List<Origin> origins = new ArrayList<>();
    reach.rule().ifPresent(origins::add);
    boolean filtered =
        (mayLackIpv6 && family == Family.V6)
            || filters.stream()
                .flatMap(filter -> filter.tables().stream())
                .anyMatch(table -> table.families().contains(family));
    if (!filtered) {
      origins.add(
          new Origin.Assumption(
              "no packet filter for IPv"
                  + family.number()
                  + " was found among the files: every bound port counts as reachable over it"));
    }
    if (reach.via() instanceof Via.Published published) {
      origins.add(
          new Origin.Assumption(
              "the kernel forwards packets (net.ipv4.ip_forward, net.ipv6.conf.all.forwarding): rules translate connections to "
                  + published.host()));
    }
    return origins;
  }

  private static Fact<Reach> verdict(PortReach reach, List<Origin> origins) {
    return switch (reach.verdict()) {
      case ANY -> Fact.known(Reach.ANY, origins);
      case SOME -> Fact.known(Internet.isMostIn(reach.sources()) ? Reach.ANY : Reach.SOME, origins);
      case NONE -> Fact.known(Reach.NONE, origins);
      case UNKNOWN -> {
        Set<Reach> candidates = new LinkedHashSet<>();
        if (reach.sources().isEmpty()) {
          candidates.add(Reach.NONE);
        }
        if (!Internet.isMostIn(reach.sources())) {
          candidates.add(Reach.SOME);
        }
        candidates.add(Reach.ANY);
        yield Fact.oneOf(candidates, reason(reach), origins);
      }
    };
  }

  private static String reason(PortReach reach) {
    return "who gets through the packet filter depends on " + reach.reasons();
  }

  private static Fact<Networks> sources(PortReach reach, List<Origin> origins) {
    if (!reach.unknown().isEmpty()) {
      return Fact.unknown(reason(reach), origins);
    }
    if (reach.sources().size() <= MOST_LISTED) {
      return Fact.known(reach.sources().networks(), origins);
    }
    List<Origin> all = new ArrayList<>(origins);
    all.add(
        new Origin.Assumption(
            "%d ranges of addresses get through, too many to list: the narrowest gaps between them count as let through too"
                .formatted(reach.sources().size())));
    return Fact.known(listed(reach.sources()), all);
  }

  /** Addresses as the posture has them. */
  static Networks listed(AddressSet set) {
    return set.joined(MOST_LISTED).networks();
  }
}
