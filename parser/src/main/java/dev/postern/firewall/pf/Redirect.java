package dev.postern.firewall.pf;

import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/**
 * Where a translation sends a connection on to.
 *
 * @param loopback the loopback address that it is; empty for any other
 */
record Redirect(Verdict verdict, Optional<Address> loopback) {

  /** What the pool of {@code rdr-to}, or that behind an arrow, comes to. */
  static Redirect to(RulesParser.PoolContext pool) throws Refusal {
    Optional<Integer> port = Optional.empty();
    if (pool.poolPort() != null) {
      String text = pool.poolPort().getText();
      if (pool.poolPort().STAR() != null) {
        return undecided(pool);
      }
      if (text.indexOf(':') >= 0) {
        PortReader.target(text.substring(0, text.indexOf(':')), pool);
        PortReader.target(text.substring(text.indexOf(':') + 1), pool);
        return undecided(pool);
      }
      port = PortReader.target(text, pool);
      if (port.isEmpty()) {
        return undecided(pool);
      }
    }
    return pool.target() instanceof RulesParser.SingleContext single
        ? to(single.address(), port, pool)
        : undecided(pool);
  }

  /** The families of a pool's addresses; empty when one of them is not in numbers. */
  static Set<Family> families(RulesParser.PoolContext pool) {
    Set<Family> families = EnumSet.noneOf(Family.class);
    return families(pool.target(), families) ? families : Set.of();
  }

  private static boolean families(RulesParser.TargetContext target, Set<Family> found) {
    if (target instanceof RulesParser.TargetsContext several) {
      boolean areNumbers = true;
      for (RulesParser.TargetContext one : several.target()) {
        areNumbers &= families(one, found);
      }
      return areNumbers;
    }
    RulesParser.AddressContext address =
        target instanceof RulesParser.ThroughContext through
            ? through.address()
            : ((RulesParser.SingleContext) target).address();
    if (!(address instanceof RulesParser.NamedContext named)) {
      return false;
    }
    Optional<Prefix> prefix = Numerals.prefix(Numerals.text(named));
    prefix.ifPresent(numbers -> found.add(numbers.family()));
    return prefix.isPresent();
  }

  private static Redirect to(
      RulesParser.AddressContext address, Optional<Integer> port, RulesParser.PoolContext pool) {
    if (address instanceof RulesParser.OfInterfaceContext) {
      return new Redirect(translation(Optional.empty(), port), Optional.empty());
    }
    if (!(address instanceof RulesParser.NamedContext named)) {
      return undecided(pool);
    }
    String text = Macros.text(named.name().getStart());
    if (InterfaceReader.isLoopback(text) || text.equals("localhost")) {
      return local(Prefix.LOOPBACK_V4.base().next(), port);
    }
    if (text.equals("self") || text.equals("egress")) {
      return new Redirect(translation(Optional.empty(), port), Optional.empty());
    }
    Optional<Address> one = named.SLASH() == null ? Address.parse(text) : Optional.empty();
    if (one.isEmpty()) {
      return undecided(pool);
    }
    return one.get().isLoopback()
        ? local(one.get(), port)
        : new Redirect(translation(one, port), Optional.empty());
  }

  /** {@code divert-to} hands the connection to a daemon of this host. */
  static Redirect divert(RulesParser.DivertToContext divert) throws Refusal {
    Optional<Integer> port = PortReader.target(Macros.text(divert.name(1).getStart()), divert);
    Optional<Address> to = Address.parse(divert.name(0).getText()).filter(Address::isLoopback);
    return port.isEmpty()
        ? undecided(divert)
        : new Redirect(translation(Optional.empty(), port), to);
  }

  /** pf hands such a packet to this host, though it came from outside. */
  private static Redirect local(Address address, Optional<Integer> port) {
    return new Redirect(translation(Optional.empty(), port), Optional.of(address));
  }

  private static Verdict translation(Optional<Address> address, Optional<Integer> port) {
    return port.isEmpty()
        ? Verdict.Translate.keepingPort(address)
        : Verdict.Translate.toPort(address, port.get());
  }

  private static Redirect undecided(ParserRuleContext where) {
    String what = "where a translation sends connections: " + where.getText();
    return new Redirect(new Verdict.Undecided(what), Optional.empty());
  }
}
