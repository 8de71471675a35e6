package dev.postern.firewall.iptables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.rule.RuleCompiler;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleReader;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The kernel's tables of one address family, while files are loaded into them. */
public final class FamilyTables {
  private final Family family;
  private final AddressSets sets;
  private final Map<String, TableBuilder> tables = new LinkedHashMap<>();
  private final List<ReadFile> files = new ArrayList<>();

  /** No table yet, which lets everything pass. */
  public FamilyTables(Family family, AddressSets sets) {
    this.family = family;
    this.sets = sets;
  }

  /** Loads a file as iptables-restore does: its tables replace those of the same names. */
  public void load(SourceFile source) {
    load(source, FileLoader.Start.EMPTY);
  }

  /** Loads a file as {@code iptables-restore --noflush} does: on top of what is there. */
  public void add(SourceFile source) {
    load(source, FileLoader.Start.LOADED);
  }

  /** Takes in what {@code iptables -S} printed. */
  public void loadPrinted(SourceFile source) {
    load(source, FileLoader.Start.UNNAMED);
  }

  /** Takes in a table in place of one of the name. */
  void put(TableBuilder table) {
    tables.put(table.name(), table);
  }

  private void load(SourceFile source, FileLoader.Start start) {
    FileLoader loader = new FileLoader(Catalogue.get(), sets, source, family, tables, start);
    loader.load();
    files.add(loader.read());
  }

  /** Whether no file was loaded yet. */
  public boolean isUntouched() {
    return tables.isEmpty();
  }

  /** Makes a chain of one's own, unless it is there. */
  public void create(String table, String chain, Origin origin) {
    table(table).create(chain, origin);
  }

  /** Puts a rule at the end of a chain. */
  public void append(String table, String chain, Rule rule) {
    table(table).append(chain, new TableBuilder.Entry(rule, () -> ""));
  }

  /** Puts a rule at the start of a chain. */
  public void insert(String table, String chain, Rule rule) {
    table(table).put(chain, 0, new TableBuilder.Entry(rule, () -> ""));
  }

  /** Gives a base chain its policy. */
  public void policy(String table, String chain, Verdict policy, Origin origin) {
    table(table).policy(chain, policy, origin);
  }

  /**
   * Puts a rule at the end of a chain as iptables would, given its words as a shell takes them.
   *
   * @param words of the rule alone, such as {@code -p tcp --dport 25 -j ACCEPT}
   * @return what is wrong with it; empty when it was taken
   */
  public Optional<String> append(String table, String chain, String words, Origin.Setting origin) {
    return compiled(table, words, origin, rule -> append(table, chain, rule));
  }

  /**
   * Puts a rule at the start of a chain; else as {@link #append(String, String, String,
   * Origin.Setting)}.
   */
  public Optional<String> insert(String table, String chain, String words, Origin.Setting origin) {
    return compiled(table, words, origin, rule -> insert(table, chain, rule));
  }

  private Optional<String> compiled(
      String table, String words, Origin.Setting origin, Consumer<Rule> place) {
    Optional<List<Word>> split = ShellWords.split(words);
    if (split.isEmpty()) {
      return Optional.of("no words that a shell takes");
    }
    RuleCompiler compiler = new RuleCompiler(Catalogue.get(), family, sets);
    try {
      RuleText text = RuleReader.read(Catalogue.get(), split.get());
      for (RuleText.Use use : text.uses()) {
        Optional<String> missing = compiler.missing(use);
        if (missing.isPresent()) {
          return missing;
        }
      }
      RuleCompiler.Outcome outcome = compiler.outcome(text, table);
      place.accept(compiler.rule(text, outcome, origin));
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.of(refusal.why());
    }
  }

  /** A table to be changed. */
  TableBuilder builder(String name) {
    return table(name);
  }

  private TableBuilder table(String name) {
    return tables.computeIfAbsent(name, TableBuilder::new);
  }

  public Family family() {
    return family;
  }

  /** The files as they were read. */
  public List<ReadFile> files() {
    return List.copyOf(files);
  }

  /** The tables as they are now. */
  public List<Table> tables() {
    return tables.values().stream().map(table -> table.build(family)).toList();
  }
}
