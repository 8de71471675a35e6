package dev.postern.firewall.model;

import dev.postern.net.Address;
import dev.postern.net.AddressSet;
import java.util.List;
import java.util.Set;

/** A condition of a rule, in words no filter language owns. */
public sealed interface Match {

  /** The IP protocol; an empty set holds for none. */
  record Protocols(Set<Integer> numbers) implements Match {
    public Protocols {
      numbers = Set.copyOf(numbers);
    }
  }

  /** Addresses of one end. A packet of the other family does not match. */
  record Addresses(End end, AddressSet set) implements Match {}

  /** An address that agrees with {@code value} in the bits of {@code mask}, which has holes. */
  record Masked(End end, Address value, Address mask, String text) implements Match {}

  /** Ports of one end. */
  record Ports(End end, PortSet ports) implements Match {}

  /** The port that the client dialled, whatever it was translated to since. */
  record DialledPort(PortSet ports) implements Match {}

  /** The address that the client dialled, whatever it was translated to since. */
  record DialledAddress(AddressSet set) implements Match {}

  /**
   * The name of an interface.
   *
   * @param end {@link End#SOURCE} for the interface a packet arrived on
   * @param isPrefix whether every name that starts so matches
   */
  record Interface(End end, String name, boolean isPrefix) implements Match {
    /** Whether a name is the one that is meant, or begins as a pattern of it demands. */
    public boolean matches(String candidate) {
      return isPrefix ? candidate.startsWith(name) : candidate.equals(name);
    }
  }

  /** Connection tracking's view, any of the states. */
  record States(Set<ConnectionState> states) implements Match {
    public States {
      states = Set.copyOf(states);
    }
  }

  /** The TCP flags of {@code mask} are exactly those of {@code set}; bits of RFC 9293. */
  record TcpFlags(int mask, int set) implements Match {
    private static final int ACK = 0x10;

    /** The answer to a packet that begins a connection: of the two it alone acknowledges. */
    public static final TcpFlags ANSWER = new TcpFlags(ACK, ACK);

    /**
     * What holds of a packet that begins a connection by one match, and of the answer by another.
     */
    public static Match eitherWay(Match beginning, Match answer) {
      return new AnyOf(
          List.of(
              new AllOf(List.of(new Not(ANSWER), beginning)), new AllOf(List.of(ANSWER, answer))));
    }
  }

  /** The packet's mark. */
  record PacketMark(long value, long mask) implements Match {}

  /** The connection's mark. */
  record ConnectionMark(long value, long mask) implements Match {}

  /**
   * A limit.
   *
   * @param beyond whether it holds for what is beyond the limit; else for what is within
   */
  record Limited(Limit limit, boolean beyond) implements Match {}

  /**
   * The source was noted in a list.
   *
   * @param list the list's name
   * @param times how often at least
   * @param limit what keeps a client who comes seldom out of the list
   */
  record Noted(String list, int times, Limit limit) implements Match {}

  /** The address family. */
  record OfFamily(dev.postern.net.Family family) implements Match {}

  /** The address of one end is one of this host's own. */
  record OwnAddress(End end) implements Match {}

  /**
   * The address of one end is one of an interface of this host. A client who arrives there may dial
   * one of those; what others dial no file tells.
   */
  record InterfaceAddress(End end, String iface) implements Match {}

  /**
   * What is known to hold, or not to hold, for a TCP packet that begins a connection from outside
   * and for the answer to it.
   */
  record Always(boolean holds) implements Match {}

  /**
   * A number that the packet's sender chooses is one of some.
   *
   * @param text the match as written
   */
  record Chosen(Header header, NumberSet values, String text) implements Match {
    /** The match, as far as the sender has a choice. */
    public static Match of(Header header, NumberSet values, String text) {
      NumberSet possible = values.within(header.first(), header.last());
      NumberSet all = NumberSet.between(header.first(), header.last());
      return possible.equals(NumberSet.NONE) || possible.equals(all)
          ? new Always(possible.equals(all))
          : new Chosen(header, possible, text);
    }
  }

  /**
   * Depends on what no file tells.
   *
   * @param what the match as written
   */
  record Undecidable(String what) implements Match {}

  /** Holds where the other does not. */
  record Not(Match match) implements Match {}

  /** All of them hold. */
  record AllOf(List<Match> matches) implements Match {
    public AllOf {
      matches = List.copyOf(matches);
    }
  }

  /** At least one of them holds. */
  record AnyOf(List<Match> matches) implements Match {
    public AnyOf {
      matches = List.copyOf(matches);
    }
  }
}
