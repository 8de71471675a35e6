package dev.postern.postfix.table;

import dev.postern.data.DataFile;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.LogicalLine;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens lookup tables by their {@code type:name}, each once (table-types.tsv). */
final class Tables {
  private static final int MAX_DEPTH = 20;

  /** How a type's content is found, and for those outside the files what holds it. */
  private record Type(String how, String holder) {}

  /** {@code table-types.tsv}, read when the first table is opened. */
  private static final class Loaded {
    private static final Map<String, Type> TYPES = load();

    private static Map<String, Type> load() {
      Map<String, Type> types = new HashMap<>();
      for (String[] row : DataFile.rows(Tables.class, "table-types.tsv", 3)) {
        types.put(row[0], new Type(row[1], row[2]));
      }
      return Map.copyOf(types);
    }
  }

  private final Machine machine;
  private final Map<String, LookupTable> opened = new HashMap<>();

  Tables(Machine machine) {
    this.machine = machine;
  }

  /** The table of a {@code type:name}; whatever is wrong with it shows when it is asked. */
  LookupTable open(String spec) {
    LookupTable known = opened.get(spec);
    if (known == null) {
      known = open(spec, 0);
      opened.put(spec, known);
    }
    return known;
  }

  /** The same of aliases, whose text files are written otherwise (postalias(1)). */
  LookupTable aliases(String spec) {
    String bare = spec.startsWith("proxy:") ? spec.substring("proxy:".length()) : spec;
    int colon = bare.indexOf(':');
    Type type = Loaded.TYPES.get(bare.substring(0, Math.max(0, colon)));
    return type != null && type.how().equals("indexed")
        ? ofFile(bare, bare.substring(colon + 1), lines -> KeyedTable.aliases(lines))
        : open(spec);
  }

  private LookupTable open(String spec, int depth) {
    int colon = spec.indexOf(':');
    String name = spec.substring(colon + 1);
    if (colon <= 0 || name.isEmpty() || depth > MAX_DEPTH) {
      return ClosedTable.failing("a table is written type:name, not " + Text.quoted(spec));
    }
    Type type = Loaded.TYPES.get(spec.substring(0, colon));
    if (type == null && isMeantAsAddress(spec)) {
      return ClosedTable.failing(Text.quoted(spec) + " is taken for the type and name of a table");
    }
    if (type == null) {
      return ClosedTable.unknown(
          "%s is of a type of lookup table that Postern does not know"
              .formatted(Text.quoted(spec)));
    }
    return switch (type.how()) {
      case "indexed" -> ofFile(spec, name, lines -> KeyedTable.indexed(lines));
      case "text" -> ofFile(spec, name, lines -> KeyedTable.text(lines));
      case "inline" -> KeyedTable.inline(name);
      case "static" -> StaticTable.of(name);
      case "random" -> RandomTable.of(name);
      case "cidr" -> ofRules(spec, name, lines -> CidrTable.of(lines));
      case "regexp" ->
          ofRules(spec, name, lines -> PatternTable.of(spec, lines, PatternSyntax.POSIX));
      case "pcre" -> ofRules(spec, name, lines -> PatternTable.of(spec, lines, PatternSyntax.PERL));
      case "union" -> parts(name, depth).map(UnionTable::of).orElseGet(() -> malformed(spec));
      case "pipe" -> parts(name, depth).map(PipeTable::of).orElseGet(() -> malformed(spec));
      case "proxy" -> open(name, depth + 1);
      case "fail" -> ClosedTable.failing(spec + " fails by design");
      default ->
          ClosedTable.unknown(
              "the content of %s is in %s, not in the files"
                  .formatted(Text.quoted(spec), type.holder()));
    };
  }

  /** An address with a port, or one of IPv6 without brackets. */
  private static boolean isMeantAsAddress(String spec) {
    int slash = spec.indexOf('/');
    return spec.lastIndexOf('.', spec.indexOf(':')) >= 0
        || Address.parse(slash < 0 ? spec : spec.substring(0, slash)).isPresent();
  }

  private static LookupTable malformed(String spec) {
    return ClosedTable.failing("bad syntax in " + Text.quoted(spec));
  }

  /** Makes a table of its lines. */
  private interface Reader {
    LookupTable of(List<TableLine> lines);
  }

  /** Tables of rules may stand in the value itself: {@code cidr:{{rule}, {rule}}}. */
  private LookupTable ofRules(String spec, String name, Reader reader) {
    if (!name.startsWith("{")) {
      return ofFile(spec, name, reader);
    }
    Optional<List<String>> rules = Braces.rules(name);
    if (rules.isEmpty()) {
      return malformed(spec);
    }
    List<TableLine> lines = new ArrayList<>();
    SourceFile text = SourceFile.of(spec, String.join("\n", rules.get()));
    for (LogicalLine line : PostfixParser.table(text).orElse(List.of())) {
      lines.add(new TableLine(line.text(), List.of()));
    }
    return reader.of(lines);
  }

  private LookupTable ofFile(String spec, String path, Reader reader) {
    Optional<SourceFile> file;
    try {
      file = machine.open(path);
    } catch (FileTree.Unreadable e) {
      return ClosedTable.unknown(
          "%s cannot be read: %s".formatted(Text.quoted(spec), e.getMessage()));
    }
    if (file.isEmpty()) {
      return ClosedTable.unknown(
          "the file of %s is not among the files".formatted(Text.quoted(spec)));
    }
    Optional<List<LogicalLine>> lines = PostfixParser.table(file.get());
    if (lines.isEmpty()) {
      return ClosedTable.unknown(
          "the file of %s is no text, or has more than %d lines"
              .formatted(Text.quoted(spec), PostfixParser.MAX_LINES));
    }
    List<TableLine> result = new ArrayList<>(lines.get().size());
    for (LogicalLine line : lines.get()) {
      result.add(new TableLine(line.text(), List.of(origin(line))));
    }
    return reader.of(result);
  }

  /** The line by its key alone: what stands behind it may be a password. */
  private static Origin origin(LogicalLine line) {
    String text = line.text();
    int end = 0;
    while (end < text.length() && !Text.isSpace(text.charAt(end))) {
      end++;
    }
    return new Origin.Setting(line.span(), Text.quoted(text.substring(0, end)));
  }

  private Optional<List<LookupTable>> parts(String name, int depth) {
    Optional<String> inner = Braces.inner(name);
    if (inner.isEmpty()) {
      return Optional.empty();
    }
    List<LookupTable> result = new ArrayList<>();
    for (String element : Text.elements(inner.get())) {
      if (element.indexOf(':') < 0) {
        return Optional.empty();
      }
      result.add(open(element, depth + 1));
    }
    return result.isEmpty() ? Optional.empty() : Optional.of(result);
  }
}
