package dev.postern.firewall.walk;

import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.End;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chain's rules arranged for questions about one port after the other: those that cannot concern
 * a port are left out, and neighbours that ask for nothing but the client's address are taken
 * together.
 */
public final class ChainIndex {
  private static final int TCP = 6;

  /** Rows of so many rules are swept once for all ports, not again with their neighbours. */
  private static final int LARGE = 64;

  private final Family family;
  private final End client;
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<Integer, List<Step>> byPort = new HashMap<>();

  /** What a walk does next. */
  sealed interface Step permits Single, Row {}

  /**
   * One rule.
   *
   * @param limits those of its matches that count
   */
  record Single(Rule rule, List<Match> limits) implements Step {}

  /** A part of the chain that concerns connections to some ports; to all when there are none. */
  private record Piece(Optional<PortSet> ports, Step step) {
    boolean concerns(int port) {
      return ports.isEmpty() || ports.get().contains(port);
    }
  }

  /**
   * An index of a chain for packets of one family and direction.
   *
   * @param isAnswer whether they go to the clients
   */
  ChainIndex(Chain chain, Family family, boolean isAnswer) {
    this.family = family;
    this.client = isAnswer ? End.DESTINATION : End.SOURCE;
    List<Row.Plain> row = new ArrayList<>();
    Optional<PortSet> ports = Optional.empty();
    for (Rule rule : chain.rules()) {
      if (isIdle(rule)) {
        continue;
      }
      Optional<PortSet> own = ports(rule);
      Optional<Row.Plain> plain = plain(rule);
      if (!row.isEmpty() && (plain.isEmpty() || !ports.equals(own))) {
        pieces.add(new Piece(ports, new Row(family, row)));
        row = new ArrayList<>();
      }
      if (plain.isPresent()) {
        row.add(plain.get());
        ports = own;
      } else {
        pieces.add(new Piece(own, new Single(rule, limits(rule))));
      }
    }
    if (!row.isEmpty()) {
      pieces.add(new Piece(ports, new Row(family, row)));
    }
  }

  /** Whether a rule does nothing to TCP connections. */
  private static boolean isIdle(Rule rule) {
    if (rule.verdict() instanceof Verdict.Continue && rule.effects().isEmpty()) {
      return true;
    }
    for (Match match : rule.matches()) {
      boolean never =
          (match instanceof Match.Protocols protocols && !protocols.numbers().contains(TCP))
              || (match instanceof Match.Always always && !always.holds());
      if (never) {
        return true;
      }
    }
    return false;
  }

  private boolean isOurPort(Match match) {
    return match instanceof Match.Ports ports && ports.end() != client;
  }

  private Optional<PortSet> ports(Rule rule) {
    for (Match match : rule.matches()) {
      if (isOurPort(match) && match instanceof Match.Ports ports) {
        return Optional.of(ports.ports());
      }
    }
    return Optional.empty();
  }

  private Optional<Row.Plain> plain(Rule rule) {
    boolean settles =
        rule.verdict() instanceof Verdict.Accept
            || rule.verdict() instanceof Verdict.Drop
            || rule.verdict() instanceof Verdict.Reject
            || rule.verdict() instanceof Verdict.Return;
    if (!settles || !rule.effects().isEmpty()) {
      return Optional.empty();
    }
    boolean hasPort = false;
    AddressSet clients = AddressSet.all(family);
    for (Match match : rule.matches()) {
      if (isOurPort(match) && !hasPort) {
        hasPort = true;
      } else if (match instanceof Match.Addresses addresses && addresses.end() == client) {
        clients =
            addresses.set().family() == family
                ? clients.intersect(addresses.set())
                : AddressSet.none(family);
      } else if (!(match instanceof Match.Protocols) && !(match instanceof Match.Always)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Row.Plain(rule, clients));
  }

  private static List<Match> limits(Rule rule) {
    List<Match> limits = new ArrayList<>(0);
    for (Match match : rule.matches()) {
      if (isLimit(match)) {
        limits.add(match);
      }
    }
    return limits;
  }

  /** Whether it is a limit, which counts the packets that come to it. */
  public static boolean isLimit(Match match) {
    return match instanceof Match.Limited || match instanceof Match.Noted;
  }

  /** What a walk does for connections to a port. */
  List<Step> steps(int port) {
    List<Step> known = byPort.get(port);
    if (known == null) {
      known = arrange(port);
      byPort.put(port, known);
    }
    return known;
  }

  private List<Step> arrange(int port) {
    List<Step> steps = new ArrayList<>();
    List<Row.Plain> row = new ArrayList<>();
    for (Piece piece : pieces) {
      if (!piece.concerns(port)) {
        continue;
      }
      if (piece.step() instanceof Row part && part.rules().size() < LARGE) {
        row.addAll(part.rules());
        continue;
      }
      if (!row.isEmpty()) {
        steps.add(new Row(family, row));
        row = new ArrayList<>();
      }
      steps.add(piece.step());
    }
    if (!row.isEmpty()) {
      steps.add(new Row(family, row));
    }
    return steps;
  }
}
