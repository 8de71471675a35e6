package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A number of a packet and what it is compared with.
 *
 * @param left which number it is, and what is done to it first
 */
public record Comparison(Reduced left, Test test) {
  private static final int LAST_PORT = 0xFFFF;

  /** Whether it holds for a packet that has this number. */
  public boolean holds(long number) {
    return test.holds(left.of(number));
  }

  /** The numbers for which it holds, where they are known without trying each. */
  public Optional<NumberSet> numbers() {
    return left.isChanged() ? Optional.empty() : test.set();
  }

  /**
   * Whether it holds for all from one number to another, or for none; empty where it is neither.
   */
  public Optional<Boolean> holdsThroughout(long first, long last) {
    return numbers()
        .map(set -> set.within(first, last))
        .filter(part -> part.equals(NumberSet.NONE) || part.equals(NumberSet.between(first, last)))
        .map(part -> !part.equals(NumberSet.NONE));
  }

  /** The ports for which it holds. */
  public PortSet ports() {
    return numbers().map(set -> among(set.runs())).orElseGet(() -> PortSet.where(this::holds));
  }

  private static PortSet among(List<NumberSet.Run> runs) {
    List<PortSet.Span> spans = new ArrayList<>();
    for (NumberSet.Run run : runs) {
      if (run.first() <= LAST_PORT) {
        spans.add(new PortSet.Span((int) run.first(), (int) Math.min(run.last(), LAST_PORT)));
      }
    }
    return new PortSet(spans);
  }
}
