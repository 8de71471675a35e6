package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.postfix.settings.NetworkElement.Match;
import dev.postern.postfix.syntax.LogicalLine;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.postfix.table.Machine;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A list of networks: mynetworks and its like (util/match_list.c, util/match_ops.c). */
public final class NetworkList {
  private static final int MAX_PIECES = 4096;

  /** V6_ADDR_STRING_CHARS of match_ops.c, and what stands around. */
  private static final String ADDRESS = "0123456789.abcdef:[]/";

  private final Machine machine;
  private final List<NetworkElement> elements = new ArrayList<>();
  private final List<Prefix> included = new ArrayList<>();
  private final List<Prefix> excluded = new ArrayList<>();
  private final Set<Family> wrong = EnumSet.noneOf(Family.class);
  private String unknown = "";
  private String named = "";

  private NetworkList(Machine machine) {
    this.machine = machine;
  }

  /**
   * What a list holds.
   *
   * @param elements in their order
   * @param listed the networks that are written out, and those that tables hold
   * @param hidden why there may be more; empty where it is known that there are none
   * @param named the clients of which host's name it holds, too; empty when none
   */
  public record Content(
      List<NetworkElement> elements, Networks listed, String hidden, String named) {

    /** What it says about a client whose address has no name. */
    public Fact<Match> match(Address client) {
      return NetworkElement.first(elements, client);
    }
  }

  /** The value of a parameter as networks; unknown when a table or a name hides some. */
  public static Fact<Networks> of(Scope scope, String parameter) {
    return networks(content(scope, parameter), parameter);
  }

  /** The same of a content that was read before. */
  public static Fact<Networks> networks(Fact<Content> content, String parameter) {
    return content.flatMap(
        list ->
            !list.hidden().isEmpty()
                ? Fact.unknown(parameter + " " + list.hidden())
                : list.named().isEmpty()
                    ? Fact.known(list.listed())
                    : Fact.unknown(
                        "%s holds the name %s, whose addresses the files do not tell"
                            .formatted(parameter, list.named())));
  }

  /** What the value of a parameter holds. */
  public static Fact<Content> content(Scope scope, String parameter) {
    return scope.value(parameter).map(text -> parse(text, scope.machine()));
  }

  private static Content parse(String text, Machine machine) {
    NetworkList list = new NetworkList(machine);
    list.read(text, false, 0);
    return new Content(
        List.copyOf(list.elements), new Networks(list.included), list.unknown, list.named);
  }

  /**
   * Reads a list.
   *
   * @param negated whether the whole of it is what an exclamation mark excludes
   */
  private void read(String text, boolean negated, int depth) {
    for (String element : Text.elements(text)) {
      if (element.startsWith("#")) {
        // What seems to be a comment at the end of a line hides the rest from Postfix.
        return;
      }
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

  /** An address of IPv6 without brackets is one, too (MATCH_DICTIONARY() of match_ops.c). */
  private static boolean isTable(String element) {
    return element.indexOf(':') >= 0 && !element.startsWith("[");
  }

  private void network(String element, boolean out) {
    Optional<Prefix> prefix = prefix(element);
    if (prefix.isEmpty() && isMeantAsNetwork(element)) {
      Family family = element.indexOf(':') < 0 ? Family.V4 : Family.V6;
      elements.add(new NetworkElement.Wrong(family));
      wrong.add(family);
    } else if (prefix.isPresent()) {
      add(prefix.get(), out);
    } else if (Text.lower(element).equals("localhost")) {
      add(Prefix.of(Address.v4(0x7F00_0001L)), out);
    } else if (Text.lower(element).equals("unknown")) {
      // So Postfix calls every client whose address has no name.
      elements.add(new NetworkElement.Written(Prefix.ALL_V4, out));
      elements.add(new NetworkElement.Written(Prefix.ALL_V6, out));
      listAll(out);
    } else if (canBeName(element)) {
      // Matched against the client's name, which whoever runs its DNS decides.
      named = Text.quoted(element);
    }
  }

  /** What Postfix tries to read as a network (match_hostaddr() of match_ops.c). */
  private static boolean isMeantAsNetwork(String element) {
    boolean meant = element.indexOf('/') >= 0 || element.indexOf(':') >= 0;
    for (int i = 0; i < element.length() && meant; i++) {
      meant = ADDRESS.indexOf(Text.lower(element).charAt(i)) >= 0;
    }
    return meant;
  }

  /** Whether a host can be called so: not {@code 192.0.2}, {@code *} or {@code #}. */
  private static boolean canBeName(String element) {
    boolean letter = false;
    for (int i = 0; i < element.length(); i++) {
      char c = Text.lower(element).charAt(i);
      letter |= c >= 'a' && c <= 'z';
      if (!(Text.isAlphanumeric(c) || c == '.' || c == '-' || c == '_')) {
        return false;
      }
    }
    return letter;
  }

  /** Postfix takes no {@code 192.0.2.1/24} (util/cidr_match.c), and no {@code 192.0.2.01}. */
  private static Optional<Prefix> prefix(String element) {
    int slash = element.lastIndexOf('/');
    String address = slash < 0 ? element : element.substring(0, slash);
    return Prefix.parse(element)
        .filter(
            prefix ->
                prefix.family() == Family.V6
                    ? Address.parse(address).equals(Optional.of(prefix.base()))
                    : address.replaceAll("[\\[\\]]", "").equals(prefix.base().toString()));
  }

  private void file(String path, boolean negated, int depth) {
    Optional<SourceFile> file = machine.read(path);
    if (file.isEmpty() || depth > 5) {
      hide("reads the file " + path + ", which is not among the files", negated);
      return;
    }
    Optional<List<LogicalLine>> lines = PostfixParser.table(file.get());
    if (lines.isEmpty()) {
      hide("reads the file " + path + ", which is no text of a size that Postern reads", negated);
      return;
    }
    for (LogicalLine line : lines.get()) {
      read(line.text(), negated, depth + 1);
    }
  }

  private void hide(String reason, boolean out) {
    elements.add(new NetworkElement.Hidden(reason, out));
    unknown = reason;
  }

  private void table(String spec, boolean out) {
    LookupTable table = machine.table(spec);
    Fact<Networks> clients = table.clients();
    if (clients instanceof Fact.Unknown<Networks> hidden && unknown.isEmpty()) {
      unknown = "looks up a table: " + hidden.reason();
    }
    elements.add(new NetworkElement.Asked(table, out));
    Fact<Lookup> ofNoName = table.find(NetworkElement.Asked.NO_NAME);
    if (ofNoName.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Fails) {
      wrong.addAll(EnumSet.allOf(Family.class));
    } else if (ofNoName.isKnown() && !ofNoName.is(Lookup.NOTHING)) {
      listAll(out);
    }
    for (Prefix prefix : clients.toOptional().orElse(Networks.NONE).prefixes()) {
      list(prefix, out);
    }
  }

  private void add(Prefix prefix, boolean out) {
    elements.add(new NetworkElement.Written(prefix, out));
    list(prefix, out);
  }

  private void listAll(boolean out) {
    list(Prefix.ALL_V4, out);
    list(Prefix.ALL_V6, out);
  }

  /**
   * The first element that matches decides: what an earlier one excludes stays out, and nobody
   * comes to what stands behind a mistake.
   */
  private void list(Prefix prefix, boolean out) {
    if (wrong.contains(prefix.family())) {
      return;
    }
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
