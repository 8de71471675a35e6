package dev.postern.firewall.nftables;

import java.util.Optional;

/** Reads translations: dnat, snat, masquerade, redirect and tproxy. */
final class TranslationReader {
  private final ExpressionReader expressions;

  TranslationReader(ExpressionReader expressions) {
    this.expressions = expressions;
  }

  Statement read(Terms terms) throws Refusal {
    Place at = terms.place();
    String kind = terms.next("a translation").text();
    String family = "";
    boolean takesFamily = kind.equals("dnat") || kind.equals("snat") || kind.equals("tproxy");
    if (takesFamily && (terms.isNext("ip") || terms.isNext("ip6"))) {
      family = terms.next("a family").text();
      if (terms.take("addr") && terms.take(".")) {
        terms.expect("port");
      }
    }
    // Interval and prefix only say how an address is chosen.
    boolean more = true;
    while (more) {
      more = terms.take("interval") || terms.take("prefix");
    }
    Optional<Expression> address = Optional.empty();
    Optional<Expression> port = Optional.empty();
    if (terms.take("to")) {
      if (!terms.isNext(":")) {
        Expression target = expressions.expression(terms);
        if (kind.equals("redirect") || kind.equals("masquerade")) {
          port = Optional.of(target);
        } else {
          address = Optional.of(target);
        }
      }
      if (terms.take(":")) {
        port = Optional.of(expressions.expression(terms));
      }
    } else if (terms.isNext(":")) {
      terms.skip(1);
      port = Optional.of(expressions.expression(terms));
    } else if (takesFamily) {
      throw terms.unexpected("'to' and where to");
    }
    boolean random = false;
    while (terms.isNext("random") || terms.isNext("fully-random") || terms.isNext("persistent")) {
      random |= !terms.isNext("persistent");
      terms.skip(1);
      terms.take(",");
    }
    return new Statement.Translation(kind, family, address, port, random, at.to(terms.last()));
  }
}
