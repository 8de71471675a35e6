package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code cidr:} tables: networks, negated ones, blocks of IF and ENDIF (util/dict_cidr.c,
 * util/cidr_match.c). Rules that Postfix leaves out with a warning are left out.
 */
record CidrTable(List<Rule> rules) implements LookupTable {
  /**
   * A rule.
   *
   * @param negated whether it is about the addresses of that family outside the network
   * @param value the result; of the start of a block empty
   * @param end for the start of a block, the index of the rule behind it; else 0
   */
  record Rule(Prefix network, boolean negated, String value, int end, List<Origin> origins) {

    boolean covers(Address address) {
      return address.family() == network.family() && network.contains(address) != negated;
    }

    boolean startsBlock() {
      return end > 0;
    }

    AddressSet covered() {
      AddressSet inside = AddressSet.of(network);
      return negated ? inside.complement() : inside;
    }
  }

  static LookupTable of(List<TableLine> lines) {
    List<Rule> rules = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (TableLine line : lines) {
      String text = Text.trimEnd(line.text());
      if (isWord(text, "endif")) {
        if (text.length() == 5 && !open.isEmpty()) {
          int start = open.pop();
          Rule block = rules.get(start);
          rules.set(
              start, new Rule(block.network(), block.negated(), "", rules.size(), block.origins()));
        }
      } else if (isWord(text, "if")) {
        pattern(text.substring(2), "", Integer.MAX_VALUE, line.origins())
            .ifPresent(
                rule -> {
                  open.push(rules.size());
                  rules.add(rule);
                });
      } else {
        int end = endOfNetwork(text);
        String value = Text.trim(text.substring(end));
        if (!value.isEmpty()) {
          pattern(text.substring(0, end), value, 0, line.origins()).ifPresent(rules::add);
        }
      }
    }
    return new CidrTable(List.copyOf(rules));
  }

  private static boolean isWord(String text, String word) {
    return text.regionMatches(true, 0, word, 0, word.length())
        && (text.length() == word.length() || !Text.isAlphanumeric(text.charAt(word.length())));
  }

  private static int endOfNetwork(String text) {
    int at = 0;
    while (at < text.length() && (text.charAt(at) == '!' || Text.isSpace(text.charAt(at)))) {
      at++;
    }
    while (at < text.length() && !Text.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static Optional<Rule> pattern(String text, String value, int end, List<Origin> origins) {
    boolean negated = false;
    int at = 0;
    while (at < text.length() && (text.charAt(at) == '!' || Text.isSpace(text.charAt(at)))) {
      negated = text.charAt(at) == '!' != negated;
      at++;
    }
    boolean outside = negated;
    return network(text.substring(at))
        .map(network -> new Rule(network, outside, value, end, origins));
  }

  /**
   * {@code address}, {@code network/length}, {@code [network/length]}, {@code [network]/length}.
   */
  private static Optional<Prefix> network(String text) {
    String bare = text;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      String rest = close < 0 ? "" : text.substring(close + 1);
      if (close < 0 || !(rest.isEmpty() || rest.startsWith("/"))) {
        return Optional.empty();
      }
      bare = text.substring(1, close) + rest;
    }
    int slash = bare.indexOf('/');
    Optional<Address> base = address(slash < 0 ? bare : bare.substring(0, slash));
    if (slash < 0 || base.isEmpty()) {
      return base.map(Prefix::of);
    }
    String length = bare.substring(slash + 1);
    return Numbers.integer(length)
        .filter(bits -> Character.isDigit(length.charAt(0)))
        .filter(bits -> bits <= base.get().family().bits())
        .map(bits -> new Prefix(base.get(), bits.intValue()))
        .filter(prefix -> prefix.base().equals(base.get()));
  }

  /** An address as inet_pton(3) takes it: no leading zeros, no brackets. */
  private static Optional<Address> address(String text) {
    return text.startsWith("[")
        ? Optional.empty()
        : Address.parse(text).filter(a -> a.family() == Family.V6 || a.toString().equals(text));
  }

  @Override
  public Fact<Lookup> find(String key) {
    Optional<Address> address = address(key);
    int at = address.isEmpty() ? rules.size() : 0;
    while (at < rules.size()) {
      Rule rule = rules.get(at);
      boolean covers = rule.covers(address.get());
      if (rule.startsBlock()) {
        at = covers ? at + 1 : rule.end();
      } else if (covers) {
        return Fact.known(new Lookup.Found(rule.value()), rule.origins());
      } else {
        at++;
      }
    }
    return Fact.known(Lookup.NOTHING);
  }

  @Override
  public boolean takesParts() {
    return false;
  }

  @Override
  public List<Address> exampleClients() {
    return rules.stream()
        .filter(rule -> !rule.startsBlock() && !rule.negated())
        .map(rule -> rule.network().base())
        .toList();
  }

  @Override
  public Fact<Networks> clients() {
    Map<Family, List<AddressRange>> ranges = new EnumMap<>(Family.class);
    List<Origin> origins = new ArrayList<>();
    Deque<Rule> blocks = new ArrayDeque<>();
    for (int at = 0; at < rules.size(); at++) {
      Rule rule = rules.get(at);
      while (!blocks.isEmpty() && blocks.peek().end() <= at) {
        blocks.pop();
      }
      if (rule.startsBlock()) {
        blocks.push(rule);
        continue;
      }
      AddressSet covered = rule.covered();
      for (Rule block : blocks) {
        covered =
            block.network().family() == covered.family()
                ? covered.intersect(block.covered())
                : AddressSet.none(covered.family());
      }
      ranges
          .computeIfAbsent(covered.family(), family -> new ArrayList<>())
          .addAll(covered.ranges());
      origins.addAll(rule.origins());
    }
    List<Prefix> result = new ArrayList<>();
    ranges.forEach((family, some) -> result.addAll(AddressSet.of(family, some).prefixes()));
    return Fact.known(new Networks(result), origins);
  }
}
