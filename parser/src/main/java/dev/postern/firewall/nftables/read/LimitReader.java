package dev.postern.firewall.nftables.read;

import dev.postern.firewall.model.Limit;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.Optional;
import java.util.Set;

/** Reads limits of rates, connections and bytes. */
final class LimitReader {
  /** What nft takes where no burst is written: parser_bison.y. */
  private static final int USUAL_BURST = 5;

  private static final Set<String> BYTES = Set.of("bytes", "kbytes", "mbytes");

  private final ExpressionReader expressions;

  LimitReader(ExpressionReader expressions) {
    this.expressions = expressions;
  }

  /** {@code limit rate over 10/minute burst 5 packets}, or {@code limit name "slow"}. */
  Statement rate(Terms terms) throws Refusal {
    Place at = terms.place();
    terms.expect("limit");
    if (terms.take("name")) {
      return named("limit", terms, at);
    }
    terms.expect("rate");
    return rateOf(terms, at);
  }

  /** What stands behind {@code limit rate}, and behind {@code rate} in a limit's own block. */
  Statement.Limited rateOf(Terms terms, Place at) throws Refusal {
    boolean beyond = terms.take("over");
    if (!beyond) {
      terms.take("until");
    }
    Place number = terms.place();
    long count = terms.number("a rate");
    if (count == 0 || count > Integer.MAX_VALUE) {
      throw new Refusal(number, "a rate of " + count + " is none");
    }
    boolean ofBytes = !terms.isNext("/");
    Term unit = ofBytes ? terms.next("a unit") : slash(terms);
    int seconds = ofBytes ? bytesPer(unit, terms) : seconds(unit, unit.text());
    int burst = USUAL_BURST;
    if (terms.take("burst")) {
      burst = (int) Math.min(Integer.MAX_VALUE, terms.number("a burst"));
      Term what = terms.next("packets or bytes");
      if (!(ofBytes ? BYTES.contains(what.text()) : what.is("packets"))) {
        throw new Refusal(what.place(), "the burst and the rate must count the same");
      }
      if (burst == 0 && !ofBytes) {
        throw new Refusal(at.to(what.place()), "a burst of no packets");
      }
    }
    Limit limit = new Limit(Limit.Kind.RATE, (int) count, seconds, burst, Limit.Key.GLOBAL);
    return new Statement.Limited(limit, beyond, !ofBytes, at.to(terms.last()));
  }

  private static Term slash(Terms terms) throws Refusal {
    terms.expect("/");
    return terms.next("second, minute, hour, day or week");
  }

  private static int bytesPer(Term unit, Terms terms) throws Refusal {
    String text = unit.text();
    int slash = text.indexOf('/');
    if (slash < 0) {
      if (!BYTES.contains(text)) {
        throw new Refusal(unit.place(), unit.shown() + " is no unit of a rate");
      }
      Term time = slash(terms);
      return seconds(time, time.text());
    }
    if (!BYTES.contains(text.substring(0, slash))) {
      throw new Refusal(unit.place(), unit.shown() + " is no unit of a rate");
    }
    return seconds(unit, text.substring(slash + 1));
  }

  private static int seconds(Term term, String unit) throws Refusal {
    return switch (unit) {
      case "second" -> 1;
      case "minute" -> 60;
      case "hour" -> 3600;
      case "day" -> 86_400;
      case "week" -> 604_800;
      default ->
          throw new Refusal(
              term.place(),
              term.shown() + " is no time; expected second, minute, hour, day or week");
    };
  }

  /** {@code ct count over 10}; empty when no count follows. */
  Optional<Statement> connections(Terms terms) throws Refusal {
    boolean counts =
        terms.isNext(1, "count")
            && terms
                .peek(2)
                .filter(term -> term.kind() == Term.Kind.NUMBER || term.is("over"))
                .isPresent();
    if (!counts) {
      return Optional.empty();
    }
    Place at = terms.place();
    terms.skip(2);
    boolean beyond = terms.take("over");
    long count = terms.number("a number of connections");
    Limit limit =
        new Limit(
            Limit.Kind.CONCURRENT,
            (int) Math.min(Integer.MAX_VALUE, count),
            0,
            0,
            Limit.Key.GLOBAL);
    return Optional.of(new Statement.Limited(limit, beyond, true, at.to(terms.last())));
  }

  /** {@code quota over 25 mbytes}: how much was sent before, no file tells. */
  Statement quota(Terms terms) throws Refusal {
    Place at = terms.place();
    terms.expect("quota");
    if (terms.take("name")) {
      return named("quota", terms, at);
    }
    amount(terms);
    return new Statement.Unknowable(at.to(terms.last()));
  }

  static void amount(Terms terms) throws Refusal {
    if (!terms.take("over")) {
      terms.take("until");
    }
    bytes(terms);
    if (terms.take("used")) {
      bytes(terms);
    }
  }

  private static void bytes(Terms terms) throws Refusal {
    terms.number("a number of bytes");
    Term unit = terms.next("bytes, kbytes or mbytes");
    if (!BYTES.contains(unit.text())) {
      throw new Refusal(
          unit.place(), unit.shown() + " is no unit; expected bytes, kbytes or mbytes");
    }
  }

  private Statement named(String kind, Terms terms, Place at) throws Refusal {
    Expression name = expressions.expression(terms);
    return new Statement.NamedObject(kind, name, at.to(terms.last()));
  }
}
