package dev.postern.firewall.pf;

import dev.postern.firewall.End;
import dev.postern.firewall.Match;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the addresses of one end of a rule. */
final class HostReader {
  private static final Set<String> MODIFIERS = Set.of("network", "broadcast", "peer", "0");

  private final Tables tables;
  private final Targets targets;
  private final Direction direction;

  HostReader(Tables tables, Targets targets, Direction direction) {
    this.tables = tables;
    this.targets = targets;
    this.direction = direction;
  }

  /**
   * The addresses of one end. Each of a list makes a rule of its own, so one that is negated lets
   * in all that the others leave out.
   *
   * @param blocks whether the rule denies what it matches
   */
  Match match(RulesParser.WhereContext where, End end, boolean blocks) throws Refusal {
    if (where.ANY() != null) {
      return new Match.Always(true);
    }
    List<Match> any = new ArrayList<>();
    for (RulesParser.HostContext host : where.host()) {
      boolean negated = host.NOT() != null;
      Match match = match(host.address(), end, blocks != negated);
      any.add(negated ? not(match) : match);
    }
    return any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }

  /** An address makes its rule one for its family alone, negated or not. */
  private static Match not(Match match) {
    Match not = new Match.Not(match);
    return match instanceof Match.Addresses addresses
        ? new Match.AllOf(List.of(new Match.OfFamily(addresses.set().family()), not))
        : not;
  }

  private Match match(RulesParser.AddressContext address, End end, boolean narrows) throws Refusal {
    if (address instanceof RulesParser.OfTableContext of) {
      return table(Macros.text(of.name().getStart()), end, narrows);
    } else if (address instanceof RulesParser.OfInterfaceContext of) {
      return ofInterface(Macros.text(of.name().getStart()), end, narrows);
    } else if (address instanceof RulesParser.RangeContext range) {
      return addresses(end, range(range));
    } else if (address instanceof RulesParser.RouteLabelContext label) {
      return new Match.Undecidable(label.getStart().getText() + " " + label.name().getText());
    } else if (address instanceof RulesParser.NamedContext named) {
      return named(named, end, narrows);
    }
    // no-route and urpf-failed: an answer to such a source never reaches it.
    return new Match.Always(false);
  }

  private static AddressSet range(RulesParser.RangeContext range) throws Refusal {
    Optional<Address> first = Address.parse(range.name(0).getText());
    Optional<Address> last = Address.parse(range.name(1).getText());
    return first
        .flatMap(from -> last.flatMap(to -> AddressRange.between(from, to)))
        .map(run -> AddressSet.of(run.first().family(), List.of(run)))
        .orElseThrow(
            () -> new Refusal(range, "found '" + range.getText() + "', which is no range"));
  }

  private Match named(RulesParser.NamedContext named, End end, boolean narrows) {
    String text = Macros.text(named.name().getStart());
    String length = named.SLASH() == null ? "" : "/" + named.NUMBER().getText();
    Optional<Prefix> prefix = Numerals.prefix(text + length);
    if (prefix.isPresent()) {
      return addresses(end, AddressSet.of(prefix.get()));
    }
    if (text.equals("self")) {
      return new Match.OwnAddress(end);
    }
    if (text.equals("localhost")) {
      return loopback(end);
    }
    int colon = text.lastIndexOf(':');
    boolean isModified = colon > 0 && MODIFIERS.contains(text.substring(colon + 1));
    return isModified || text.equals("egress") || !InterfaceReader.isGroup(text)
        ? ofInterface(text, end, narrows)
        : new Match.Undecidable("which addresses the name " + text + " stands for");
  }

  private Match addresses(End end, AddressSet set) {
    return end == End.DESTINATION && direction == Direction.IN
        ? targets.destination(set)
        : new Match.Addresses(end, set);
  }

  private Match loopback(End end) {
    return new Match.AnyOf(
        List.of(
            addresses(end, AddressSet.of(Prefix.LOOPBACK_V4)),
            addresses(end, AddressSet.of(Prefix.LOOPBACK_V6))));
  }

  /**
   * Who chooses what to dial gets in where one of an interface's addresses is enough, and is kept
   * out by nothing that stands before the others alone.
   */
  private Match ofInterface(String text, End end, boolean narrows) {
    int colon = text.lastIndexOf(':');
    String modifier = colon < 0 ? "" : text.substring(colon + 1);
    String name = colon < 0 ? text : text.substring(0, text.indexOf(':'));
    if (InterfaceReader.isLoopback(name)) {
      return loopback(end);
    }
    if (modifier.equals("network")) {
      return new Match.Undecidable("which network the interface " + name + " is in");
    }
    if (modifier.equals("broadcast") || modifier.equals("peer")) {
      return new Match.Undecidable("which addresses " + text + " stands for");
    }
    if (!narrows) {
      return new Match.InterfaceAddress(end, name);
    }
    // Nobody else connects from an address of this host.
    return new Match.AllOf(
        List.of(
            new Match.OwnAddress(end),
            new Match.Undecidable("whether clients dial an address of " + name)));
  }

  /**
   * A table that only running programs fill starts empty, and what they put in makes it harder to
   * get in when the rule blocks them. When they make it easier, nobody can tell whom they let in.
   */
  private Match table(String name, End end, boolean narrows) {
    Optional<Tables.Content> content = tables.content(name);
    if (content.isEmpty()) {
      return narrows
          ? new Match.Always(false)
          : new Match.Undecidable("what programs put into the table <" + name + ">");
    }
    List<Match> any = new ArrayList<>();
    for (Family family : Family.values()) {
      AddressSet set = content.get().of(family);
      if (!set.isEmpty()) {
        any.add(addresses(end, set));
      }
    }
    content.get().unknown().forEach(what -> any.add(new Match.Undecidable(what)));
    return any.isEmpty()
        ? new Match.Always(false)
        : any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }
}
