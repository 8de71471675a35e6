package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Limit;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the elements of a zone or policy do to packets: build_policy_*_rules() in nftables.py. */
final class Traffic {
  private final Chains chains;
  private final Services services;
  private final IpSets sets;
  private final List<Problem> problems;

  /**
   * The chains that elements are put into.
   *
   * @param suffix their common end: a zone's or policy's name
   * @param toHost whether packets to the host pass there
   * @param prerouting whether packets pass there before it is settled where they go
   */
  record Place(String suffix, boolean toHost, boolean prerouting) {}

  Traffic(Chains chains, Services services, IpSets sets, List<Problem> problems) {
    this.chains = chains;
    this.services = services;
    this.sets = sets;
    this.problems = problems;
  }

  void add(List<Element> elements, Place place) throws Refused {
    for (Element element : elements) {
      Origin.Setting origin = element.origin();
      switch (element.name()) {
        case "service", "port", "protocol", "source-port" -> {
          for (List<Match> packets : packets(element)) {
            if (place.toHost()) {
              chains.add(
                  "filter",
                  "IN_" + place.suffix() + "_allow",
                  packets,
                  new Verdict.Accept(),
                  origin);
            }
          }
        }
        case "forward-port" -> {
          Family family =
              element
                  .attribute("to-addr")
                  .flatMap(Address::parse)
                  .map(Address::family)
                  .orElse(Family.V4);
          List<Match> matches = new ArrayList<>(List.of(new Match.OfFamily(family)));
          matches.add(port(element, End.DESTINATION));
          Verdict verdict = translation(element);
          if (place.prerouting()) {
            chains.add("nat", "PRE_" + place.suffix() + "_allow", matches, verdict, origin);
          }
        }
        case "rule" -> rich(element, place);
        default -> {
          // Packets that begin a TCP connection to the host do not meet it.
        }
      }
    }
  }

  /** The packets of a service, port, protocol or source port; each list the matches of a rule. */
  private List<List<Match>> packets(Element element) throws Refused {
    return switch (element.name()) {
      case "service" -> services.packets(element.attribute("name").orElse(""), element.origin());
      case "port", "forward-port" -> List.of(List.of(port(element, End.DESTINATION)));
      case "source-port" -> List.of(List.of(port(element, End.SOURCE)));
      default ->
          List.of(
              List.of(
                  Ports.protocol(element.attribute("value").orElse(""))
                      .orElseThrow(() -> bad(element, "protocol"))));
    };
  }

  private static Match port(Element element, End end) throws Refused {
    return Ports.match(
            end, element.attribute("port").orElse(""), element.attribute("protocol").orElse(""))
        .orElseThrow(() -> bad(element, "port of tcp, udp, sctp or dccp"));
  }

  private static Refused bad(Element element, String expected) {
    return new Refused(element.origin(), "'%s' names no %s".formatted(element.name(), expected));
  }

  private static Verdict translation(Element element) throws Refused {
    Optional<Address> address = element.attribute("to-addr").flatMap(Address::parse);
    Optional<String> text = element.attribute("to-port");
    if (text.isEmpty()) {
      if (address.isEmpty()) {
        throw bad(element, "to-port or to-addr");
      }
      return Verdict.Translate.keepingPort(address);
    }
    PortSet.Span ports = Ports.range(text.get()).orElseThrow(() -> bad(element, "to-port"));
    return new Verdict.Translate(address, Optional.of(ports));
  }

  private void rich(Element element, Place place) throws Refused {
    try {
      rich(RichRule.read(element), place);
    } catch (RichRule.LeftOut out) {
      problems.add(
          Problem.warning(
              Problem.Kind.NOTE,
              element.origin().span(),
              "firewalld leaves this rule out: " + out.why()));
    }
  }

  private void rich(RichRule rule, Place place) throws Refused, RichRule.LeftOut {
    List<Match> ends = ends(rule);
    String about = rule.subject().map(Element::name).orElse("");
    switch (about) {
      case "masquerade", "icmp-block", "icmp-type", "tcp-mss-clamp" -> {
        // Packets that begin a TCP connection to the host do not meet it.
      }
      case "forward-port" -> {
        List<Match> matches = new ArrayList<>(ends);
        matches.addAll(valid(rule.subject().orElseThrow()).get(0));
        if (place.prerouting()) {
          put(
              "nat",
              "PRE_" + place.suffix(),
              rule,
              "allow",
              matches,
              translation(rule.subject().orElseThrow()));
        }
      }
      case "" -> act(rule, ends, place);
      default -> {
        for (List<Match> packets : valid(rule.subject().orElseThrow())) {
          List<Match> matches = new ArrayList<>(ends);
          matches.addAll(packets);
          act(rule, matches, place);
        }
      }
    }
  }

  /** A port that is none makes a rule void; a service that is not there stops firewalld. */
  private List<List<Match>> valid(Element subject) throws Refused, RichRule.LeftOut {
    if (subject.name().equals("service")) {
      return packets(subject);
    }
    try {
      return packets(subject);
    } catch (Refused refused) {
      throw new RichRule.LeftOut(refused.why());
    }
  }

  private List<Match> ends(RichRule rule) throws Refused {
    List<Match> ends = new ArrayList<>();
    rule.family().ifPresent(family -> ends.add(new Match.OfFamily(family)));
    if (rule.destination().isPresent()) {
      end(rule, rule.destination().get(), End.DESTINATION, ends);
    }
    if (rule.source().isPresent()) {
      end(rule, rule.source().get(), End.SOURCE, ends);
    }
    return ends;
  }

  private void end(RichRule rule, Element element, End end, List<Match> into) throws Refused {
    Optional<String> set = element.attribute("ipset");
    Match match;
    if (set.isPresent()) {
      String direction = end == End.SOURCE ? "src" : "dst";
      match = sets.match(set.get(), direction, element.origin());
      Optional<Family> family = sets.family(set.get());
      if (family.isPresent() && rule.family().filter(own -> own != family.get()).isPresent()) {
        throw new Refused(element.origin(), "the set '" + set.get() + "' is of the other family");
      }
      family.ifPresent(own -> into.add(new Match.OfFamily(own)));
    } else {
      match = address(element, end);
    }
    into.add(element.isSet("invert") ? new Match.Not(match) : match);
  }

  private static Match address(Element element, End end) {
    Optional<Prefix> net = element.attribute("address").flatMap(Prefix::parse);
    return net.<Match>map(prefix -> new Match.Addresses(end, AddressSet.of(prefix)))
        .orElseGet(
            () ->
                new Match.Undecidable(
                    "the hardware address " + element.attribute("mac").orElse("")));
  }

  private void act(RichRule rule, List<Match> packets, Place place) throws Refused {
    if (rule.action().isEmpty()) {
      return;
    }
    Element action = rule.action().get();
    List<Match> matches = new ArrayList<>(packets);
    limit(action).ifPresent(matches::add);
    String filter = "IN_" + place.suffix();
    switch (action.name()) {
      case "accept" -> {
        if (place.toHost()) {
          put("filter", filter, rule, "allow", matches, new Verdict.Accept());
        }
      }
      case "reject", "drop" -> {
        if (place.toHost()) {
          Verdict verdict =
              action.name().equals("drop") ? new Verdict.Drop() : new Verdict.Reject();
          put("filter", filter, rule, "deny", matches, verdict);
        }
      }
      default -> {
        if (place.prerouting()) {
          mark(rule, action, matches, "PRE_" + place.suffix());
        }
      }
    }
  }

  private static Optional<Match> limit(Element action) throws Refused {
    for (Element child : action.children()) {
      if (child.name().equals("limit")) {
        return Optional.of(
            new Match.Limited(
                Rate.parse(child.attribute("value").orElse(""))
                    .map(
                        rate ->
                            new Limit(
                                Limit.Kind.RATE,
                                rate.count(),
                                rate.seconds(),
                                Rate.BURST,
                                Limit.Key.GLOBAL))
                    .orElseThrow(() -> bad(child, "rate such as 3/m")),
                false));
      }
    }
    return Optional.empty();
  }

  private void mark(RichRule rule, Element action, List<Match> matches, String chain)
      throws Refused {
    String[] parts = action.attribute("set").orElse("").split("/", -1);
    try {
      long flip = Long.decode(parts[0]);
      long clear = parts.length > 1 ? ~Long.decode(parts[1]) & 0xFFFF_FFFFL : 0xFFFF_FFFFL;
      chains.add(
          "mangle",
          chain + suffix(rule, "allow"),
          rule.priority(),
          new Rule(
              matches,
              List.of(new Effect.SetMark(clear, flip)),
              new Verdict.Continue(),
              rule.element().origin()));
    } catch (NumberFormatException e) {
      throw bad(action, "mark");
    }
  }

  private void put(
      String table,
      String chain,
      RichRule rule,
      String usual,
      List<Match> matches,
      Verdict verdict) {
    chains.add(
        table,
        chain + suffix(rule, usual),
        rule.priority(),
        new Rule(matches, List.of(), verdict, rule.element().origin()));
  }

  private static String suffix(RichRule rule, String usual) {
    return rule.priority() == 0 ? "_" + usual : rule.priority() < 0 ? "_pre" : "_post";
  }
}
