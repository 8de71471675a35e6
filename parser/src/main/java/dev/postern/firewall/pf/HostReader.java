package dev.postern.firewall.pf;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads the addresses of one end of a rule. */
final class HostReader {
  private final Tables tables;
  private final HostNetwork network;
  private final InterfaceHosts interfaces;

  HostReader(Tables tables, HostNetwork network, Targets targets, Direction direction) {
    this.tables = tables;
    this.network = network;
    this.interfaces = new InterfaceHosts(network, targets, direction);
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
    if (where.host() != null) {
      boolean negated = where.host().NOT() != null;
      Match match = match(where.host().address(), end, blocks != negated);
      return negated ? not(match, where.host().address()) : match;
    }
    List<Match> any = new ArrayList<>();
    for (RulesParser.WhereContext one : where.where()) {
      any.add(
          one.ANY() == null
              ? match(one, end, blocks)
              : new Match.Undecidable(
                  "any within a list, which OpenBSD takes for everybody and FreeBSD leaves out"));
    }
    return any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }

  /**
   * An address makes its rule one for its family alone, negated or not. Of a name for several each
   * makes a rule of its own, and what is not the one may be the other.
   */
  private Match not(Match match, RulesParser.AddressContext address) {
    Match not = new Match.Not(match);
    if (match instanceof Match.Addresses addresses) {
      return new Match.AllOf(List.of(new Match.OfFamily(addresses.set().family()), not));
    }
    if (!(address instanceof RulesParser.NamedContext named)) {
      return not;
    }
    String text = Macros.text(named.name().getStart());
    if (text.equals(HostNetwork.EVERY)) {
      return new Match.Always(true);
    }
    List<Match> any = new ArrayList<>(List.of(not));
    for (Family family : Family.values()) {
      if (interfaces.count(interfaceName(text), modifier(text), family) > 1) {
        any.add(new Match.OfFamily(family));
      }
    }
    return any.size() == 1 ? not : new Match.AnyOf(any);
  }

  private Match match(RulesParser.AddressContext address, End end, boolean narrows) throws Refusal {
    if (address instanceof RulesParser.OfTableContext of) {
      return table(Macros.text(of.name().getStart()), end, narrows);
    } else if (address instanceof RulesParser.OfInterfaceContext of) {
      return ofInterface(Macros.text(of.name().getStart()), length(of.NUMBER()), end, narrows);
    } else if (address instanceof RulesParser.RangeContext range) {
      return interfaces.addresses(end, range(range));
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
        .filter(from -> last.filter(to -> to.family() == from.family()).isPresent())
        .map(from -> between(from, last.orElseThrow()))
        .orElseThrow(
            () -> new Refusal(range, "found '" + range.getText() + "', which is no range"));
  }

  /** Nobody is in a run that ends before it begins. */
  private static AddressSet between(Address first, Address last) {
    return AddressRange.between(first, last)
        .map(run -> AddressSet.of(first.family(), List.of(run)))
        .orElseGet(() -> AddressSet.none(first.family()));
  }

  private Match named(RulesParser.NamedContext named, End end, boolean narrows) throws Refusal {
    String text = Macros.text(named.name().getStart());
    Numerals.check(named);
    Optional<Prefix> prefix = Numerals.prefix(Numerals.text(named));
    if (prefix.isPresent()) {
      return interfaces.addresses(end, AddressSet.of(prefix.get()));
    }
    if (text.equals("self")) {
      return new Match.OwnAddress(end);
    }
    if (text.equals("localhost")) {
      return loopback(end);
    }
    // Where no file tells of interfaces, a name like em0 to which clients come is taken for one.
    boolean isOfHost =
        text.equals(HostNetwork.OUTWARD)
            || (text.indexOf(':') > 0 && NetworkInterface.Part.of(modifier(text)).isPresent())
            || !network.named(text).isEmpty()
            || (!InterfaceReader.isGroup(text) && end == End.DESTINATION && !network.isTold());
    return isOfHost
        ? ofInterface(
            text,
            length(named.NUMBER() == null ? List.of() : List.of(named.NUMBER())),
            end,
            narrows)
        : new Match.Undecidable("which addresses the name " + text + " stands for");
  }

  private Match loopback(End end) {
    return new Match.AnyOf(
        List.of(
            interfaces.addresses(end, AddressSet.of(Prefix.LOOPBACK_V4)),
            interfaces.addresses(end, AddressSet.of(Prefix.LOOPBACK_V6))));
  }

  private Match ofInterface(String text, OptionalInt length, End end, boolean narrows) {
    String name = interfaceName(text);
    if (InterfaceReader.isLoopback(name)) {
      return loopback(end);
    }
    Optional<NetworkInterface.Part> part = NetworkInterface.Part.of(modifier(text));
    return part.isEmpty()
        ? new Match.Undecidable("which addresses " + text + " stands for")
        : interfaces.match(name, part.get(), length, end, narrows);
  }

  private static String interfaceName(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  private static String modifier(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? "" : text.substring(colon + 1);
  }

  private static OptionalInt length(List<TerminalNode> written) {
    return written.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(written.get(0).getText()));
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
        any.add(interfaces.addresses(end, set));
      }
    }
    content.get().unknown().forEach(what -> any.add(new Match.Undecidable(what)));
    return any.isEmpty()
        ? new Match.Always(false)
        : any.size() == 1 ? any.get(0) : new Match.AnyOf(any);
  }
}
