package dev.postern.firewall.pf;

import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;

/** Reads files statement by statement: what each defines, and the rules in their order. */
final class FileLoader {
  private static final int DEEPEST = 16;

  private final Includes includes;
  private final HostNetwork network;
  private final Tables tables;
  private final List<FileRecord> files = new ArrayList<>();
  private final List<RulesParser.InterfacesContext> skipped = new ArrayList<>();
  private final Map<String, RuleList> anchors = new TreeMap<>();
  private final Map<String, RulesParser.LoadAnchorContext> toLoad = new LinkedHashMap<>();
  private final StatementOrder order = new StatementOrder();
  private boolean blockReturns;

  FileLoader(FileTree tree, HostNetwork network) {
    this.includes = new Includes(tree);
    this.network = network;
    this.tables = new Tables(tree, network);
  }

  /** The main rule set, and with it what it loads into anchors. */
  RuleList main(SourceFile source) {
    RuleList main = new RuleList();
    FileRecord record = new FileRecord(source);
    read(record, new Macros(), main, 0);
    order.problem().ifPresent(record::refused);
    Map<String, RulesParser.LoadAnchorContext> loads = new LinkedHashMap<>(toLoad);
    loads.forEach((name, statement) -> load(name, statement, record));
    return main;
  }

  List<FileRecord> files() {
    return files;
  }

  Tables tables() {
    return tables;
  }

  HostNetwork network() {
    return network;
  }

  /** The interfaces on which nothing is filtered. */
  List<RulesParser.InterfacesContext> skipped() {
    return skipped;
  }

  /** The rules that are loaded into anchors, by the anchors' paths. */
  Map<String, RuleList> anchors() {
    return anchors;
  }

  private void load(String name, RulesParser.LoadAnchorContext statement, FileRecord main) {
    try {
      SourceFile source = includes.read(Macros.text(statement.STRING().getSymbol()), statement);
      read(
          new FileRecord(source),
          new Macros(),
          anchors.computeIfAbsent(name, none -> new RuleList()),
          0);
    } catch (Refusal refusal) {
      main.refused(refusal);
    }
  }

  private void read(FileRecord file, Macros macros, RuleList into, int depth) {
    files.add(file);
    PfParser parser = new PfParser(file.source().text());
    for (List<Token> words = parser.next(); !words.isEmpty(); words = parser.next()) {
      RulesParser.StatementContext statement;
      try {
        statement = PfParser.statement(macros.expand(words));
      } catch (Refusal refusal) {
        file.syntax(refusal);
        continue;
      }
      try {
        take(statement, file, macros, into, depth);
      } catch (Refusal refusal) {
        file.refused(refusal);
      }
    }
  }

  private void take(
      RulesParser.StatementContext statement,
      FileRecord file,
      Macros macros,
      RuleList into,
      int depth)
      throws Refusal {
    order.next(statement);
    if (statement instanceof RulesParser.MacroContext macro) {
      macros.define(macro.WORD().getText(), value(macro));
      file.understood();
    } else if (statement instanceof RulesParser.IncludeContext include) {
      if (depth == DEEPEST) {
        throw new Refusal(include, "files include each other more than " + DEEPEST + " deep");
      }
      SourceFile source = includes.read(Macros.text(include.STRING().getSymbol()), include);
      file.understood();
      read(new FileRecord(source), macros, into, depth + 1);
    } else if (statement instanceof RulesParser.SettingContext setting) {
      option(setting.option(), file);
    } else if (statement instanceof RulesParser.TableContext table) {
      tables.define(table, file);
      file.understood();
    } else if (statement instanceof RulesParser.LoadAnchorContext load) {
      toLoad.put(Macros.text(load.name().getStart()), load);
      file.understood();
    } else {
      if (statement instanceof RulesParser.AnchorContext anchor) {
        inside(anchor, file);
      }
      into.add(new RuleList.Line(statement, file, blockReturns));
    }
  }

  /** Takes in the tables between an anchor's braces, where no other definitions may stand. */
  private void inside(RulesParser.AnchorContext anchor, FileRecord file) throws Refusal {
    if (anchor.block() == null) {
      return;
    }
    for (RulesParser.StatementContext statement : anchor.block().statement()) {
      if (statement instanceof RulesParser.TableContext table) {
        tables.define(table, file);
      } else if (statement instanceof RulesParser.AnchorContext inner) {
        inside(inner, file);
      } else if (!(statement instanceof RulesParser.RuleContext)) {
        throw new Refusal(
            statement,
            "found '"
                + statement.getStart().getText()
                + "' between the braces of an anchor;"
                + " expected rules, tables and anchors");
      }
    }
  }

  private static String value(RulesParser.MacroContext macro) {
    StringBuilder value = new StringBuilder();
    for (RulesParser.ValueContext part : macro.value()) {
      value
          .append(value.length() == 0 ? "" : " ")
          .append(part.STRING() == null ? part.getText() : Macros.text(part.getStart()));
    }
    return value.toString();
  }

  private void option(RulesParser.OptionContext option, FileRecord file) throws Refusal {
    if (option instanceof RulesParser.SkipOnContext skip) {
      for (RulesParser.InterfaceContext one : skip.interfaces().interface_()) {
        if (one.NOT() != null) {
          throw new Refusal(one, "found '!' among the interfaces that are skipped");
        }
      }
      skipped.add(skip.interfaces());
      file.understood();
    } else if (option instanceof RulesParser.BlockPolicyContext policy) {
      blockReturns = policy.RETURN() != null;
      file.understood();
    } else if (option instanceof RulesParser.RequireOrderContext require) {
      if (require.name() != null && !require.name().getText().equals("yes")) {
        throw new Refusal(require, "found '" + require.name().getText() + "'; expected yes or no");
      }
      order.require(require.NO() == null);
      file.understood();
    } else {
      Options.check(option);
      file.ignored();
    }
  }
}
