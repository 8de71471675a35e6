package dev.postern.firewall.model;

import java.util.List;
import java.util.function.LongPredicate;

/** Some port numbers. */
public record PortSet(List<Span> spans) {

  /** Ports from {@code first} to {@code last}, both included. */
  public record Span(int first, int last) {
    public Span {
      if (first < 0 || last > 0xFFFF || first > last) {
        throw new IllegalArgumentException("no range of ports: " + first + "-" + last);
      }
    }
  }

  private static final int LAST = 0xFFFF;

  /**
   * The ports a client's system chooses from when nobody asks for a certain one: RFC 6056 section
   * 3.2.
   */
  public static final PortSet EPHEMERAL = new PortSet(List.of(new Span(1024, 0xFFFF)));

  public PortSet {
    spans = List.copyOf(spans);
  }

  /** The set of one port. */
  public static PortSet of(int port) {
    return new PortSet(List.of(new Span(port, port)));
  }

  /** The ports of which something holds. */
  public static PortSet where(LongPredicate holds) {
    return new PortSet(
        NumberSet.where(0, LAST, holds).runs().stream()
            .map(run -> new Span((int) run.first(), (int) run.last()))
            .toList());
  }

  public boolean contains(int port) {
    for (Span span : spans) {
      if (span.first() <= port && port <= span.last()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the sets have a port in common. */
  public boolean intersects(PortSet other) {
    for (Span mine : spans) {
      for (Span theirs : other.spans) {
        if (mine.first() <= theirs.last() && theirs.first() <= mine.last()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether some single span of this set, or several that touch, hold all of {@code span}. */
  public boolean covers(Span span) {
    int next = span.first();
    boolean moved = true;
    while (moved && next <= span.last()) {
      moved = false;
      for (Span mine : spans) {
        if (mine.first() <= next && next <= mine.last()) {
          next = mine.last() + 1;
          moved = true;
        }
      }
    }
    return next > span.last();
  }

  /** Whether every port of {@code other} is in this set. */
  public boolean covers(PortSet other) {
    for (Span span : other.spans) {
      if (!covers(span)) {
        return false;
      }
    }
    return true;
  }

  /** The last port of the span that holds one of its ports. */
  public int endOfRun(int port) {
    for (Span span : spans) {
      if (span.first() <= port && port <= span.last()) {
        return span.last();
      }
    }
    throw new IllegalArgumentException("none of these ports: " + port);
  }

  /** The same as numbers. */
  public NumberSet numbers() {
    return NumberSet.ofRuns(
        spans.stream().map(span -> new NumberSet.Run(span.first(), span.last())).toList());
  }
}
