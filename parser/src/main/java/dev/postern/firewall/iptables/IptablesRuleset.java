package dev.postern.firewall.iptables;

import dev.postern.firewall.iptables.load.FamilyOfFile;
import dev.postern.firewall.iptables.load.FamilyTables;
import dev.postern.firewall.iptables.load.ListingLoader;
import dev.postern.firewall.iptables.load.ScriptLoader;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.syntax.FileForm;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Table;
import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The packet filter that iptables-save files and the sets they name make. Each file is loaded on
 * top of those before, a table replaces the one of the same name.
 */
public final class IptablesRuleset {
  private final AddressSets sets;
  private final Map<Family, FamilyTables> tables = new EnumMap<>(Family.class);
  private final List<ReadFile> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private IptablesRuleset(List<SourceFile> setFiles) {
    this.sets = AddressSets.of(setFiles.stream().map(SourceFile::withByteOrderMark).toList());
  }

  /** Rules of one family in a file. */
  public record RuleFile(SourceFile source, Family family) {

    /** The file as its name or content says which family it is for. */
    public static RuleFile of(SourceFile source) {
      return new RuleFile(source, FamilyOfFile.of(source));
    }
  }

  /**
   * Reads a host's iptables files.
   *
   * @param ruleFiles in the order in which they are loaded
   * @param setFiles what {@code ipset save} prints
   */
  public static PacketFilter read(List<RuleFile> ruleFiles, List<SourceFile> setFiles) {
    return read(ruleFiles, setFiles, List.of());
  }

  /**
   * Reads a host's iptables files and the scripts that a shell runs after they are loaded.
   *
   * @param scripts whatever they look like, in the order in which they run
   */
  public static PacketFilter read(
      List<RuleFile> ruleFiles, List<SourceFile> setFiles, List<SourceFile> scripts) {
    IptablesRuleset ruleset = new IptablesRuleset(setFiles);
    ruleFiles.forEach(ruleset::load);
    scripts.forEach(ruleset::run);
    return ruleset.build();
  }

  private void load(RuleFile file) {
    switch (FileForm.of(file.source())) {
      case SAVED -> fresh(file).load(file.source().withByteOrderMark());
      case PRINTED -> fresh(file).loadPrinted(file.source());
      case LISTED ->
          files.add(new ListingLoader(file.source(), file.family(), sets).load(this::tables));
      case SCRIPT -> run(file.source());
    }
  }

  private void run(SourceFile script) {
    files.add(new ScriptLoader(script, sets, this::tables).load());
  }

  private FamilyTables fresh(RuleFile file) {
    FamilyTables loaded = tables(file.family());
    if (!loaded.isUntouched()) {
      problems.add(
          new Problem(
              Problem.Kind.NOTE,
              Problem.Level.WARNING,
              file.source().path(),
              null,
              "another file holds IPv%d rules too; this one is taken to be loaded after it"
                  .formatted(file.family().number())));
    }
    return loaded;
  }

  private FamilyTables tables(Family family) {
    return tables.computeIfAbsent(family, name -> new FamilyTables(name, sets));
  }

  private PacketFilter build() {
    List<Table> built = new ArrayList<>();
    tables
        .values()
        .forEach(
            loaded -> {
              built.addAll(loaded.tables());
              files.addAll(loaded.files());
            });
    files.addAll(sets.files());
    return new PacketFilter(SoftwareName.IPTABLES, tables.keySet(), built, files, problems);
  }
}
