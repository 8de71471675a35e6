package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** {@code -m conntrack}: what connection tracking knows of a packet. */
final class ConnectionReader {
  /** In the order in which abbreviations are looked up: libxt_conntrack.c. */
  private static final List<String> STATES =
      List.of("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED");

  private static final List<String> CT_STATES =
      List.of("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED", "SNAT", "DNAT");

  private static final List<String> STATUSES =
      List.of("NONE", "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED");

  private final MatchReader basics;
  private final Family family;
  private final PortReader ports;
  private final Consumer<Option> names;

  ConnectionReader(MatchReader basics, Family family, PortReader ports, Consumer<Option> names) {
    this.basics = basics;
    this.family = family;
    this.ports = ports;
    this.names = names;
  }

  /** Of a packet without a connection nothing but the state is looked at: conntrack_mt(). */
  List<Match> read(Use use) throws Refusal {
    List<Match> states = new ArrayList<>();
    List<Match> others = new ArrayList<>();
    boolean mayBeWithout = false;
    for (Option option : use.options()) {
      Match match = tracked(option);
      if (match instanceof Match.States state) {
        states.add(MatchReader.signed(option, match));
        mayBeWithout =
            option.isNegated()
                || state.states().contains(ConnectionState.INVALID)
                || state.states().contains(ConnectionState.UNTRACKED);
      } else {
        others.add(MatchReader.signed(option, match));
      }
    }
    Match ofConnection = new Match.States(ConnectionState.OF_CONNECTION);
    if (states.isEmpty()) {
      others.add(0, ofConnection);
    } else if (mayBeWithout && !others.isEmpty()) {
      states.add(new Match.AnyOf(List.of(new Match.Not(ofConnection), new Match.AllOf(others))));
      return states;
    }
    states.addAll(others);
    return states;
  }

  /** The states of connections that an option lists. */
  static Match states(Option option) throws Refusal {
    Set<ConnectionState> states = EnumSet.noneOf(ConnectionState.class);
    for (String name : option.value().split(",", -1)) {
      states.add(
          ConnectionState.valueOf(
              Values.abbreviated(option.name().equals("--state") ? STATES : CT_STATES, name)
                  .orElseThrow(
                      () ->
                          new Refusal(
                              option.argument(),
                              "'%s' is no state for %s".formatted(name, option.name())))));
    }
    return new Match.States(states);
  }

  private Match tracked(Option option) throws Refusal {
    Option plain = new Option(option.name(), false, option.word(), option.arguments());
    return switch (option.name()) {
      case "--ctstate" -> states(option);
      case "--ctproto" -> basics.protocol(plain);
      case "--ctorigsrc", "--ctrepldst" -> addresses(plain, End.SOURCE);
      case "--ctorigdst" -> dialled(plain);
      case "--ctreplsrc" -> addresses(plain, End.DESTINATION);
      case "--ctorigdstport" -> new Match.DialledPort(ports.range(option.argument()));
      case "--ctorigsrcport", "--ctrepldstport" -> ports(option, End.SOURCE);
      case "--ctreplsrcport" -> ports(option, End.DESTINATION);
      case "--ctstatus" -> status(option);
      case "--ctdir" -> direction(option);
      default -> new Match.Undecidable("-m conntrack " + plain.text());
    };
  }

  /** The addresses of an end, as what begins a connection has it. */
  private Match addresses(Option option, End end) throws Refusal {
    return Match.TcpFlags.eitherWay(
        new AddressReader(family, end, names).match(option),
        new AddressReader(family, end.other(), names).match(option));
  }

  private Match ports(Option option, End end) throws Refusal {
    return Match.TcpFlags.eitherWay(
        new Match.Ports(end, ports.range(option.argument())),
        new Match.Ports(end.other(), ports.range(option.argument())));
  }

  /** The address that the client dialled, whatever it was translated to since. */
  private Match dialled(Option option) throws Refusal {
    Match match = new AddressReader(family, End.DESTINATION, names).match(option);
    return match instanceof Match.Addresses addresses
        ? new Match.DialledAddress(addresses.set())
        : new Match.Undecidable("-m conntrack " + option.text());
  }

  /** Any of some bits, of which the answer has two: ip_conntrack_status of Linux. */
  private static Match status(Option option) throws Refusal {
    boolean ofAnswer = false;
    for (String word : option.value().split(",", -1)) {
      String name = Values.abbreviated(STATUSES, word).orElseThrow(() -> MatchReader.bad(option));
      ofAnswer |= name.equals("SEEN_REPLY") || name.equals("CONFIRMED");
    }
    return ofAnswer ? Match.TcpFlags.ANSWER : new Match.Always(false);
  }

  private static Match direction(Option option) throws Refusal {
    return switch (option.value().toUpperCase(Locale.ROOT)) {
      case "ORIGINAL" -> new Match.Not(Match.TcpFlags.ANSWER);
      case "REPLY" -> Match.TcpFlags.ANSWER;
      default -> throw MatchReader.bad(option);
    };
  }
}
