package dev.postern.firewall;

import dev.postern.fact.Origin;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.posture.Exposure.WitnessPacket;
import java.util.List;
import java.util.Optional;

/**
 * Who gets through to a port.
 *
 * @param sources the networks that surely do, from some possible interface; {@link Networks#ANY}'s
 *     prefix of the family when everybody outside does
 * @param possible the networks that do or may
 * @param unknown the matches and statements no file decides, that make the difference
 * @param limits what stops some of them when they come too often
 * @param rule the statement that decides for the witness, or against everybody
 * @param witness a packet that gets in; empty when none is known to
 * @param redirectedFrom the port clients dial, when it is another one than the listener's
 */
public record PortReach(
    int port,
    Family family,
    Verdict verdict,
    Networks sources,
    Networks possible,
    List<String> unknown,
    List<Throttle> limits,
    Optional<Origin> rule,
    Optional<WitnessPacket> witness,
    Optional<Integer> redirectedFrom) {
  private static final int MOST_REASONS = 3;

  public PortReach {
    unknown = List.copyOf(unknown);
    limits = List.copyOf(limits);
  }

  /**
   * What it depends on in a line: the first few of {@link #unknown} and how many more there are.
   */
  public String reasons() {
    int more = unknown.size() - MOST_REASONS;
    return more <= 0
        ? String.join("; ", unknown)
        : String.join("; ", unknown.subList(0, MOST_REASONS)) + "; and " + more + " more";
  }

  /** Who of the outside. */
  public enum Verdict {
    ANY,
    SOME,
    NONE,
    UNKNOWN
  }
}
