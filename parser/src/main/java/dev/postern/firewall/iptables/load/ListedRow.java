package dev.postern.firewall.iptables.load;

import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.iptables.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a row that {@code iptables -L} printed back into the words of its rule: the extensions'
 * print functions in iptables 1.8.9.
 */
final class ListedRow {
  private static final Set<String> ANY = Set.of("0.0.0.0/0", "anywhere", "::/0");
  private static final Set<String> OPTIONS = Set.of("--", "-f", "!f");

  /** Targets whose description follows their name and ends the row. */
  private static final Set<String> SAYING_MORE =
      Set.of("LOG", "NFLOG", "ULOG", "TCPMSS", "TTL", "HL", "DSCP", "TOS", "CHECKSUM", "SET");

  private final List<String> columns;
  private final List<Word> row;
  private final List<Word> rule = new ArrayList<>();
  private final List<Word> ofTarget = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private String target = "";
  private boolean isGoto;
  private int at;

  private ListedRow(List<String> columns, List<Word> row) {
    this.columns = columns;
    this.row = row;
  }

  /**
   * A rule's words without command and chain.
   *
   * @param unknown what the row says that is not turned back
   */
  record Rule(List<Word> words, List<String> unknown) {}

  /** The rule of a row; empty when its columns are not those of its chain. */
  static Optional<Rule> read(List<String> columns, List<Word> row) {
    ListedRow listed = new ListedRow(columns, row);
    if (!listed.columns()) {
      return Optional.empty();
    }
    while (listed.at < row.size()) {
      listed.description();
    }
    return Optional.of(listed.rule());
  }

  private Rule rule() {
    List<Word> words = new ArrayList<>(rule);
    if (!target.isEmpty()) {
      words.add(made(isGoto ? "-g" : "-j"));
      words.add(made(target));
      if (!isGoto) {
        words.addAll(ofTarget);
      }
    }
    return new Rule(words, unknown);
  }

  private Word made(String text) {
    Word place = row.get(Math.min(at, row.size() - 1));
    return new Word(text, place.start(), place.end());
  }

  private void add(boolean negated, String... words) {
    if (negated) {
      rule.add(made("!"));
    }
    for (String word : words) {
      rule.add(made(word));
    }
  }

  private String next() {
    return at < row.size() ? row.get(at++).text() : "";
  }

  private String peek() {
    return at < row.size() ? row.get(at).text() : "";
  }

  private boolean columns() {
    at += columns.contains("num") ? 1 : 0;
    at += columns.contains("pkts") ? 2 : 0;
    boolean interfaces = columns.contains("in");
    int option = -1;
    for (int i = at; i < Math.min(row.size(), at + 3); i++) {
      if (OPTIONS.contains(row.get(i).text())) {
        option = i;
        break;
      }
    }
    int behind = interfaces ? 4 : 2;
    if (option < at + 1 || option > at + 2 || row.size() < option + 1 + behind) {
      return false;
    }
    if (option == at + 2) {
      target = next();
    }
    protocol(next());
    fragments(next());
    if (interfaces) {
      end("-i", next(), Set.of("*", "any"));
      end("-o", next(), Set.of("*", "any"));
    }
    end("-s", next(), ANY);
    end("-d", next(), ANY);
    return true;
  }

  private void protocol(String text) {
    boolean negated = text.startsWith("!");
    String name = negated ? text.substring(1) : text;
    if (!name.equals("0") && !name.equals("all")) {
      add(negated, "-p", name);
    }
  }

  private void fragments(String text) {
    if (!text.equals("--")) {
      add(text.equals("!f"), "-f");
    }
  }

  private void end(String option, String text, Set<String> any) {
    boolean negated = text.startsWith("!");
    String name = negated ? text.substring(1) : text;
    if (negated || !any.contains(name)) {
      add(negated, option, name);
    }
  }

  private void description() {
    String word = next();
    boolean negated = word.equals("!") && !peek().isEmpty();
    if (negated) {
      word = next();
    }
    if (word.startsWith("/* ") || word.equals("[goto]")) {
      isGoto |= word.equals("[goto]");
    } else if (!ports(word) && !simple(word, negated) && !counted(word, negated) && !act(word)) {
      unknown.add((negated ? "! " : "") + word);
    }
  }

  private boolean ports(String word) {
    switch (word) {
      case "tcp", "udp", "udplite", "dccp", "sctp" -> {
        add(false, "-m", word);
        return true;
      }
      case "multiport" -> {
        String kind = next();
        boolean negated = peek().equals("!") || peek().startsWith("!");
        String ports = peek().equals("!") ? next() + next() : next();
        add(false, "-m", "multiport");
        add(negated, "--" + kind, negated ? ports.substring(1) : ports);
        return true;
      }
      default -> {
        return ofTcp(word);
      }
    }
  }

  private boolean ofTcp(String word) {
    int colon = word.indexOf(':');
    String name = colon < 0 ? "" : word.substring(0, colon);
    String value = word.substring(colon + 1);
    boolean negated = value.startsWith("!");
    String plain = negated ? value.substring(1) : value;
    switch (name) {
      case "dpt", "dpts" -> add(negated, "--dport", plain);
      case "spt", "spts" -> add(negated, "--sport", plain);
      case "flags" -> {
        int slash = plain.indexOf('/');
        if (slash < 0) {
          return false;
        }
        add(
            negated,
            "--tcp-flags",
            flags(plain.substring(0, slash)),
            flags(plain.substring(slash + 1)));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Flags that are printed as a number, by their names. */
  private static String flags(String text) {
    if (!text.startsWith("0x")) {
      return text;
    }
    long bits = Values.number(text).orElse(0L);
    List<String> names = new ArrayList<>();
    String[] all = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    for (int i = 0; i < all.length; i++) {
      if ((bits >> i & 1) == 1) {
        names.add(all[i]);
      }
    }
    return names.isEmpty() ? "NONE" : String.join(",", names);
  }

  private boolean simple(String word, boolean negated) {
    switch (word) {
      case "state" -> match("state", negated, "--state", next());
      case "ctstate" -> match("conntrack", negated, "--ctstate", next());
      case "match-set" -> match("set", negated, "--match-set", next(), next());
      case "mark", "connmark" -> {
        if (!peek().equals("match")) {
          return false;
        }
        next();
        boolean not = peek().equals("!");
        if (not) {
          next();
        }
        String value = next();
        boolean glued = value.startsWith("!");
        match(word, not || glued, "--mark", glued ? value.substring(1) : value);
      }
      case "source", "destination" -> {
        if (!peek().equals("IP")) {
          return false;
        }
        next();
        next();
        boolean not = peek().equals("!") || peek().startsWith("!");
        String range = peek().equals("!") ? next() + next() : next();
        match(
            "iprange",
            not,
            word.equals("source") ? "--src-range" : "--dst-range",
            not ? range.substring(1) : range);
      }
      case "PKTTYPE" -> match("pkttype", next().startsWith("!"), "--pkt-type", next());
      case "ADDRTYPE" -> addressType();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void match(String extension, boolean negated, String... words) {
    add(false, "-m", extension);
    add(negated, words);
  }

  private void addressType() {
    next();
    add(false, "-m", "addrtype");
    while (peek().equals("src-type") || peek().equals("dst-type")) {
      String option = "--" + next();
      boolean not = peek().startsWith("!");
      String type = peek().equals("!") ? next() + next() : next();
      add(not, option, not ? type.substring(1) : type);
    }
    while (peek().equals("limit-in") || peek().equals("limit-out")) {
      add(false, "--limit-iface-" + next().substring("limit-".length()));
    }
  }

  private boolean counted(String word, boolean negated) {
    switch (word) {
      case "limit:" -> limit();
      case "#conn" -> {
        String prefix = next();
        boolean above = next().equals(">");
        String mask = prefix.substring(prefix.indexOf('/') + 1);
        String end = prefix.startsWith("dst") ? "--connlimit-daddr" : "--connlimit-saddr";
        match(
            "connlimit",
            false,
            above ? "--connlimit-above" : "--connlimit-upto",
            next(),
            "--connlimit-mask",
            mask,
            end);
      }
      case "recent:" -> recent(negated);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void limit() {
    String kind = next();
    if (kind.equals("avg")) {
      match("limit", false, "--limit", next());
      next();
      add(false, "--limit-burst", next());
      return;
    }
    if (kind.equals("up")) {
      next();
    }
    match(
        "hashlimit",
        false,
        kind.equals("up") ? "--hashlimit-upto" : "--hashlimit-above",
        next(),
        "--hashlimit-name",
        "listed");
    while (Set.of("burst", "mode", "srcmask", "dstmask").contains(peek())) {
      String name = next();
      add(false, "--hashlimit-" + name, next().replace('-', ','));
    }
  }

  private void recent(boolean negated) {
    String command =
        switch (next()) {
          case "SET" -> "--set";
          case "CHECK", "RCHECK" -> "--rcheck";
          case "UPDATE" -> "--update";
          default -> "--remove";
        };
    match("recent", negated, command);
    while (Set.of("seconds:", "hit_count:", "name:", "side:", "mask:", "TTL-Match")
        .contains(peek())) {
      switch (next()) {
        case "seconds:" -> add(false, "--seconds", next());
        case "hit_count:" -> add(false, "--hitcount", next());
        case "name:" -> add(false, "--name", next());
        case "side:" -> add(false, next().equals("dest") ? "--rdest" : "--rsource");
        case "mask:" -> add(false, "--mask", next());
        default -> add(false, "--rttl");
      }
    }
  }

  private boolean act(String word) {
    if (SAYING_MORE.contains(word) && word.equals(target)) {
      at = row.size();
    } else if (word.equals("reject-with")) {
      ofTarget(word, next());
    } else if (word.startsWith("to:")) {
      ofTarget(target.equals("SNAT") ? "to-source" : "to-destination", word.substring(3));
    } else if (word.equals("redir")) {
      next();
      ofTarget("to-ports", next());
    } else if (word.equals("masq")) {
      next();
      next();
    } else if (word.equals("notrack")) {
      ofTarget.add(made("--notrack"));
    } else if ((word.equals("MARK") || word.equals("CONNMARK")) && word.equals(target)) {
      return mark();
    } else {
      return word.equals("CT") || word.equals("random") || word.equals("persistent");
    }
    return true;
  }

  private void ofTarget(String option, String value) {
    ofTarget.add(made("--" + option));
    ofTarget.add(made(value));
  }

  private boolean mark() {
    String option = next();
    switch (option) {
      case "set" -> ofTarget("set-mark", next());
      case "xset" -> ofTarget("set-xmark", next());
      case "and", "or", "xor" -> ofTarget(option + "-mark", next());
      case "save", "restore" -> ofTarget.add(made("--" + option + "-mark"));
      default -> {
        return false;
      }
    }
    return true;
  }
}
