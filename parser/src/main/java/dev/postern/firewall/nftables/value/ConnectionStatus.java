package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/** What a test of {@code ct status} means: the bits of nf_conntrack_common.h. */
public final class ConnectionStatus {
  private static final long SEEN_REPLY = 0x2;
  private static final long CONFIRMED = 0x8;
  private static final long DNAT = 0x20;
  private static final long SOURCE_DONE = 0x80;
  private static final long DESTINATION_DONE = 0x100;

  private ConnectionStatus() {}

  /** Whether the status fits, seen at the beginning or at the answer, NATed or not. */
  public static Match match(LongPredicate holds) {
    List<Match> any = new ArrayList<>();
    for (boolean answer : new boolean[] {false, true}) {
      for (boolean translated : new boolean[] {false, true}) {
        Match fits = fits(holds, answer, translated);
        if (!fits.equals(new Match.Always(false))) {
          Match dnat = new Match.States(Set.of(ConnectionState.DNAT));
          any.add(
              new Match.AllOf(
                  List.of(
                      answer ? Match.TcpFlags.ANSWER : new Match.Not(Match.TcpFlags.ANSWER),
                      translated ? dnat : new Match.Not(dnat),
                      fits)));
        }
      }
    }
    return new Match.AnyOf(any);
  }

  /**
   * The same for one of these cases. That translations have been worked out stands in the status
   * too, and what compares the whole of it sees that: nf_nat_setup_info(). Where nothing was
   * translated, it depends on whether anything in the kernel translates, and on the hook.
   */
  private static Match fits(LongPredicate holds, boolean answer, boolean translated) {
    long bits = (answer ? SEEN_REPLY | CONFIRMED : 0) | (translated ? DNAT : 0);
    boolean both = holds.test(bits | DESTINATION_DONE | SOURCE_DONE);
    boolean isDecided =
        (answer || both == holds.test(bits | DESTINATION_DONE))
            && (translated || both == holds.test(bits));
    return isDecided ? new Match.Always(both) : new Match.Undecidable("the whole of ct status");
  }
}
