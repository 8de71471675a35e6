package dev.postern.firewall.walk;

import dev.postern.firewall.model.Header;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What clients send where a packet's sender has a choice.
 *
 * @param special numbers other than the ordinary ones; empty while nothing has been chosen
 */
public record Choice(Optional<Map<Header, Long>> special) {
  /** Why it is not known where a client dials from before it has chosen. */
  public static final String PORT_REASON =
      "the client's port, which its system chooses from 1024 to 65535";

  /** Anything. */
  public static final Choice OPEN = new Choice(Optional.empty());

  /** What their system sends when nobody asks for something else. */
  public static final Choice ORDINARY = new Choice(Optional.of(Map.of()));

  /** The time to live with which clients near by alone get here; empty where it is not one. */
  public OptionalLong ofNeighbours() {
    OptionalLong time = of(Header.TIME_TO_LIVE);
    return time.isPresent() && time.getAsLong() > Header.TIME_TO_LIVE_FROM_ANYWHERE
        ? time
        : OptionalLong.empty();
  }

  /** What stands in the packet; empty while nothing has been chosen. */
  OptionalLong of(Header header) {
    return special
        .map(chosen -> OptionalLong.of(chosen.getOrDefault(header, header.ordinary())))
        .orElse(OptionalLong.empty());
  }
}
