package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.set.SetQuery;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Extension;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the options of a rule's matches mean for a TCP packet that begins a connection. */
final class MatchReader {

  /** RFC 9293 section 3.1. */
  private static final Map<String, Integer> FLAGS =
      Map.of("FIN", 1, "SYN", 2, "RST", 4, "PSH", 8, "ACK", 16, "URG", 32, "ALL", 63, "NONE", 0);

  private final Catalogue catalogue;
  private final Family family;
  private final AddressSets sets;
  private final PortReader ports;
  private final Consumer<Option> names;
  private final ConnectionReader connections;

  MatchReader(Catalogue catalogue, Family family, AddressSets sets, Consumer<Option> names) {
    this.catalogue = catalogue;
    this.family = family;
    this.sets = sets;
    this.ports = new PortReader(catalogue);
    this.names = names;
    this.connections = new ConnectionReader(this, family, ports, names);
  }

  /** {@code -s -d -i -o -p -f}. */
  Match basic(Option option) throws Refusal {
    return switch (option.name()) {
      case "-s" -> new AddressReader(family, End.SOURCE, names).match(option);
      case "-d" -> new AddressReader(family, End.DESTINATION, names).match(option);
      case "-i" -> iface(option, End.SOURCE);
      case "-o" -> iface(option, End.DESTINATION);
      case "-p" -> signed(option, protocol(option));
      // Connection tracking puts fragments together before any chain but raw sees them.
      default -> signed(option, new Match.Always(false));
    };
  }

  /** An option's match, or its opposite where the option is negated. */
  static Match signed(Option option, Match match) {
    if (!option.isNegated()) {
      return match;
    }
    boolean ofConnection =
        match instanceof Match.ConnectionMark
            || match instanceof Match.DialledPort
            || match instanceof Match.DialledAddress;
    Match other = new Match.Not(match);
    // Without a connection neither holds (connmark_mt(), conntrack_mt()).
    return ofConnection
        ? new Match.AllOf(List.of(new Match.States(ConnectionState.OF_CONNECTION), other))
        : other;
  }

  private Match iface(Option option, End end) throws Refusal {
    String name = option.value();
    if (name.isEmpty() || name.length() > 15) {
      throw new Refusal(
          option.argument(), "'" + name + "' is no interface name; expected 1 to 15 characters");
    }
    boolean isPrefix = name.endsWith("+");
    String start = isPrefix ? name.substring(0, name.length() - 1) : name;
    return signed(option, new Match.Interface(end, start, isPrefix));
  }

  /** {@code -p}, also as connection tracking has it. */
  Match protocol(Option option) throws Refusal {
    int number =
        catalogue.protocol(option.value().toLowerCase(Locale.ROOT)).orElseThrow(() -> bad(option));
    if (number == 0 && option.isNegated()) {
      throw new Refusal(option.argument(), "'! -p all' would never match");
    }
    return number == 0 ? new Match.Always(true) : new Match.Protocols(Set.of(number));
  }

  /** What refuses an option for its value. */
  static Refusal bad(Option option) {
    return new Refusal(
        option.argument(), "'%s' is no value for %s".formatted(option.value(), option.name()));
  }

  /**
   * The meaning of {@code -m NAME} with its options.
   *
   * @param refuses whether the rule denies what it matches
   * @param effects takes what the match changes by itself
   */
  List<Match> read(Use use, boolean refuses, List<Effect> effects) throws Refusal {
    Optional<Extension> extension = use.extension();
    if (extension.isEmpty() || extension.get().modelling() == Extension.Modelling.NO) {
      return List.of(new Match.Undecidable(use.text()));
    }
    if (extension.get().modelling() == Extension.Modelling.ASIDE) {
      return List.of();
    }
    return switch (use.name()) {
      case "limit" -> List.of(LimitReader.limit(use));
      case "hashlimit" -> List.of(LimitReader.hashlimit(use, family.bits()));
      case "connlimit" -> List.of(LimitReader.connlimit(use, family.bits()));
      case "recent" -> recent(use, refuses, effects);
      case "set" -> set(use);
      case "addrtype" -> {
        AddressTypes types = new AddressTypes(family, use);
        yield each(use, types::match);
      }
      // Other protocols, and headers that a client's system puts before TCP for no connection.
      case "sctp" -> {
        for (Option option : use.options()) {
          if (option.name().endsWith("-port")) {
            ports.range(option.argument());
          }
        }
        yield List.of(new Match.Always(false));
      }
      case "udp", "dccp", "icmp", "icmp6", "icmpv6" -> List.of(new Match.Always(false));
      case "ah", "esp", "ipcomp", "dst", "hbh", "frag", "mh", "rt", "srh" ->
          List.of(new Match.Always(false));
      // A client's route leads back by the interface it comes from, or it gets no answer at all.
      case "rpfilter" -> List.of(new Match.Always(use.option("--invert").isEmpty()));
      case "time" -> TimeReader.read(use);
      case "ipv6header" -> {
        require(use, "--header");
        yield List.of(HeaderReader.extensions(use));
      }
      // A packet that arrives has no socket of this host yet, of whose group it could be.
      case "cgroup" ->
          List.of(
              new Match.AllOf(List.of(Match.TcpFlags.ANSWER, new Match.Undecidable(use.text()))));
      case "cluster" -> List.of(cluster(use));
      case "connbytes" -> only(use, "--connbytes");
      case "string" -> only(use, use.option("--string").isPresent() ? "--string" : "--hex-string");
      case "osf" -> only(use, "--genre");
      case "statistic" ->
          only(use, use.option("--every").isPresent() ? "--every" : "--probability");
      case "state" -> {
        require(use, "--state");
        yield each(use, ConnectionReader::states);
      }
      case "conntrack" -> connections.read(use);
      default -> each(use, option -> option(use, option));
    };
  }

  /** Of several options the one that the others only say more about. */
  private List<Match> only(Use use, String name) throws Refusal {
    Optional<Option> option = use.option(name);
    return option.isEmpty()
        ? List.of(new Match.Undecidable(use.text()))
        : List.of(
            signed(
                option.get(),
                said(use, option.get()).orElseGet(() -> new Match.Undecidable(use.text()))));
  }

  /** A cluster of one node: it takes every connection that is tracked, xt_cluster_mt(). */
  private static Match cluster(Use use) {
    Optional<Option> nodes = use.option("--cluster-total-nodes");
    if (nodes.filter(option -> option.value().equals("1")).isEmpty()) {
      return new Match.Undecidable(use.text());
    }
    boolean isNegated = use.options().stream().anyMatch(Option::isNegated);
    return isNegated ? new Match.Always(false) : new Match.States(ConnectionState.OF_CONNECTION);
  }

  private static void require(Use use, String name) throws Refusal {
    if (use.option(name).isEmpty()) {
      throw new Refusal(use.word(), use.name() + " needs " + name);
    }
  }

  /** Reads one option. */
  private interface Reading {
    Match read(Option option) throws Refusal;
  }

  private static List<Match> each(Use use, Reading reading) throws Refusal {
    List<Match> matches = new ArrayList<>();
    for (Option option : use.options()) {
      matches.add(signed(option, reading.read(option)));
    }
    return matches;
  }

  private Match option(Use use, Option option) throws Refusal {
    return switch (option.name()) {
      case "--source-port" -> new Match.Ports(End.SOURCE, ports.range(option.argument()));
      case "--destination-port" -> new Match.Ports(End.DESTINATION, ports.range(option.argument()));
      case "--tcp-flags" -> flags(option);
      case "--syn" -> new Match.TcpFlags(1 | 2 | 4 | 16, 2);
      case "--source-ports" -> new Match.Ports(End.SOURCE, ports.list(option.argument()));
      case "--destination-ports" -> new Match.Ports(End.DESTINATION, ports.list(option.argument()));
      case "--ports" -> {
        PortSet either = ports.list(option.argument());
        yield new Match.AnyOf(
            List.of(new Match.Ports(End.SOURCE, either), new Match.Ports(End.DESTINATION, either)));
      }
      case "--src-range" -> plain(new AddressReader(family, End.SOURCE, names), option);
      case "--dst-range" -> plain(new AddressReader(family, End.DESTINATION, names), option);
      case "--mark" -> {
        Mark mark = Mark.of(option);
        yield use.name().equals("mark")
            ? new Match.PacketMark(mark.value(), mark.mask())
            : new Match.ConnectionMark(mark.value(), mark.mask());
      }
      case "--pkt-type" -> packetType(option);
      // Of a connection alone that another one led to expect: helper_mt() of xt_helper.c.
      case "--helper" -> new Match.Always(false);
      case "--u32" -> new WordReader(family, option).match();
      default -> said(use, option).orElseGet(() -> undecidable(use, option));
    };
  }

  private Optional<Match> said(Use use, Option option) {
    return new HeaderReader(family).match(use, option).or(() -> amount(use, option));
  }

  private static Optional<Match> amount(Use use, Option option) {
    return switch (option.name()) {
      case "--quota" -> AmountReader.quota(option);
      case "--every" -> AmountReader.every(option);
      case "--probability" -> AmountReader.probability(option);
      case "--connbytes" -> AmountReader.connectionBytes(use, option);
      default -> Optional.empty();
    };
  }

  private static Match undecidable(Use use, Option option) {
    return new Match.Undecidable("-m " + use.name() + " " + option.text().replace("! ", ""));
  }

  private static Match plain(AddressReader reader, Option option) throws Refusal {
    return reader.range(new Option(option.name(), false, option.word(), option.arguments()));
  }

  private static Match packetType(Option option) {
    String type = option.value().toLowerCase(Locale.ROOT);
    return new Match.Always(type.equals("unicast") || type.equals("host"));
  }

  private static Match flags(Option option) throws Refusal {
    return new Match.TcpFlags(
        flags(option, option.arguments().get(0)), flags(option, option.arguments().get(1)));
  }

  private static int flags(Option option, Word word) throws Refusal {
    int bits = 0;
    for (String name : word.text().toUpperCase(Locale.ROOT).split(",", -1)) {
      // strtok(3) leaves out what is empty: parse_tcp_flag() of libxt_tcp.c.
      Integer bit = name.isEmpty() ? Integer.valueOf(0) : FLAGS.get(name);
      if (bit == null) {
        throw new Refusal(word, "'%s' is no TCP flag for %s".formatted(name, option.name()));
      }
      bits |= bit;
    }
    return bits;
  }

  private static List<Match> recent(Use use, boolean refuses, List<Effect> effects) throws Refusal {
    String list = use.option("--name").map(Option::value).orElse("DEFAULT");
    Optional<Option> set = use.option("--set");
    if (set.isPresent()) {
      effects.add(new Effect.Note(list));
      return List.of(new Match.Always(!set.get().isNegated()));
    }
    Optional<Option> check = use.option("--rcheck").or(() -> use.option("--update"));
    if (check.isPresent()) {
      Limit limit = LimitReader.recent(use);
      Match.Noted noted = new Match.Noted(list, Math.max(1, limit.count()), limit);
      // Who came before is known to the kernel only; a rule that lets those in is undecided.
      Match match =
          refuses || noted.limit().count() > 1
              ? noted
              : new Match.AnyOf(List.of(noted, new Match.Undecidable(use.text())));
      return List.of(signed(check.get(), match));
    }
    Option remove =
        use.option("--remove")
            .orElseThrow(
                () ->
                    new Refusal(use.word(), "recent needs --set, --rcheck, --update or --remove"));
    return List.of(signed(remove, new Match.Undecidable(use.text())));
  }

  private List<Match> set(Use use) throws Refusal {
    Option option =
        use.option("--match-set")
            .orElseThrow(() -> new Refusal(use.word(), "set needs --match-set NAME src|dst"));
    if (sets.isOfOther(family, option.value())) {
      throw new Refusal(
          option.argument(),
          "the set '%s' is of the other address family than IPv%d"
              .formatted(option.value(), family.number()));
    }
    Match match =
        sets.match(
            option.value(),
            new SetQuery(
                List.of(option.arguments().get(1).text().split(",", -1)),
                family,
                use.option("--return-nomatch").isPresent()));
    List<Match> matches = new ArrayList<>(List.of(signed(option, match)));
    for (Option other : use.options()) {
      if (other.name().startsWith("--packets") || other.name().startsWith("--bytes")) {
        matches.add(undecidable(use, other));
      }
    }
    return matches;
  }
}
