package dev.postern.firewall.pf;

import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads what a rule says behind its addresses: filter_opts of pfctl's parse.y. */
final class FilterReader {
  /** Of FreeBSD and of newer versions, without bearing on who gets through. */
  private static final Set<String> WITHOUT_BEARING =
      Set.of("dnpipe", "dnqueue", "ridentifier", "allow-related", "static-port");

  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final String FLAG_LETTERS = "FSRPAUEW";

  private final Direction direction;
  private final InterfaceReader interfaces;
  private final Tags tags;
  private final List<Match> matches = new ArrayList<>();
  private final List<Limit> limits = new ArrayList<>();
  private Optional<String> tag = Optional.empty();
  private Optional<Redirect> redirect = Optional.empty();
  private Optional<String> elsewhere = Optional.empty();
  private Optional<String> otherSource = Optional.empty();
  private boolean stateless;
  private boolean hasFlags;

  FilterReader(Direction direction, InterfaceReader interfaces, Tags tags) {
    this.direction = direction;
    this.interfaces = interfaces;
    this.tags = tags;
  }

  void read(List<RulesParser.FilterContext> filters) throws Refusal {
    for (RulesParser.FilterContext filter : filters) {
      read(filter);
    }
  }

  private void read(RulesParser.FilterContext filter) throws Refusal {
    if (filter instanceof RulesParser.StateContext state) {
      for (RulesParser.StateOptionContext option : state.stateOption()) {
        if (option instanceof RulesParser.StateNumberContext numbered) {
          limit(numbered).ifPresent(limits::add);
        }
      }
    } else if (filter instanceof RulesParser.NoStateContext) {
      stateless = true;
    } else if (filter instanceof RulesParser.FlagsContext flags) {
      hasFlags = true;
      flags(flags);
    } else if (filter instanceof RulesParser.TagContext of) {
      tag = Optional.of(Macros.text(of.name().getStart()));
    } else if (filter instanceof RulesParser.TaggedContext of) {
      Match has = tags.has(Macros.text(of.name().getStart()));
      matches.add(of.NOT() == null ? has : new Match.Not(has));
    } else if (filter instanceof RulesParser.ReceivedOnContext on) {
      receivedOn(on);
    } else if (!translation(filter)) {
      condition(filter);
    }
  }

  private boolean translation(RulesParser.FilterContext filter) throws Refusal {
    if (filter instanceof RulesParser.RdrToContext rdr) {
      redirect = Optional.of(Redirect.to(rdr.pool()));
    } else if (filter instanceof RulesParser.DivertToContext divert) {
      redirect = Optional.of(Redirect.divert(divert));
    } else if (RuleChecks.translatesSource(filter)) {
      otherSource = Optional.of("which rules packets meet with the source that nat-to gives them");
    } else if (filter instanceof RulesParser.DivertPacketContext
        || filter instanceof RulesParser.ElsewhereContext
        || filter instanceof RulesParser.RtableContext) {
      elsewhere = Optional.of("where packets go with " + filter.getStart().getText());
    } else if (filter instanceof RulesParser.RoutedContext routed) {
      routing(routed.routing());
    } else {
      return false;
    }
    return true;
  }

  /** Only {@code route-to} takes the packet itself elsewhere. */
  void routing(RulesParser.RoutingContext routing) {
    if (routing.ROUTE_TO() != null) {
      elsewhere = Optional.of("where packets go with route-to");
    }
  }

  private void condition(RulesParser.FilterContext filter) throws Refusal {
    if (filter instanceof RulesParser.OwnerContext owner) {
      matches.add(undecidable("the owner of the daemon's socket", owner));
    } else if (filter instanceof RulesParser.TosContext tos) {
      matches.add(undecidable("the type of service", tos));
    } else if (filter instanceof RulesParser.ProbabilityContext probability) {
      matches.add(undecidable("chance", probability));
    } else if (filter instanceof RulesParser.OnceContext once) {
      matches.add(undecidable("whether it was used before", once));
    } else if (filter instanceof RulesParser.LimiterContext limiter) {
      matches.add(undecidable("how many states there are", limiter));
    } else if (filter.getStart().getText().equals("max-pkt-size")) {
      matches.add(undecidable("the size of packets", filter));
    } else if (filter instanceof RulesParser.FragmentsContext
        || filter instanceof RulesParser.IcmpTypeContext) {
      // Neither is the start of a TCP connection.
      matches.add(new Match.Always(false));
    } else if (filter instanceof RulesParser.PacketRateContext rate) {
      int packets = number(rate.NUMBER(0).getText(), rate);
      int seconds = number(rate.NUMBER(1).getText(), rate);
      Limit limit = new Limit(Limit.Kind.RATE, packets, seconds, 0, Limit.Key.GLOBAL);
      matches.add(new Match.Limited(limit, false));
    } else if (filter instanceof RulesParser.OtherFilterContext other
        && !WITHOUT_BEARING.contains(other.getStart().getText())) {
      throw new Refusal(
          other, "found '" + other.getStart().getText() + "', which no rule of pf has");
    }
  }

  private static Match undecidable(String what, RulesParser.FilterContext filter) {
    StringBuilder text = new StringBuilder(what).append(':');
    for (int i = 0; i < filter.getChildCount(); i++) {
      text.append(' ').append(filter.getChild(i).getText());
    }
    return new Match.Undecidable(text.toString());
  }

  /** A daemon's answer was received on no interface. */
  private void receivedOn(RulesParser.ReceivedOnContext on) {
    Match match =
        direction == Direction.IN ? interfaces.match(on.interface_()) : new Match.Always(false);
    matches.add(on.NOT() == null ? match : new Match.Not(match));
  }

  private void flags(RulesParser.FlagsContext flags) throws Refusal {
    if (flags.ANY() != null) {
      return;
    }
    int mask = bits(flags.name(flags.name().size() - 1));
    int set = flags.name().size() == 2 ? bits(flags.name(0)) : 0;
    matches.add(new Match.TcpFlags(mask, set));
  }

  private static int bits(RulesParser.NameContext name) throws Refusal {
    int bits = 0;
    for (char letter : Macros.text(name.getStart()).toCharArray()) {
      int bit = FLAG_LETTERS.indexOf(letter);
      if (bit < 0) {
        throw new Refusal(name, "found the flag '" + letter + "'; expected some of FSRPAUEW");
      }
      bits |= 1 << bit;
    }
    return bits;
  }

  /** Limits whose excess is refused; the rule's other numbers have no bearing. */
  private static Optional<Limit> limit(RulesParser.StateNumberContext option) throws Refusal {
    int count = number(option.NUMBER(0).getText(), option);
    return switch (option.name().getText()) {
      case "max-src-conn", "max-src-states" ->
          Optional.of(new Limit(Limit.Kind.CONCURRENT, count, 0, 0, Limit.Key.SOURCE_ADDRESS));
      case "max" -> Optional.of(new Limit(Limit.Kind.CONCURRENT, count, 0, 0, Limit.Key.GLOBAL));
      case "max-src-conn-rate" -> {
        if (option.NUMBER().size() < 2) {
          throw new Refusal(option, "expected max-src-conn-rate number/seconds");
        }
        int seconds = number(option.NUMBER(1).getText(), option);
        yield Optional.of(new Limit(Limit.Kind.RATE, count, seconds, 0, Limit.Key.SOURCE_ADDRESS));
      }
      default -> Optional.empty();
    };
  }

  private static int number(String text, ParserRuleContext where) throws Refusal {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Refusal(where, "found " + text + ", which is too large");
    }
  }

  /**
   * The conditions.
   *
   * @param keepsState whether the rule is one of those that keep state unless told otherwise; such
   *     a rule is for the first packet of a connection alone
   */
  List<Match> matches(boolean keepsState) {
    if (!keepsState || stateless || hasFlags) {
      return matches;
    }
    List<Match> all = new ArrayList<>(matches);
    all.add(new Match.TcpFlags(SYN_ACK, SYN));
    return all;
  }

  List<Limit> limits() {
    return limits;
  }

  Optional<String> tag() {
    return tag;
  }

  Optional<Redirect> redirect() {
    return redirect;
  }

  /** Why it is unknown where the packets go; empty when they stay. */
  Optional<String> elsewhere() {
    return elsewhere;
  }

  /** Why it is unknown which rules packets meet; empty when they keep their source. */
  Optional<String> otherSource() {
    return otherSource;
  }

  List<Effect> effects() {
    return stateless ? List.of(ChainWriter.STATELESS) : List.of();
  }
}
