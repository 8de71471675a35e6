package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.firewalld.Zone.Target;
import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.AddressSet;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The chains that send a packet to its zone and to the policies in force there:
 * build_default_rules(), build_policy_chain_rules() and build_zone_source_*_rules() in nftables.py
 * of firewalld 1.3.3.
 */
final class Dispatch {
  private static final List<String> STAGES = List.of("pre", "log", "deny", "allow", "post");

  private final Chains chains;
  private final IpSets sets;
  private final boolean hasDirect;

  /**
   * A dispatch into some chains.
   *
   * @param hasDirect whether the built-in chains call chains of direct rules
   */
  Dispatch(Chains chains, IpSets sets, boolean hasDirect) {
    this.chains = chains;
    this.sets = sets;
    this.hasDirect = hasDirect;
  }

  void base() {
    Origin.Setting anchor = chains.anchor();
    Verdict accept = new Verdict.Accept();
    Match known =
        new Match.States(
            Set.of(ConnectionState.ESTABLISHED, ConnectionState.RELATED, ConnectionState.DNAT));
    chains.add("filter", "INPUT", List.of(known), accept, anchor);
    chains.add("filter", "INPUT", List.of(loopback(End.SOURCE)), accept, anchor);
    chains.add(
        "filter",
        "INPUT",
        List.of(new Match.States(Set.of(ConnectionState.INVALID))),
        new Verdict.Drop(),
        anchor);
    direct("filter", "INPUT");
    chains.jump("filter", "INPUT", "INPUT_ZONES");
    chains.add("filter", "INPUT", List.of(), new Verdict.Reject(), anchor);
    Match answers = new Match.States(Set.of(ConnectionState.ESTABLISHED, ConnectionState.RELATED));
    chains.add("filter", "OUTPUT", List.of(answers), accept, anchor);
    chains.add("filter", "OUTPUT", List.of(loopback(End.DESTINATION)), accept, anchor);
    direct("filter", "OUTPUT");
    for (String table : List.of("nat", "mangle")) {
      direct(table, "PREROUTING");
      chains.jump(table, "PREROUTING", "PREROUTING_ZONES");
    }
  }

  private static Match loopback(End end) {
    return new Match.Interface(end, "lo", false);
  }

  private void direct(String table, String chain) {
    if (hasDirect) {
      chains.jump(table, chain, chain + "_direct");
    }
  }

  /** Makes the chains of a zone, still without its elements. */
  void zone(Zone zone) {
    stages("filter", "IN_" + zone.name(), "INPUT");
    target("IN_" + zone.name(), zone.target(), zone.origin());
    for (String table : List.of("nat", "mangle")) {
      stages(table, "PRE_" + zone.name(), "PREROUTING");
    }
  }

  private void stages(String table, String chain, String hook) {
    chains.jump(table, chain, hook + "_POLICIES_pre");
    STAGES.forEach(stage -> chains.jump(table, chain, chain + "_" + stage));
    chains.jump(table, chain, hook + "_POLICIES_post");
  }

  private void target(String chain, Target target, Origin.Setting origin) {
    switch (target) {
      case REJECT -> chains.add("filter", chain, List.of(), new Verdict.Reject(), origin);
      case ACCEPT -> chains.add("filter", chain, List.of(), new Verdict.Accept(), origin);
      case DROP -> chains.add("filter", chain, List.of(), new Verdict.Drop(), origin);
      case CONTINUE -> {
        // What comes after the chain decides.
      }
    }
  }

  /**
   * Sends packets to the zones: by source in the order of the zones' names, then by interface with
   * the zone that was bound last first, and what is left to the default zone.
   *
   * @param zones those in use, by name
   */
  void toZones(List<Zone> zones, Zone defaultZone) throws Refused {
    List<Bound> bySource = new ArrayList<>();
    List<Bound> byInterface = new ArrayList<>();
    for (Zone zone : zones) {
      for (Element source : zone.sources()) {
        bySource.add(new Bound(zone, source(source), source.origin()));
      }
      for (Element iface : zone.interfaces()) {
        byInterface.add(new Bound(zone, iface(iface), iface.origin()));
      }
    }
    Collections.reverse(byInterface);
    List<Bound> all = new ArrayList<>(bySource);
    all.addAll(byInterface);
    for (Bound bound : all) {
      toZone(bound.zone(), List.of(bound.match()), bound.origin());
    }
    toZone(defaultZone, List.of(), chains.anchor());
  }

  private record Bound(Zone zone, Match match, Origin.Setting origin) {}

  private void toZone(Zone zone, List<Match> matches, Origin.Setting origin) {
    chains.add("filter", "INPUT_ZONES", matches, new Verdict.Goto("IN_" + zone.name()), origin);
    for (String table : List.of("nat", "mangle")) {
      chains.add(
          table, "PREROUTING_ZONES", matches, new Verdict.Goto("PRE_" + zone.name()), origin);
    }
  }

  private Match source(Element source) throws Refused {
    Optional<String> set =
        source
            .attribute("ipset")
            .or(
                () ->
                    source
                        .attribute("address")
                        .filter(address -> address.startsWith("ipset:"))
                        .map(address -> address.substring("ipset:".length())));
    if (set.isPresent()) {
      return sets.match(set.get(), "src", source.origin());
    }
    if (source.attribute("mac").isPresent()) {
      return new Match.Undecidable("the hardware address " + source.attribute("mac").orElse(""));
    }
    return source
        .attribute("address")
        .flatMap(Prefix::parse)
        .map(net -> new Match.Addresses(End.SOURCE, AddressSet.of(net)))
        .orElseThrow(() -> new Refused(source.origin(), "a source needs an address, mac or ipset"));
  }

  private static Match iface(Element element) throws Refused {
    Optional<String> connection = element.attribute("connection");
    if (connection.isPresent()) {
      return new Match.Undecidable("which interface the connection " + connection.get() + " takes");
    }
    String name =
        element
            .attribute("name")
            .orElseThrow(() -> new Refused(element.origin(), "an interface needs a name"));
    boolean isPrefix = name.endsWith("+");
    return new Match.Interface(
        End.SOURCE, isPrefix ? name.substring(0, name.length() - 1) : name, isPrefix);
  }

  /**
   * Makes the chains of a policy and sends packets of its zones there.
   *
   * @param from the zones packets come from; empty for any
   * @param atRuntime names of zones that get their interfaces when the host runs
   */
  void policy(Policy policy, Traffic.Place place, List<Zone> from, List<String> atRuntime)
      throws Refused {
    List<Match> origins = new ArrayList<>();
    for (Zone zone : from) {
      for (Element iface : zone.interfaces()) {
        origins.add(iface(iface));
      }
      for (Element source : zone.sources()) {
        origins.add(source(source));
      }
    }
    for (String zone : atRuntime) {
      origins.add(
          new Match.Undecidable("which interfaces are put into the zone " + zone + " at run time"));
    }
    List<Match> matches = origins.isEmpty() ? List.of() : List.of(new Match.AnyOf(origins));
    if (place.toHost()) {
      toPolicy(policy, "filter", "INPUT", "IN_" + place.suffix(), matches);
      target("IN_" + place.suffix(), policy.target(), policy.root().origin());
    }
    if (place.prerouting()) {
      for (String table : List.of("nat", "mangle")) {
        toPolicy(policy, table, "PREROUTING", "PRE_" + place.suffix(), matches);
      }
    }
  }

  private void toPolicy(
      Policy policy, String table, String hook, String chain, List<Match> matches) {
    STAGES.forEach(stage -> chains.jump(table, chain, chain + "_" + stage));
    chains.add(
        table,
        hook + "_POLICIES_" + (policy.priority() < 0 ? "pre" : "post"),
        policy.priority(),
        new Rule(matches, List.of(), new Verdict.Jump(chain), policy.root().origin()));
  }
}
