package dev.postern.firewall.nftables.read;

import dev.postern.firewall.model.Limit;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Statement.Within;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.Map;
import java.util.Optional;

/** Reads limits of rates, connections and bytes. */
final class LimitReader {
  /** What nft takes where no burst is written: parser_bison.y. */
  private static final int USUAL_BURST = 5;

  private static final Map<String, Long> BYTES =
      Map.of("bytes", 1L, "kbytes", 1024L, "mbytes", 1024L * 1024);

  /** In bytes, of what begins a connection: RFC 791 and RFC 9293 section 3.1. */
  private static final int SHORTEST_PACKET = 40;

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
    long room = ofBytes ? times(count, unit.text().replaceFirst("/.*", "")) : 0;
    int seconds = ofBytes ? bytesPer(unit, terms) : seconds(unit, unit.text());
    int burst = USUAL_BURST;
    if (terms.take("burst")) {
      burst = (int) Math.min(Integer.MAX_VALUE, terms.number("a burst"));
      room += times(burst, terms.peek().map(Term::text).orElse(""));
      Term what = terms.next("packets or bytes");
      if (!(ofBytes ? BYTES.containsKey(what.text()) : what.is("packets"))) {
        throw new Refusal(what.place(), "the burst and the rate must count the same");
      }
      if (burst == 0 && !ofBytes) {
        throw new Refusal(at.to(what.place()), "a burst of no packets");
      }
    }
    Limit limit = new Limit(Limit.Kind.RATE, (int) count, seconds, burst, Limit.Key.GLOBAL);
    Within within = !ofBytes ? Within.SOME : room < SHORTEST_PACKET ? Within.NONE : Within.ALL;
    return new Statement.Limited(limit, beyond, within, at.to(terms.last()));
  }

  private static Term slash(Terms terms) throws Refusal {
    terms.expect("/");
    return terms.next("second, minute, hour, day or week");
  }

  private static int bytesPer(Term unit, Terms terms) throws Refusal {
    String text = unit.text();
    int slash = text.indexOf('/');
    if (slash < 0) {
      if (!BYTES.containsKey(text)) {
        throw new Refusal(unit.place(), unit.shown() + " is no unit of a rate");
      }
      Term time = slash(terms);
      return seconds(time, time.text());
    }
    if (!BYTES.containsKey(text.substring(0, slash))) {
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
    return Optional.of(new Statement.Limited(limit, beyond, Within.SOME, at.to(terms.last())));
  }

  /** {@code quota over 25 mbytes}: how much was sent before, no file tells. */
  Statement quota(Terms terms) throws Refusal {
    Place at = terms.place();
    terms.expect("quota");
    if (terms.take("name")) {
      return named("quota", terms, at);
    }
    boolean beyond = terms.isNext("over");
    long left = amount(terms);
    Place place = at.to(terms.last());
    return left <= SHORTEST_PACKET
        ? new Statement.Settled(beyond, place)
        : new Statement.Unknowable(place);
  }

  /** How many bytes are left of a quota. */
  static long amount(Terms terms) throws Refusal {
    if (!terms.take("over")) {
      terms.take("until");
    }
    long all = bytes(terms);
    Place used = terms.place();
    long spent = terms.take("used") ? bytes(terms) : 0;
    if (spent > all) {
      throw new Refusal(used.to(terms.last()), "more is used of the quota than there is");
    }
    return all - spent;
  }

  private static long bytes(Terms terms) throws Refusal {
    long number = terms.number("a number of bytes");
    Term unit = terms.next("bytes, kbytes or mbytes");
    if (!BYTES.containsKey(unit.text())) {
      throw new Refusal(
          unit.place(), unit.shown() + " is no unit; expected bytes, kbytes or mbytes");
    }
    return times(number, unit.text());
  }

  private static long times(long number, String unit) {
    long size = BYTES.getOrDefault(unit, 1L);
    return number > Long.MAX_VALUE / size ? Long.MAX_VALUE : number * size;
  }

  private Statement named(String kind, Terms terms, Place at) throws Refusal {
    Expression name = expressions.expression(terms);
    return new Statement.NamedObject(kind, name, at.to(terms.last()));
  }
}
