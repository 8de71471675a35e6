package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An element of a list of networks; of several the first that says something about a client decides
 * (match_list_match() of util/match_list.c).
 */
public sealed interface NetworkElement {

  /** What a list, or one of its elements, says about a client without a name. */
  enum Match {
    HOLDS,
    /** It is excluded by an exclamation mark. */
    EXCLUDES,
    /** Nothing. */
    PASSES,
    /** It is answered with a temporary error. */
    FAILS
  }

  /** What it says; unknown, with the possible answers, where the files do not tell. */
  Fact<Match> match(Address client);

  /** Whether there may be addresses, other than the host itself, that it holds. */
  boolean mayHoldHosts();

  private static Match found(boolean out) {
    return out ? Match.EXCLUDES : Match.HOLDS;
  }

  private static Fact<Match> hidden(boolean out, String reason) {
    Set<Match> possible = new LinkedHashSet<>(List.of(found(out), Match.FAILS, Match.PASSES));
    return Fact.oneOf(possible, reason, List.of());
  }

  /** A network that is written out, or an address. */
  record Written(Prefix prefix, boolean out) implements NetworkElement {
    @Override
    public Fact<Match> match(Address client) {
      return Fact.known(prefix.contains(client) ? found(out) : Match.PASSES);
    }

    @Override
    public boolean mayHoldHosts() {
      return !out && !prefix.base().isLoopback();
    }
  }

  /** A table; it is asked for the client's name first. */
  record Asked(LookupTable table, boolean out) implements NetworkElement {
    /** What a client is called whose address has no name. */
    static final String NO_NAME = "unknown";

    @Override
    public Fact<Match> match(Address client) {
      Fact<Lookup> ofName = table.find(NO_NAME);
      Fact<Lookup> answer = ofName.is(Lookup.NOTHING) ? table.find(client.toString()) : ofName;
      if (answer instanceof Fact.Unknown<Lookup> unknown) {
        return hidden(out, "looks up a table: " + unknown.reason());
      }
      return answer.map(
          found ->
              found.equals(Lookup.NOTHING)
                  ? Match.PASSES
                  : found instanceof Lookup.Fails ? Match.FAILS : found(out));
    }

    @Override
    public boolean mayHoldHosts() {
      return !out;
    }
  }

  /** What stands in a file that is not among the files. */
  record Hidden(String reason, boolean out) implements NetworkElement {
    @Override
    public Fact<Match> match(Address client) {
      return hidden(out, reason);
    }

    @Override
    public boolean mayHoldHosts() {
      return !out;
    }
  }

  /** A mistake; about clients of another family nobody looks at it (util/match_ops.c). */
  record Wrong(Family family) implements NetworkElement {
    @Override
    public Fact<Match> match(Address client) {
      return Fact.known(client.family() == family ? Match.FAILS : Match.PASSES);
    }

    @Override
    public boolean mayHoldHosts() {
      return false;
    }
  }

  /** What the first of several elements says that says something. */
  static Fact<Match> first(List<NetworkElement> elements, Address client) {
    Set<Match> possible = new LinkedHashSet<>(List.of(Match.PASSES));
    String reason = "";
    for (NetworkElement element : elements) {
      if (!possible.remove(Match.PASSES)) {
        break;
      }
      Fact<Match> match = element.match(client);
      possible.addAll(match.possibilities());
      if (reason.isEmpty() && match instanceof Fact.Unknown<Match> unknown) {
        reason = unknown.reason();
      }
    }
    return Fact.oneOf(possible, reason, List.of());
  }
}
