package dev.postern.firewall.nftables.read;

import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Selector;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import dev.postern.firewall.nftables.value.ComputedNumber;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a rule can compare: fields of headers, and what the kernel knows of a packet. */
final class SelectorReader {
  private static final Set<String> INDEXED = Set.of("rt0 addr", "srh sid", "rt4 sid", "rt2 addr");
  private static final Set<String> LAYERS = Set.of("ll", "nh", "th", "ih");
  private static final Set<String> ROUTE_KEYS = Set.of("saddr", "daddr", "mark", "iif", "oif");

  private static final long LARGEST_NUMBER = 0xffff_ffffL;

  /** XFRM_MAX_DEPTH of the kernel. */
  private static final int DEEPEST_POLICY = 6;

  private static final Datatype TYPE_OF_ROUTE = new Datatype("fib_addrtype", 32);
  private static final Datatype EXISTS = new Datatype("boolean", 1);

  private final Catalogue catalogue;
  private final ExpressionReader expressions;

  SelectorReader(Catalogue catalogue, ExpressionReader expressions) {
    this.catalogue = catalogue;
    this.expressions = expressions;
  }

  /** The next words as a selector; empty when they are none. */
  Optional<Expression> read(Terms terms) throws Refusal {
    Place at = terms.place();
    if (terms.isNext("@")
        && terms.peek(1).filter(term -> LAYERS.contains(term.text())).isPresent()
        && terms.isNext(2, ",")) {
      return Optional.of(raw(terms, at));
    }
    Optional<Term> word = terms.peek().filter(term -> term.kind() == Term.Kind.WORD);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    switch (word.get().text()) {
      case "fib" -> {
        return Optional.of(route(terms, at));
      }
      case "numgen", "jhash", "symhash" -> {
        return Optional.of(computed(terms, at));
      }
      case "osf" -> {
        return Optional.of(fingerprint(terms, at));
      }
      case "ipsec" -> {
        if (terms.isNext(1, "in") || terms.isNext(1, "out")) {
          return Optional.of(security(terms, at));
        }
      }
      case "socket" -> {
        if (terms.isNext(1, "cgroupv2")) {
          terms.skip(2);
          terms.expect("level");
          terms.number("the level of a control group");
          return Optional.of(selector("socket cgroupv2", new Datatype("cgroupsv2", 64), at, terms));
        }
      }
      default -> {
        // In the catalogue, or none.
      }
    }
    return known(terms, at);
  }

  private Optional<Expression> known(Terms terms, Place at) throws Refusal {
    if ((terms.isNext("tcp") || terms.isNext("dccp") || terms.isNext("ip"))
        && terms.isNext(1, "option")
        && terms.peek(2).filter(term -> term.kind() != Term.Kind.WORD).isPresent()) {
      return Optional.of(numberedOption(terms, at));
    }
    int words = catalogue.selectorWords(terms);
    if (words == 0) {
      return Optional.empty();
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < words; i++) {
      name.append(i == 0 ? "" : " ").append(terms.next("a word").text());
    }
    String key = name.toString();
    if (INDEXED.contains(key) && terms.take("[")) {
      terms.number("an index");
      terms.expect("]");
    }
    Datatype type = catalogue.selector(key).orElseThrow();
    return Optional.of(selector(key, type, at, terms));
  }

  private static Selector selector(String name, Datatype type, Place at, Terms terms) {
    return new Selector(name, type, at.to(terms.last()));
  }

  /** {@code tcp option 255 exists}, {@code tcp option @255,8,8 1}. */
  private Expression numberedOption(Terms terms, Place at) throws Refusal {
    terms.skip(2);
    boolean raw = terms.take("@");
    Place number = terms.place();
    if (terms.number("the kind of an option") > 255) {
      throw new Refusal(number, "the kind of an option is at most 255");
    }
    int bits = 1;
    if (raw) {
      terms.expect(",");
      terms.number("an offset");
      terms.expect(",");
      bits = (int) Math.min(128, terms.number("a length"));
    } else if (terms.isNext("kind") || terms.isNext("length")) {
      terms.skip(1);
      bits = 8;
    }
    Datatype type = bits == 1 ? EXISTS : new Datatype("integer", bits);
    return selector("tcp option", type, at, terms);
  }

  /** {@code @th,16,16}: sixteen bits from the sixteenth of the transport header. */
  private static Expression raw(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    String layer = terms.next("a layer").text();
    terms.expect(",");
    long offset = terms.number("an offset");
    terms.expect(",");
    Place place = terms.place();
    long length = terms.number("a length");
    if (length == 0 || length > 2048) {
      throw new Refusal(place, "a length of " + length + " bits; expected 1 to 2048");
    }
    return selector(
        "@" + layer + "," + offset + "," + length,
        new Datatype("integer", (int) length),
        at,
        terms);
  }

  private Expression route(Terms terms, Place at) throws Refusal {
    StringBuilder name = new StringBuilder("fib");
    do {
      terms.skip(1);
      Term key = terms.next("saddr, daddr, mark, iif or oif");
      if (!ROUTE_KEYS.contains(key.text())) {
        throw new Refusal(
            key.place(), "found " + key.shown() + "; expected saddr, daddr, mark, iif or oif");
      }
      name.append(' ').append(key.text());
    } while (terms.isNext("."));
    Term result = terms.next("type, oif or oifname");
    String flags = name.toString();
    boolean source = flags.contains("saddr");
    if (source == flags.contains("daddr")) {
      throw new Refusal(at.to(result.place()), "fib looks for either saddr or daddr");
    }
    return switch (result.text()) {
      case "type" -> {
        if (flags.contains("iif") && flags.contains("oif")) {
          throw new Refusal(result.place(), "fib looks on either iif or oif");
        }
        yield selector(flags + " type", TYPE_OF_ROUTE, at, terms);
      }
      case "oif", "oifname" -> {
        if (flags.contains("oif")) {
          throw new Refusal(at.to(result.place()), "fib cannot look for oif by oif");
        }
        Datatype type = new Datatype(result.text().equals("oif") ? "iface_index" : "ifname", 128);
        yield selector(flags + " " + result.text(), type, at, terms);
      }
      default ->
          throw new Refusal(
              result.place(), "found " + result.shown() + "; expected type, oif or oifname");
    };
  }

  private Expression computed(Terms terms, Place at) throws Refusal {
    String kind = terms.next("a generator").text();
    if (kind.equals("numgen") && !terms.take("inc") && !terms.take("random")) {
      throw terms.unexpected("inc or random");
    }
    List<Expression> of = kind.equals("jhash") ? List.of(expressions.expression(terms)) : List.of();
    terms.expect("mod");
    long modulus = small(terms, "a modulus");
    if (kind.equals("jhash") && terms.take("seed")) {
      small(terms, "a seed");
    }
    long offset = terms.take("offset") ? small(terms, "an offset") : 0;
    if (modulus == 0 || modulus + offset > LARGEST_NUMBER) {
      throw new Refusal(at.to(terms.last()), "no number of 32 bits comes of this");
    }
    String name = ComputedNumber.name(kind, modulus, offset);
    return new Selector(name, Datatype.INTEGER, of, at.to(terms.last()));
  }

  private static long small(Terms terms, String what) throws Refusal {
    Place place = terms.place();
    long number = terms.number(what);
    if (number > LARGEST_NUMBER) {
      throw new Refusal(place, number + " is too large for a number of 32 bits");
    }
    return number;
  }

  private Expression fingerprint(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    if (terms.take("ttl") && !terms.take("loose") && !terms.take("skip")) {
      throw terms.unexpected("loose or skip");
    }
    if (!terms.take("name") && !terms.take("version")) {
      throw terms.unexpected("name or version");
    }
    return selector("osf", new Datatype("string", 128), at, terms);
  }

  private Expression security(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    String name = "ipsec " + terms.next("in or out").text();
    Place number = terms.place();
    if (terms.take("spnum") && terms.number("the number of a policy") >= DEEPEST_POLICY) {
      throw new Refusal(
          number.to(terms.last()), "policies are numbered up to " + (DEEPEST_POLICY - 1));
    }
    if (terms.take("reqid") || terms.take("spi")) {
      return selector(name, Datatype.INTEGER, at, terms);
    }
    boolean six = terms.isNext("ip6");
    if (!six && !terms.isNext("ip")) {
      throw terms.unexpected("reqid, spi, ip or ip6");
    }
    terms.skip(1);
    if (!terms.take("saddr") && !terms.take("daddr")) {
      throw terms.unexpected("saddr or daddr");
    }
    return selector(name, six ? Datatype.IPV6 : Datatype.IPV4, at, terms);
  }
}
