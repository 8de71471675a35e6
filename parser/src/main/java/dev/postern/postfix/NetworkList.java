package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of networks: mynetworks and its like (util/match_list.c, util/match_ops.c). */
final class NetworkList {
  private static final int MAX_PIECES = 4096;

  private final Machine machine;
  private final List<Prefix> included = new ArrayList<>();
  private final List<Prefix> excluded = new ArrayList<>();
  private String unknown = "";

  private NetworkList(Machine machine) {
    this.machine = machine;
  }

  /** The value of a parameter as networks; unknown when a table or a name hides some. */
  static Fact<Networks> of(Scope scope, String parameter) {
    return scope.value(parameter).flatMap(text -> parse(text, scope.machine(), parameter));
  }

  private static Fact<Networks> parse(String text, Machine machine, String parameter) {
    NetworkList list = new NetworkList(machine);
    list.read(text, false, 0);
    return list.unknown.isEmpty()
        ? Fact.known(new Networks(list.included))
        : Fact.unknown(parameter + " " + list.unknown);
  }

  /**
   * Reads a list.
   *
   * @param negated whether the whole of it is what an exclamation mark excludes
   */
  private void read(String text, boolean negated, int depth) {
    for (String element : Text.elements(text)) {
      int marks = 0;
      while (marks < element.length() && element.charAt(marks) == '!') {
        marks++;
      }
      boolean out = (marks % 2 == 1) != negated;
      String bare = element.substring(marks);
      if (bare.startsWith("/")) {
        file(bare, out, depth);
      } else if (isTable(bare)) {
        table(bare, out);
      } else {
        network(bare, out);
      }
    }
  }

  private static boolean isTable(String element) {
    int colon = element.indexOf(':');
    return colon > 0 && !element.startsWith("[") && Prefix.parse(element).isEmpty();
  }

  private void network(String element, boolean out) {
    Optional<Prefix> prefix = Prefix.parse(element);
    if (prefix.isPresent() && hasHostBits(element, prefix.get())) {
      unknown =
          "holds "
              + Text.quoted(element)
              + ", which has bits of a host behind its mask: Postfix answers every client with an"
              + " error that nothing before it matches";
    } else if (prefix.isPresent()) {
      add(prefix.get(), out);
    } else if (Text.lower(element).equals("localhost")) {
      add(Prefix.of(Address.v4(0x7F00_0001L)), out);
    } else {
      // Matched against the client's name, which whoever runs its DNS decides.
      unknown =
          "holds the name " + Text.quoted(element) + ", whose addresses the files do not tell";
    }
  }

  /** Postfix takes no {@code 192.0.2.1/24} (util/cidr_match.c). */
  private static boolean hasHostBits(String element, Prefix prefix) {
    int slash = element.lastIndexOf('/');
    return slash >= 0
        && !Address.parse(element.substring(0, slash)).equals(Optional.of(prefix.base()));
  }

  private void file(String path, boolean negated, int depth) {
    Optional<SourceFile> file = machine.read(path);
    if (file.isEmpty() || depth > 5) {
      unknown = "reads the file " + path + ", which is not among the files";
      return;
    }
    Optional<List<LogicalLine>> lines = PostfixParser.table(file.get());
    if (lines.isEmpty()) {
      unknown = "reads the file " + path + ", which is no text of a size that Postern reads";
      return;
    }
    for (LogicalLine line : lines.get()) {
      read(line.text(), negated, depth + 1);
    }
  }

  private void table(String spec, boolean out) {
    Fact<Networks> clients = machine.table(spec).clients();
    if (clients instanceof Fact.Unknown<Networks> hidden) {
      unknown = "looks up a table: " + hidden.reason();
    }
    for (Prefix prefix : clients.toOptional().orElse(Networks.NONE).prefixes()) {
      add(prefix, out);
    }
  }

  /** The first element that matches decides: what an earlier one excludes stays out. */
  private void add(Prefix prefix, boolean out) {
    if (out) {
      excluded.add(prefix);
      return;
    }
    List<Prefix> pieces = new ArrayList<>(List.of(prefix));
    for (Prefix hole : excluded) {
      List<Prefix> left = new ArrayList<>();
      for (Prefix piece : pieces) {
        subtract(piece, hole, left);
      }
      pieces = left;
      if (pieces.size() > MAX_PIECES) {
        unknown = "excludes more networks than Postern follows";
        return;
      }
    }
    included.addAll(pieces);
  }

  private static void subtract(Prefix from, Prefix hole, List<Prefix> left) {
    if (hole.contains(from)) {
      return;
    }
    if (!from.contains(hole)) {
      left.add(from);
      return;
    }
    for (int length = from.length() + 1; length <= hole.length(); length++) {
      left.add(sibling(new Prefix(hole.base(), length)));
    }
  }

  /** The other half of the block that holds this one. */
  private static Prefix sibling(Prefix half) {
    Address base = half.base();
    int bit = half.family().bits() - half.length();
    Address flipped =
        bit >= 64
            ? new Address(base.family(), base.high() ^ (1L << (bit - 64)), base.low())
            : new Address(base.family(), base.high(), base.low() ^ (1L << bit));
    return new Prefix(flipped, half.length());
  }
}
