package dev.postern.firewall.pf;

import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/**
 * The rules that pfctl makes of one statement, one for each choice out of its lists: expand_rule()
 * of parse.y. It leaves out those whose addresses are of different families, and refuses a
 * statement of which nothing is left.
 */
final class Expansion {
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;

  private Expansion() {}

  /**
   * Checks that something is left and that its protocols go with its families.
   *
   * @param protocols the numbers of its protocols; empty when it is for all or one is not known
   * @param pool the families that it sends packets on to; empty when it may be both
   */
  static void check(
      RulesParser.@Nullable FamilyContext family,
      Set<Integer> protocols,
      RulesParser.HostsContext hosts,
      Set<Family> pool,
      ParserRuleContext statement)
      throws Refusal {
    Optional<Family> written =
        family == null
            ? Optional.empty()
            : Optional.of(family.INET() == null ? Family.V6 : Family.V4);
    Set<Optional<Family>> left = new HashSet<>();
    for (Optional<Family> source :
        families(hosts.source() == null ? null : hosts.source().where())) {
      for (Optional<Family> destination :
          families(hosts.destination() == null ? null : hosts.destination().where())) {
        Set<Family> all = new HashSet<>();
        written.ifPresent(all::add);
        source.ifPresent(all::add);
        destination.ifPresent(all::add);
        if (all.size() < 2) {
          left.add(all.stream().findFirst());
        }
      }
    }
    if (left.isEmpty()) {
      throw new Refusal(
          statement, "found addresses of different families and no two that go together");
    }
    if (!pool.isEmpty() && left.stream().noneMatch(one -> one.map(pool::contains).orElse(true))) {
      throw new Refusal(statement, "found no address to go on to of the rule's family");
    }
    if (protocols.contains(ICMP) && left.contains(Optional.of(Family.V6))) {
      throw new Refusal(statement, "found proto icmp in a rule for inet6");
    }
    if (protocols.contains(ICMP6) && left.contains(Optional.of(Family.V4))) {
      throw new Refusal(statement, "found proto icmp6 in a rule for inet");
    }
  }

  /** The families of one end's addresses; empty for one that may be of both. */
  private static Set<Optional<Family>> families(RulesParser.@Nullable WhereContext where) {
    Set<Optional<Family>> families = new HashSet<>();
    for (RulesParser.HostContext host : hosts(where)) {
      families.add(family(host.address()));
    }
    return families.isEmpty() ? Set.of(Optional.empty()) : families;
  }

  private static List<RulesParser.HostContext> hosts(RulesParser.@Nullable WhereContext where) {
    List<RulesParser.HostContext> hosts = new ArrayList<>();
    if (where != null && where.host() != null) {
      hosts.add(where.host());
    } else if (where != null) {
      where.where().forEach(inner -> hosts.addAll(hosts(inner)));
    }
    return hosts;
  }

  private static Optional<Family> family(RulesParser.AddressContext address) {
    if (address instanceof RulesParser.NamedContext named) {
      return Numerals.prefix(Numerals.text(named)).map(Prefix::family);
    }
    return address instanceof RulesParser.RangeContext range
        ? Numerals.prefix(range.name(0).getText()).map(Prefix::family)
        : Optional.empty();
  }
}
