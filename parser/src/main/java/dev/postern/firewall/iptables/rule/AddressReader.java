package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.net.Address;
import dev.postern.net.AddressMask;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.net.ShortAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Addresses as {@code -s} and {@code -d} take them: {@code 10/8}, {@code 192.0.2.0/255.255.255.0},
 * {@code 2001:db8::/ffff:ffff::}, lists with commas; xtables_ipparse_multiple() of iptables 1.8.9.
 */
final class AddressReader {
  private final Family family;
  private final End end;
  private final Consumer<Option> names;

  /**
   * A reader of one end's addresses.
   *
   * @param names is told of options with the name of a host, which has to be looked up
   */
  AddressReader(Family family, End end, Consumer<Option> names) {
    this.family = family;
    this.end = end;
    this.names = names;
  }

  /** The match of an option, negated or not. */
  Match match(Option option) throws Refusal {
    if (option.value().indexOf(',') < 0) {
      Match match = one(option.value(), option);
      boolean isEveryone = match instanceof Match.Addresses all && all.set().isAll();
      if (option.isNegated() && isEveryone) {
        throw new Refusal(
            option.argument(),
            "'! %s %s' would never match, and the kernel refuses it"
                .formatted(option.name(), option.value()));
      }
      return option.isNegated() ? new Match.Not(match) : match;
    }
    String[] parts = option.value().split(",", -1);
    if (option.isNegated() && parts.length > 1) {
      throw new Refusal(option.argument(), "'!' cannot stand before a list of addresses");
    }
    List<AddressRange> runs = new ArrayList<>();
    List<Match> others = new ArrayList<>();
    for (String part : parts) {
      Match match = one(part, option);
      if (match instanceof Match.Addresses addresses) {
        runs.addAll(addresses.set().ranges());
      } else {
        others.add(match);
      }
    }
    if (!runs.isEmpty() || others.isEmpty()) {
      others.add(0, new Match.Addresses(end, AddressSet.of(family, runs)));
    }
    Match all = others.size() == 1 ? others.get(0) : new Match.AnyOf(others);
    return option.isNegated() ? new Match.Not(all) : all;
  }

  private Match one(String text, Option option) throws Refusal {
    int slash = text.indexOf('/');
    String base = slash < 0 ? text : text.substring(0, slash);
    // What iptables takes for no address it asks getaddrinfo(3) for: 256 is 0.0.1.0.
    Optional<Address> address =
        address(base).or(() -> family == Family.V4 ? ShortAddress.parse(base) : Optional.empty());
    if (address.isEmpty()) {
      if (!isName(base)) {
        throw new Refusal(
            option.argument(), "'%s' is no IPv%d address".formatted(base, family.number()));
      }
      names.accept(option);
      return new Match.Undecidable(
          option.name() + " " + base + " (a host name; which address it has no file tells)");
    }
    if (slash < 0) {
      return new Match.Addresses(end, AddressSet.of(address.get()));
    }
    return masked(address.get(), text.substring(slash + 1), option);
  }

  private Match masked(Address address, String mask, Option option) throws Refusal {
    Optional<Integer> length =
        Values.number(mask).filter(bits -> bits <= family.bits()).map(Long::intValue);
    if (length.isPresent()) {
      return new Match.Addresses(end, AddressSet.of(new Prefix(address, length.get())));
    }
    Address bits =
        Address.parse(mask)
            .filter(found -> found.family() == family)
            .orElseThrow(
                () ->
                    new Refusal(
                        option.argument(),
                        "'%s' is no mask; expected 0 to %d or an address"
                            .formatted(mask, family.bits())));
    Address value = new Address(family, address.high() & bits.high(), address.low() & bits.low());
    return new AddressMask(value, bits)
        .addresses(1)
        .<Match>map(set -> new Match.Addresses(end, set))
        .orElseGet(() -> new Match.Masked(end, value, bits, option.text()));
  }

  /** Missing parts of an IPv4 address are zeros: {@code 10} is 10.0.0.0. */
  private Optional<Address> address(String text) {
    String full = text;
    if (family == Family.V4 && !text.isEmpty() && text.indexOf(':') < 0) {
      int dots = 0;
      for (int at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
        dots++;
      }
      full = dots >= 3 ? text : text + ".0".repeat(3 - dots);
    }
    return Address.parse(full).filter(found -> found.family() == family);
  }

  private static boolean isName(String text) {
    return text.indexOf(':') < 0 && text.chars().anyMatch(Character::isLetter);
  }

  /** {@code 192.0.2.1-192.0.2.9}, as {@code -m iprange} takes it. */
  Match range(Option option) throws Refusal {
    String text = option.value();
    int dash = text.indexOf('-');
    Optional<Address> first = address(dash < 0 ? text : text.substring(0, dash));
    Optional<Address> last = address(dash < 0 ? text : text.substring(dash + 1));
    Optional<AddressRange> range =
        first.isPresent() && last.isPresent()
            ? AddressRange.between(first.get(), last.get())
            : Optional.empty();
    Match match =
        new Match.Addresses(
            end,
            AddressSet.of(
                family,
                List.of(
                    range.orElseThrow(
                        () ->
                            new Refusal(
                                option.argument(),
                                "'%s' is no range of IPv%d addresses"
                                    .formatted(text, family.number()))))));
    return option.isNegated() ? new Match.Not(match) : match;
  }
}
