package dev.postern.firewall.nftables.read;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Terms;
import dev.postern.firewall.nftables.value.ComputedNumber;
import java.util.Optional;

/** Reads {@code queue}: queue_stmt of parser_bison.y and its check in evaluate.c. */
final class QueueReader {
  private static final long LARGEST = 0xffff;

  private final ExpressionReader expressions;

  QueueReader(ExpressionReader expressions) {
    this.expressions = expressions;
  }

  Statement read(Terms terms) throws Refusal {
    Place at = terms.place();
    terms.expect("queue");
    boolean isNew = terms.take("flags");
    boolean spreads = false;
    boolean isRange = true;
    while (true) {
      if (terms.isNext("num") || terms.isNext("to")) {
        boolean isComputable = terms.next("num or to").is("to");
        isRange = number(terms, isComputable);
        if (isNew || isComputable) {
          break;
        }
      } else if (terms.isNext("bypass") || terms.isNext("fanout")) {
        spreads |= terms.next("a flag").is("fanout");
        terms.take(",");
      } else {
        break;
      }
    }
    Place place = at.to(terms.last());
    if (spreads && !isRange) {
      throw new Refusal(place, "fanout needs a range of queues");
    }
    return new Statement.Ending(new Verdict.Undecided("queue"), place);
  }

  /** The number of a queue, several, or how one is found; whether it is several. */
  private boolean number(Terms terms, boolean isComputable) throws Refusal {
    Expression queue = expressions.expression(terms);
    if (queue instanceof Expression.Range range) {
      if (checked(range.low()) >= checked(range.high())) {
        throw new Refusal(range.place(), "a range of queues that ends before it begins");
      }
      return true;
    }
    Optional<ComputedNumber> computed =
        queue instanceof Expression.Selector selector
            ? ComputedNumber.of(selector)
            : Optional.empty();
    if (isComputable && computed.isPresent()) {
      within(computed.get().last(), queue.place());
    } else if (!isComputable || !(queue instanceof Expression.Mapped)) {
      checked(queue);
    }
    return false;
  }

  private static long checked(Expression number) throws Refusal {
    long value =
        number instanceof Expression.Symbol symbol && !symbol.isQuoted()
            ? Numerals.parse(symbol.text()).orElse(-1L)
            : -1;
    within(value, number.place());
    return value;
  }

  private static void within(long value, Place place) throws Refusal {
    if (value < 0 || value > LARGEST) {
      throw new Refusal(place, "expected the number of a queue, up to " + LARGEST);
    }
  }
}
