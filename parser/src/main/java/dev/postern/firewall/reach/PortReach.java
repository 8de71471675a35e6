package dev.postern.firewall.reach;

import dev.postern.fact.Origin;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.posture.network.Exposure.WitnessPacket;
import dev.postern.posture.network.Via;
import java.util.List;
import java.util.Optional;

/**
 * Who gets through to a port.
 *
 * @param sources the addresses that surely do, from some possible interface; all that were asked
 *     about when everybody outside does
 * @param possible the addresses that do or may
 * @param unknown the matches and statements no file decides, that make the difference
 * @param limits what stops some of them when they come too often
 * @param rule the statement that decides for the witness, or against everybody
 * @param witness a packet that gets in; empty when none is known to
 * @param via how the witness gets there
 */
public record PortReach(
    int port,
    Family family,
    Verdict verdict,
    AddressSet sources,
    AddressSet possible,
    List<String> unknown,
    List<Throttle> limits,
    Optional<Origin> rule,
    Optional<WitnessPacket> witness,
    Via via) {
  private static final int MOST_REASONS = 3;

  public PortReach {
    unknown = List.copyOf(unknown);
    limits = List.copyOf(limits);
  }

  /** The same for another port that nothing tells from this one. */
  PortReach at(int other) {
    return with(
        other,
        via instanceof Via.Published published && published.port() == port
            ? new Via.Published(published.host(), other)
            : via);
  }

  PortReach with(int other, Via otherVia) {
    return new PortReach(
        other, family, verdict, sources, possible, unknown, limits, rule, witness, otherVia);
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
