package dev.postern.firewall.nftables.read;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.Optional;
import java.util.Set;

/** Reads statements that decide nothing, or about which the files do not tell, or that reject. */
final class AsideReader {
  private static final Set<String> LEVELS =
      Set.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit");

  private final ExpressionReader expressions;

  AsideReader(ExpressionReader expressions) {
    this.expressions = expressions;
  }

  /** The statement; empty when the next words are none of these. */
  Optional<Statement> read(Terms terms) throws Refusal {
    Place at = terms.place();
    String word = terms.peek().map(Term::text).orElse("");
    switch (word) {
      case "counter" -> {
        return Optional.of(counter(terms, at));
      }
      case "log" -> log(terms);
      case "comment" -> {
        terms.skip(1);
        terms.name("a comment");
      }
      case "last" -> {
        terms.skip(1);
        if (terms.take("used") && !terms.take("never")) {
          terms.next("a time");
        }
      }
      case "reject" -> {
        return Optional.of(new RejectReader().read(terms));
      }
      case "queue" -> {
        return Optional.of(new QueueReader(expressions).read(terms));
      }
      case "synproxy" -> {
        return Optional.of(synproxy(terms, at));
      }
      case "dup", "fwd" -> {
        return Optional.of(copy(terms, at, word));
      }
      case "flow" -> {
        terms.skip(1);
        if (!terms.take("add")) {
          terms.expect("offload");
        }
        terms.expect("@");
        terms.name("the name of a flow table");
      }
      case "xt" -> {
        return xtables(terms, at);
      }
      case "reset" -> {
        terms.skip(1);
        if (!terms.isNext("tcp")) {
          throw terms.unexpected("tcp option");
        }
        expressions.expression(terms);
      }
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new Statement.Aside(word, at.to(terms.last())));
  }

  private static Statement undecided(String what, Place place) {
    return new Statement.Ending(new Verdict.Undecided(what), place);
  }

  private Statement counter(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    if (terms.take("name")) {
      Expression name = expressions.expression(terms);
      return new Statement.NamedObject("counter", name, at.to(terms.last()));
    }
    while (terms.isNext("packets") || terms.isNext("bytes")) {
      terms.skip(1);
      terms.number("a number");
    }
    return new Statement.Aside("counter", at.to(terms.last()));
  }

  private static void log(Terms terms) throws Refusal {
    Place at = terms.place();
    terms.skip(1);
    boolean group = false;
    boolean level = false;
    boolean audit = false;
    boolean flags = false;
    boolean other = false;
    while (true) {
      if (terms.take("prefix")) {
        other = true;
        if (terms.name("a prefix").text().length() > 127) {
          throw new Refusal(terms.last(), "a prefix of the log of more than 127 characters");
        }
      } else if (terms.isNext("group")
          || terms.isNext("snaplen")
          || terms.isNext("queue-threshold")) {
        group |= terms.isNext("group");
        other = true;
        terms.skip(1);
        terms.number("a number");
      } else if (terms.take("level")) {
        Term name = terms.next("a level");
        if (!LEVELS.contains(name.text())) {
          throw new Refusal(name.place(), name.shown() + " is no level of the log");
        }
        level = true;
        audit = name.text().equals("audit");
      } else if (terms.take("flags")) {
        flags = true;
        logFlags(terms);
      } else {
        break;
      }
    }
    if ((group && (level || flags)) || (audit && (other || flags))) {
      throw new Refusal(
          at.to(terms.last()), "level and flags do not go with a group, nor audit with anything");
    }
  }

  private static void logFlags(Terms terms) throws Refusal {
    Term first = terms.next("the flags of a log");
    switch (first.text()) {
      case "tcp", "ip" -> {
        do {
          Term option = terms.next("sequence or options");
          if (!option.is("sequence") && !option.is("options")) {
            throw new Refusal(option.place(), option.shown() + " is nothing to log");
          }
        } while (terms.take(","));
      }
      case "skuid", "ether", "all" -> {
        // Whole.
      }
      default -> throw new Refusal(first.place(), first.shown() + " is nothing to log");
    }
  }

  private Statement synproxy(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    if (terms.take("name")) {
      Expression name = expressions.expression(terms);
      return new Statement.NamedObject("synproxy", name, at.to(terms.last()));
    }
    while (terms.isNext("mss")
        || terms.isNext("wscale")
        || terms.isNext("timestamp")
        || terms.isNext("sack-perm")) {
      boolean numbered = terms.isNext("mss") || terms.isNext("wscale");
      terms.skip(1);
      if (numbered) {
        terms.number("a number");
      }
    }
    return undecided("synproxy", at.to(terms.last()));
  }

  /** {@code dup to …} copies a packet, {@code fwd to …} takes it away. */
  private Statement copy(Terms terms, Place at, String word) throws Refusal {
    terms.skip(1);
    if (word.equals("fwd") && (terms.isNext("ip") || terms.isNext("ip6"))) {
      terms.skip(1);
    }
    terms.expect("to");
    expressions.expression(terms);
    if (terms.take("device")) {
      expressions.expression(terms);
    }
    Place place = at.to(terms.last());
    return word.equals("dup")
        ? new Statement.Aside(word, place)
        : new Statement.Ending(new Verdict.Drop(), place);
  }

  /** What {@code nft list ruleset} prints for a match of iptables that it has no words for. */
  private static Optional<Statement> xtables(Terms terms, Place at) throws Refusal {
    terms.skip(1);
    Term kind = terms.next("match, target or watcher");
    Term name = terms.next("the name of an extension");
    Place place = at.to(name.place());
    return switch (kind.text()) {
      case "match" -> Optional.of(new Statement.Unknowable(place));
      case "target" -> Optional.of(undecided("xt target " + name.text(), place));
      case "watcher" -> Optional.of(new Statement.Aside("xt", place));
      default -> throw new Refusal(kind.place(), kind.shown() + " is nothing of xtables");
    };
  }
}
