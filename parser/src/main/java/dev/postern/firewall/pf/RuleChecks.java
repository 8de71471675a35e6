package dev.postern.firewall.pf;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/**
 * What pfctl refuses though its grammar has it: pfrule, anchorrule, filter_opt and
 * filter_consistent() of parse.y. Where versions differ, only what all of them refuse is.
 */
final class RuleChecks {
  private static final Set<Integer> TCP = Set.of(6);
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;
  private static final int LAST_PRIORITY = 7;

  private RuleChecks() {}

  /**
   * Checks a filter rule.
   *
   * @param protocols the numbers of its protocols; empty when it is for all or one is not known
   */
  static void rule(RulesParser.RuleContext rule, Set<Integer> protocols) throws Refusal {
    boolean blocks = rule.action().BLOCK() != null;
    RulesParser.ReturningContext returning = rule.action().returning();
    if (returning != null
        && returning.RETURN_RST() != null
        && (rule.protocol() == null || !TCP.containsAll(protocols))) {
      throw new Refusal(returning, "found return-rst in a rule that is not for proto tcp alone");
    }
    if (returning != null) {
      code(returning);
    }
    log(rule.urgency().log());
    filters(rule.filter(), rule.protocol(), protocols, rule.hosts());
    boolean keepsState = rule.action().PASS() != null;
    for (RulesParser.FilterContext filter : rule.filter()) {
      if (filter instanceof RulesParser.NoStateContext) {
        keepsState = false;
      }
    }
    for (RulesParser.FilterContext filter : rule.filter()) {
      boolean translates = translates(filter);
      if (blocks && (filter instanceof RulesParser.StateContext || isAllowOpts(filter))) {
        throw new Refusal(filter, "found '" + first(filter) + "' in a rule that blocks");
      }
      if (translates && rule.action().MATCH() == null && !keepsState) {
        throw new Refusal(filter, "found '" + first(filter) + "' in a rule that keeps no state");
      }
      if (translates && rule.direction() == null) {
        throw new Refusal(filter, "found '" + first(filter) + "' in a rule without in or out");
      }
    }
    RulesParser.RoutingContext routing = routing(rule);
    if (routing != null && rule.direction() == null) {
      throw new Refusal(routing, "found '" + first(routing) + "' in a rule without in or out");
    }
  }

  /**
   * Checks an anchor.
   *
   * @param protocols the numbers of its protocols; empty when it is for all or one is not known
   */
  static void anchor(RulesParser.AnchorContext anchor, Set<Integer> protocols) throws Refusal {
    String name = anchor.name() == null ? "" : Macros.text(anchor.name().getStart());
    if (name.startsWith("_") || name.contains("/_")) {
      throw new Refusal(
          anchor.name(), "found the name '" + name + "'; those that begin with _ are pf's own");
    }
    if (anchor.name() == null && anchor.block() == null) {
      throw new Refusal(anchor, "found an anchor with neither a name nor rules");
    }
    filters(anchor.filter(), anchor.protocol(), protocols, anchor.hosts());
    for (RulesParser.FilterContext filter : anchor.filter()) {
      if (filter instanceof RulesParser.StateContext) {
        throw new Refusal(filter, "found '" + first(filter) + "' on an anchor");
      }
    }
  }

  /** The codes that {@code return-icmp} answers with, of ICMP and behind it of ICMPv6. */
  private static void code(RulesParser.ReturningContext returning) throws Refusal {
    String word = returning.RETURN_ICMP() == null ? "return-icmp6" : "return-icmp";
    for (RulesParser.NameContext name : returning.name()) {
      Values.ofFilters().check(word, Macros.text(name.getStart()), name);
      word = "return-icmp6";
    }
  }

  private static boolean isAllowOpts(RulesParser.FilterContext filter) {
    return filter.getStart().getType() == RulesLexer.ALLOW_OPTS;
  }

  static boolean translatesSource(RulesParser.FilterContext filter) {
    return filter.getStart().getType() == RulesLexer.NAT_TO;
  }

  private static boolean translates(RulesParser.FilterContext filter) {
    return filter instanceof RulesParser.RdrToContext || translatesSource(filter);
  }

  /** Where a rule sends packets past the routes; null when it does not. */
  static RulesParser.@Nullable RoutingContext routing(RulesParser.RuleContext rule) {
    for (RulesParser.FilterContext filter : rule.filter()) {
      if (filter instanceof RulesParser.RoutedContext routed) {
        return routed.routing();
      }
    }
    return rule.routing();
  }

  private static String first(ParserRuleContext filter) {
    return filter.getStart().getText();
  }

  private static void log(RulesParser.@Nullable LogContext log) throws Refusal {
    if (log == null) {
      return;
    }
    for (RulesParser.LoggedContext option : log.logged()) {
      String to = option.name() == null ? "" : Macros.text(option.name().getStart());
      if (option.TO() != null && !to.startsWith("pflog")) {
        throw new Refusal(option, "found '" + to + "'; expected an interface such as pflog0");
      }
      if (option.WORD() != null && !option.WORD().getText().equals("matches")) {
        throw new Refusal(
            option, "found '" + option.getText() + "'; expected all, matches, user or to");
      }
    }
  }

  private static void filters(
      List<RulesParser.FilterContext> filters,
      RulesParser.@Nullable ProtocolContext protocol,
      Set<Integer> protocols,
      RulesParser.HostsContext hosts)
      throws Refusal {
    boolean isTcp = protocols.isEmpty() || protocols.contains(6);
    Set<String> kinds = new HashSet<>();
    boolean fragments = false;
    boolean ofWholePackets = hasPorts(hosts);
    if (!isTcp && hosts.system() != null) {
      throw new Refusal(hosts.system(), "found 'os' in a rule that is not for proto tcp");
    }
    for (RulesParser.FilterContext filter : filters) {
      String once = once(filter);
      if (!once.isEmpty() && !kinds.add(once)) {
        throw new Refusal(filter, "found '" + first(filter) + "' a second time in one rule");
      }
      fragments |= filter instanceof RulesParser.FragmentsContext;
      if (filter instanceof RulesParser.IcmpTypeContext icmp) {
        int wanted = icmp.ICMP_TYPE() == null ? ICMP6 : ICMP;
        if (protocol == null || !Set.of(wanted).containsAll(protocols)) {
          String name = wanted == ICMP ? "icmp" : "icmp6";
          throw new Refusal(filter, "found '" + first(filter) + "' without proto " + name);
        }
        for (RulesParser.IcmpContext one : icmp.icmp()) {
          icmp(one, wanted == ICMP ? "icmp" : "icmp6");
        }
        ofWholePackets = true;
      } else if (filter instanceof RulesParser.FlagsContext flags && flags.ANY() == null) {
        if (!isTcp) {
          throw new Refusal(filter, "found 'flags' in a rule that is not for proto tcp");
        }
        flags(flags);
        ofWholePackets |= flags.name().size() == 2;
      } else if (filter instanceof RulesParser.StateContext state) {
        StateChecks.state(state);
      } else {
        values(filter);
      }
    }
    if (fragments && ofWholePackets) {
      throw new Refusal(
          hosts, "found 'fragment' in a rule for ports, flags or types, which fragments lack");
    }
  }

  private static void icmp(RulesParser.IcmpContext icmp, String protocol) throws Refusal {
    Values values = Values.ofFilters();
    values.check(protocol + "-type", Macros.text(icmp.name(0).getStart()), icmp);
    if (icmp.CODE() != null) {
      values.check(protocol + "-code", Macros.text(icmp.name(1).getStart()), icmp);
    }
  }

  /** Flags that are set and not among those that are looked at are never met. */
  private static void flags(RulesParser.FlagsContext flags) throws Refusal {
    if (flags.name().size() == 2) {
      String set = Macros.text(flags.name(0).getStart());
      String mask = Macros.text(flags.name(1).getStart());
      if (set.chars().anyMatch(flag -> mask.indexOf(flag) < 0)) {
        throw new Refusal(flags, "found '" + set + "/" + mask + "', which no packet meets");
      }
    }
  }

  private static boolean hasPorts(RulesParser.HostsContext hosts) {
    return (hosts.source() != null && hosts.source().ports() != null)
        || (hosts.destination() != null && hosts.destination().ports() != null);
  }

  /** What a rule may have once; empty for what it may have more than once. */
  private static String once(RulesParser.FilterContext filter) {
    if (filter instanceof RulesParser.StateContext
        || filter instanceof RulesParser.NoStateContext) {
      return "state";
    } else if (filter instanceof RulesParser.FlagsContext
        || filter instanceof RulesParser.IcmpTypeContext
        || filter instanceof RulesParser.TosContext
        || filter.getStart().getType() == RulesLexer.QUEUE) {
      return first(filter);
    }
    return "";
  }

  private static void values(RulesParser.FilterContext filter) throws Refusal {
    if (filter instanceof RulesParser.ProbabilityContext probability) {
      probability(probability);
    }
    if (filter instanceof RulesParser.TosContext tos) {
      Values.ofFilters().check("tos", Macros.text(tos.name().getStart()), tos);
    }
    if (filter.getStart().getType() == RulesLexer.PRIO) {
      priority(filter.getStop().getText(), filter);
    } else if (filter.getStart().getType() == RulesLexer.SET
        && filter.getChild(1).getText().equals("prio")) {
      ParseTree value = filter.getChild(2);
      for (int i = 0; i < Math.max(1, value.getChildCount()); i++) {
        ParseTree word = value.getChildCount() == 0 ? value : value.getChild(i);
        if (word.getText().matches("[^(),]+")) {
          priority(word.getText(), filter);
        }
      }
    }
  }

  private static void priority(String text, ParserRuleContext where) throws Refusal {
    if (text.length() != 1 || text.charAt(0) < '0' || text.charAt(0) > '0' + LAST_PRIORITY) {
      throw new Refusal(where, "found the priority '" + text + "'; expected one from 0 to 7");
    }
  }

  private static void probability(RulesParser.ProbabilityContext probability) throws Refusal {
    String text = Macros.text(probability.name().getStart());
    boolean isPercentage = text.endsWith("%");
    try {
      double value = Double.parseDouble(isPercentage ? text.substring(0, text.length() - 1) : text);
      if (value >= 0 && value <= (isPercentage ? 100 : 1)) {
        return;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Refusal(
        probability, "found the probability '" + text + "'; expected one from 0% to 100%");
  }
}
