package dev.postern.firewall.header;

import dev.postern.firewall.model.NumberSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * What is asked about some bits of a packet.
 *
 * @param length how many bits, less than 64
 * @param made what is made of them: some are kept, flipped and moved
 * @param results what has to come of it
 */
public record BitTest(int length, LongUnaryOperator made, NumberSet results) {
  private static final int MOST_PATTERNS = 1024;
  private static final long LARGEST_BLOCK = 1L << 62;

  /** The bits of {@code mask} are those of {@code bits}. */
  record Pattern(long bits, long mask) {}

  /** Whether it holds for these bits. */
  boolean holds(long bits) {
    return results.contains(made.applyAsLong(bits));
  }

  /** Those bits on which it depends what is made. */
  long kept() {
    return fixed(-1L);
  }

  /** Those bits that change some bits of what is made. */
  private long fixed(long ofResult) {
    long fixed = 0;
    for (int bit = 0; bit < length; bit++) {
      fixed |= (image(1L << bit) & ofResult) == 0 ? 0 : 1L << bit;
    }
    return fixed;
  }

  /** What a bit changes in what is made. */
  private long image(long bit) {
    return made.applyAsLong(bit) ^ made.applyAsLong(0);
  }

  /** It holds where one of them does; empty where they are many. */
  Optional<List<Pattern>> patterns() {
    List<Pattern> patterns = new ArrayList<>();
    for (NumberSet.Run run : results.runs()) {
      long at = run.first();
      while (at >= 0 && at <= run.last()) {
        if (patterns.size() == MOST_PATTERNS) {
          return Optional.empty();
        }
        long size = at == 0 ? LARGEST_BLOCK : Long.lowestOneBit(at);
        while (at + (size - 1) > run.last()) {
          size >>= 1;
        }
        pattern(at, -size).ifPresent(patterns::add);
        at += size;
      }
    }
    return Optional.of(patterns);
  }

  /** What makes the bits of a mask of the result what they have to be; empty where nothing does. */
  private Optional<Pattern> pattern(long result, long mask) {
    long wanted = (result ^ made.applyAsLong(0)) & mask;
    long bits = 0;
    for (int bit = 0; bit < length; bit++) {
      bits |= (image(1L << bit) & wanted) == 0 ? 0 : 1L << bit;
    }
    return (made.applyAsLong(bits) & mask) == result
        ? Optional.of(new Pattern(bits, fixed(mask)))
        : Optional.empty();
  }
}
