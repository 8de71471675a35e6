package dev.postern.firewall.pf;

import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.PortSet.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads the ports of one end of a rule. */
final class PortReader {
  private static final int LAST = 0xFFFF;

  private PortReader() {}

  static Match match(RulesParser.PortsContext ports, End end) throws Refusal {
    List<Span> spans = new ArrayList<>();
    List<Match> any = new ArrayList<>();
    for (RulesParser.NumbersContext one : ports.numbers()) {
      Optional<List<Span>> known = spans(one);
      if (known.isPresent()) {
        spans.addAll(known.get());
      } else {
        any.add(new Match.Undecidable("which port " + one.getText() + " is"));
      }
    }
    if (any.isEmpty()) {
      return new Match.Ports(end, new PortSet(spans));
    }
    any.add(new Match.Ports(end, new PortSet(spans)));
    return new Match.AnyOf(any);
  }

  /** The ports of a comparison; empty when a name among them is none that is known. */
  private static Optional<List<Span>> spans(RulesParser.NumbersContext numbers) throws Refusal {
    String text = Macros.text(numbers.name(0).getStart());
    int colon = text.indexOf(':');
    if (colon >= 0) {
      Optional<Integer> first = number(text.substring(0, colon), numbers);
      Optional<Integer> last = number(text.substring(colon + 1), numbers);
      return first.flatMap(from -> last.map(to -> between(from, to)));
    }
    Optional<Integer> first = number(text, numbers);
    if (numbers.name().size() == 2) {
      Optional<Integer> last = number(Macros.text(numbers.name(1).getStart()), numbers);
      boolean inside = numbers.INSIDE() != null;
      return first.flatMap(
          from -> last.map(to -> inside ? between(from + 1, to - 1) : outside(from, to)));
    }
    return first.map(port -> compared(numbers, port));
  }

  private static List<Span> compared(RulesParser.NumbersContext numbers, int port) {
    return switch (numbers.getStart().getType()) {
      case RulesLexer.DIFFERENT -> outside(port, port);
      case RulesLexer.LESS -> between(0, port - 1);
      case RulesLexer.AT_MOST -> between(0, port);
      case RulesLexer.GREATER -> between(port + 1, LAST);
      case RulesLexer.AT_LEAST -> between(port, LAST);
      default -> between(port, port);
    };
  }

  private static List<Span> between(int first, int last) {
    return first <= last ? List.of(new Span(first, last)) : List.of();
  }

  private static List<Span> outside(int first, int last) {
    List<Span> spans = new ArrayList<>(between(0, first - 1));
    spans.addAll(between(last + 1, LAST));
    return spans;
  }

  /** The port that a connection is sent on to; empty for a name that is not known. */
  static Optional<Integer> target(String text, ParserRuleContext where) throws Refusal {
    return number(text, where);
  }

  private static Optional<Integer> number(String text, ParserRuleContext where) throws Refusal {
    Optional<Integer> number = BsdNames.port(text);
    if (number.isEmpty() && (text.isEmpty() || Character.isDigit(text.charAt(0)))) {
      String found = text.isEmpty() ? where.getText() : text;
      throw new Refusal(where, "found '" + found + "'; expected a port from 0 to 65535");
    }
    return number;
  }
}
