package dev.postern.firewall.pf;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What pfctl refuses of {@code nat}, {@code rdr} and {@code binat} in the older form: natrule,
 * binatrule and pool_opts of FreeBSD's parse.y. OpenBSD has no such rules.
 */
final class TranslationChecks {
  private static final Set<String> POOL_TYPES =
      Set.of("bitmask", "random", "source-hash", "round-robin");
  private static final Set<String> OF_NAT = Set.of("static-port", "map-e-portset");

  private static final Set<Integer> COMPARISONS =
      Set.of(
          RulesLexer.DIFFERENT,
          RulesLexer.LESS,
          RulesLexer.AT_MOST,
          RulesLexer.GREATER,
          RulesLexer.AT_LEAST);

  private TranslationChecks() {}

  /**
   * Checks a translation.
   *
   * @param protocols the numbers of its protocols; empty when it is for all or one is not known
   */
  static void translation(RulesParser.TranslationContext rule, Set<Integer> protocols)
      throws Refusal {
    RulesParser.RedirectionContext redirection = rule.redirection();
    if (rule.NO() != null && (rule.PASS() != null || redirection != null)) {
      throw new Refusal(rule, "found 'pass' or '->' in a translation with 'no'");
    }
    if (rule.NO() == null && redirection == null) {
      throw new Refusal(rule, "expected '->' and where connections go on to");
    }
    if (rule.BINAT() != null && rule.hosts().source() == null) {
      throw new Refusal(rule, "expected the address that binat translates, behind from");
    }
    if (rule.RDR() != null && rule.hosts().destination() != null) {
      ports(rule.hosts().destination().ports());
    }
    if (redirection != null) {
      pool(rule, redirection.pool(), protocols);
    }
  }

  /** {@code rdr} takes ports and ranges {@code first:last}, no comparison. */
  private static void ports(RulesParser.@Nullable PortsContext ports) throws Refusal {
    if (ports == null) {
      return;
    }
    for (RulesParser.NumbersContext one : ports.numbers()) {
      boolean compares = one.name().size() == 2 || COMPARISONS.contains(one.getStart().getType());
      if (compares) {
        throw new Refusal(one, "found '" + one.getText() + "'; expected a port or first:last");
      }
    }
  }

  private static void pool(
      RulesParser.TranslationContext rule, RulesParser.PoolContext pool, Set<Integer> protocols)
      throws Refusal {
    if (rule.RDR() != null
        && pool.poolPort() != null
        && (rule.protocol() == null || !RuleReader.WITH_PORTS.containsAll(protocols))) {
      throw new Refusal(rule, "found a port to send on to without proto tcp or udp");
    }
    String type = null;
    for (RulesParser.PoolOptionContext option : pool.poolOption()) {
      String word = option.getStart().getText();
      if (rule.NAT() == null && OF_NAT.contains(word)) {
        throw new Refusal(option, "found '" + word + "', which is for nat alone");
      }
      if (POOL_TYPES.contains(word)) {
        once(type, option);
        type = word;
      }
    }
  }

  private static void once(@Nullable String before, RulesParser.PoolOptionContext option)
      throws Refusal {
    if (before != null) {
      throw new Refusal(
          option, "found '" + option.getStart().getText() + "' behind '" + before + "'");
    }
  }
}
