package dev.postern.firewall.nftables.read;

import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.Optional;
import java.util.Set;

/** Reads translations: dnat, snat, masquerade, redirect and tproxy. */
final class TranslationReader {
  /** Those whose target may stand without {@code to} before it: nft's parser_bison.y. */
  private static final Set<String> MAY_OMIT_TO = Set.of("dnat", "snat");

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
    boolean needsTo = !family.isEmpty() || !MAY_OMIT_TO.contains(kind);
    while (terms.take("interval") || terms.take("prefix")) {
      needsTo = true;
    }
    Optional<Expression> address = Optional.empty();
    Optional<Expression> port = Optional.empty();
    boolean hasTarget = terms.take("to") || (!needsTo && !terms.isEmpty() && !isFlag(terms));
    if (hasTarget) {
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
    } else if (takesFamily) {
      throw terms.unexpected("'to' and where to");
    }
    boolean random = false;
    boolean more = isFlag(terms);
    while (more) {
      if (!isFlag(terms)) {
        throw terms.unexpected("random, fully-random or persistent");
      }
      random |= !terms.isNext("persistent");
      terms.skip(1);
      more = terms.take(",");
    }
    return new Statement.Translation(kind, family, address, port, random, at.to(terms.last()));
  }

  private static boolean isFlag(Terms terms) {
    return terms.isNext("random") || terms.isNext("fully-random") || terms.isNext("persistent");
  }
}
