package dev.postern.firewall.walk;

import dev.postern.firewall.model.Effect;
import dev.postern.net.Address;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the filter itself has made of a connection's first packet so far.
 *
 * @param dialled the port the client asked for
 * @param host where a translation has sent it; empty for the address that the client dialled
 * @param port the destination port now
 * @param mark empty when it is not known
 * @param connectionMark empty when it is not known
 * @param translated whether its destination was translated
 * @param handedTo the address on which this host listens for it; empty for its destination
 * @param tracking what connection tracking makes of it
 * @param notes how often its source was noted in each list
 * @param isAltered whether rules have changed what its sender chose
 */
public record Flow(
    int dialled,
    Optional<Address> host,
    int port,
    OptionalLong mark,
    OptionalLong connectionMark,
    boolean translated,
    Optional<Address> handedTo,
    Tracking tracking,
    SortedMap<String, Integer> notes,
    boolean isAltered) {

  /** What connection tracking makes of a packet that reaches it. */
  enum Tracking {
    TRACKED,
    /** A rule keeps tracking away. */
    UNTRACKED,
    /** A rule keeps tracking away from packets with its flags; it sees the client's next ones. */
    FIRST_UNTRACKED,
    /** The answer to a packet that tracking has not seen. */
    BEGINNING_UNSEEN
  }

  /** A client's first packet to a port, as it arrives. */
  public static Flow dialling(int port) {
    return new Flow(
        port,
        Optional.empty(),
        port,
        OptionalLong.of(0),
        OptionalLong.of(0),
        false,
        Optional.empty(),
        Tracking.TRACKED,
        java.util.Collections.emptySortedMap(),
        false);
  }

  private Flow withMarks(OptionalLong newMark, OptionalLong newConnectionMark) {
    return new Flow(
        dialled,
        host,
        port,
        newMark,
        newConnectionMark,
        translated,
        handedTo,
        tracking,
        notes,
        isAltered);
  }

  /** The connection's later packets start without a mark of their own. */
  Flow answered() {
    return new Flow(
        dialled,
        host,
        port,
        OptionalLong.of(0),
        connectionMark,
        translated,
        handedTo,
        tracking == Tracking.TRACKED ? tracking : Tracking.BEGINNING_UNSEEN,
        notes,
        isAltered);
  }

  /** The same after a translation of its destination. */
  Flow translatedTo(Optional<Address> newHost, int newPort) {
    return new Flow(
        dialled,
        newHost,
        newPort,
        mark,
        connectionMark,
        true,
        handedTo,
        tracking,
        notes,
        isAltered);
  }

  /** The same where only packets with the first one's flags are kept from tracking. */
  Flow onlyFirstUntracked() {
    Tracking seen = tracking == Tracking.UNTRACKED ? Tracking.FIRST_UNTRACKED : tracking;
    return with(handedTo, seen, notes, isAltered);
  }

  /** The client's next packet, which tracking takes for a connection's first. */
  Flow seenLate() {
    return with(handedTo, Tracking.TRACKED, notes, isAltered);
  }

  private Flow with(
      Optional<Address> newHandedTo,
      Tracking newTracking,
      SortedMap<String, Integer> newNotes,
      boolean newlyAltered) {
    return new Flow(
        dialled,
        host,
        port,
        mark,
        connectionMark,
        translated,
        newHandedTo,
        newTracking,
        newNotes,
        newlyAltered);
  }

  /** Whether it goes elsewhere than the client dialled: what changes nothing leaves no trace. */
  boolean isDiverted() {
    return port != dialled || host.isPresent();
  }

  /** The address of this host on which a listener gets it; empty when it may be any. */
  Optional<Address> listensOn() {
    return handedTo.or(() -> host);
  }

  Flow after(Effect effect) {
    if (effect instanceof Effect.SetMark set) {
      return withMarks(changed(mark, set.clear(), set.flip()), connectionMark);
    }
    if (effect instanceof Effect.SetConnectionMark set) {
      return withMarks(mark, changed(connectionMark, set.clear(), set.flip()));
    }
    if (effect instanceof Effect.SaveMark) {
      return withMarks(mark, mark);
    }
    if (effect instanceof Effect.RestoreMark) {
      return withMarks(connectionMark, connectionMark);
    }
    if (effect instanceof Effect.LoseMark) {
      return withMarks(OptionalLong.empty(), connectionMark);
    }
    if (effect instanceof Effect.LoseConnectionMark) {
      return withMarks(mark, OptionalLong.empty());
    }
    if (effect instanceof Effect.Note note) {
      SortedMap<String, Integer> more = new TreeMap<>(notes);
      more.merge(note.list(), 1, Integer::sum);
      return with(handedTo, tracking, more, isAltered);
    }
    if (effect instanceof Effect.HandTo hand) {
      return with(Optional.of(hand.address()), tracking, notes, isAltered);
    }
    if (effect instanceof Effect.Alter) {
      return with(handedTo, tracking, notes, true);
    }
    return with(handedTo, Tracking.UNTRACKED, notes, isAltered);
  }

  private static OptionalLong changed(OptionalLong mark, long clear, long flip) {
    long all = 0xFFFF_FFFFL;
    if ((clear & all) == all) {
      return OptionalLong.of(flip & all);
    }
    return mark.isPresent() ? OptionalLong.of(((mark.getAsLong() & ~clear) ^ flip) & all) : mark;
  }

  int noted(String list) {
    return notes.getOrDefault(list, 0);
  }
}
