package dev.postern.firewall.iptables.load;

import dev.postern.firewall.iptables.syntax.IptablesParser;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/** What {@code iptables -L} printed, taken apart into tables, chains and rows. */
final class Listing {
  private static final Pattern CHAIN =
      Pattern.compile("Chain (\\S+) \\((?:policy (\\S+)(?: .*)?|\\d+ references)\\)");

  private static final Set<String> BASE =
      Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");

  private static final Set<String> OF_NAT =
      Set.of("DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP");

  /** Before a rule's target stand its number and two counters at most. */
  private static final int TARGET_AT = 4;

  private final List<Section> sections = new ArrayList<>();
  private final List<Integer> strange = new ArrayList<>();

  /** One table, as far as it was printed. */
  static final class Section {
    private final List<ChainText> chains = new ArrayList<>();

    List<ChainText> chains() {
      return chains;
    }

    /** The table, told by its base chains, or by targets that only nat takes. */
    String table() {
      Set<String> names = new LinkedHashSet<>();
      for (ChainText chain : chains) {
        names.add(chain.name());
        for (Row row : chain.rows()) {
          if (row.words().stream().limit(TARGET_AT).anyMatch(w -> OF_NAT.contains(w.text()))) {
            return "nat";
          }
        }
      }
      return TableBuilder.tableOf(names);
    }

    /** Chains of one's own are printed behind the base chains of their table. */
    private boolean goesOnWith(String base) {
      ChainText before = chains.get(chains.size() - 1);
      return BASE.contains(before.name()) && TableBuilder.isPrintedBehind(before.name(), base);
    }
  }

  /** A chain of a section; its policy is empty when it is one of the administrator's own. */
  static final class ChainText {
    private final String name;
    private final String policy;
    private final int line;
    private List<String> columns = List.of();
    private final List<Row> rows = new ArrayList<>();

    ChainText(String name, String policy, int line) {
      this.name = name;
      this.policy = policy;
      this.line = line;
    }

    String name() {
      return name;
    }

    String policy() {
      return policy;
    }

    int line() {
      return line;
    }

    List<String> columns() {
      return columns;
    }

    List<Row> rows() {
      return rows;
    }
  }

  /** A rule's line. */
  record Row(int line, List<Word> words) {
    Row {
      words = List.copyOf(words);
    }
  }

  /** Takes a file apart. */
  Listing(SourceFile source) {
    int last = source.text().isEmpty() ? 0 : source.lines();
    for (int number = 1; number <= last; number++) {
      String line = source.line(number).strip();
      if (line.length() > IptablesParser.LONGEST_LINE) {
        // iptables prints none, and a lexer's work can grow with the square of the length.
        strange.add(number);
        continue;
      }
      Matcher chain = CHAIN.matcher(line);
      if (chain.matches()) {
        begin(chain.group(1), chain.group(2) == null ? "" : chain.group(2), number);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        take(source, number);
      }
    }
  }

  private void begin(String name, String policy, int number) {
    boolean isNew = sections.isEmpty() || (BASE.contains(name) && !last().goesOnWith(name));
    if (isNew) {
      sections.add(new Section());
    }
    last().chains.add(new ChainText(name, policy, number));
  }

  private Section last() {
    return sections.get(sections.size() - 1);
  }

  private void take(SourceFile source, int number) {
    List<Word> words = words(source, number);
    if (sections.isEmpty()) {
      strange.add(number);
      return;
    }
    ChainText chain = last().chains.get(last().chains.size() - 1);
    List<String> texts = words.stream().map(Word::text).toList();
    if (chain.columns.isEmpty()) {
      if (texts.contains("source") && texts.contains("destination")) {
        chain.columns = texts;
      } else {
        strange.add(number);
      }
    } else {
      chain.rows.add(new Row(number, words));
    }
  }

  private static List<Word> words(SourceFile source, int number) {
    int start = source.start(number);
    ListingLexer lexer = new ListingLexer(new TextStream(source.line(number)));
    lexer.removeErrorListeners();
    ListingParser parser = new ListingParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    List<Word> words = new ArrayList<>();
    for (ListingParser.ItemContext item : parser.line().item()) {
      Token token = item.getStart();
      words.add(
          new Word(
              token.getText(), start + token.getStartIndex(), start + token.getStopIndex() + 1));
    }
    return words;
  }

  List<Section> sections() {
    return sections;
  }

  /** The numbers of lines that are none of a listing. */
  List<Integer> strange() {
    return strange;
  }
}
