package dev.postern.firewall.nftables;

import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Table;
import dev.postern.firewall.nftables.load.FileLoader;
import dev.postern.firewall.nftables.load.FileRecord;
import dev.postern.firewall.nftables.load.JsonLoader;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.load.Scope;
import dev.postern.firewall.nftables.load.Session;
import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.TemplateFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The packet filter that nft makes of its files. A file is loaded as a whole or not at all; when
 * something of it is refused, what the kernel then filters by is unknown.
 */
public final class NftRuleset {
  private final Session session;
  private final List<Table> tables = new ArrayList<>();
  private final EnumSet<Family> families = EnumSet.noneOf(Family.class);

  private NftRuleset(FileTree tree) {
    this.session = new Session(tree);
  }

  /**
   * Reads a host's nftables files.
   *
   * @param files in the order in which they are loaded; one that another includes is not loaded
   *     again
   * @param tree where includes are looked for
   */
  public static PacketFilter read(List<SourceFile> files, FileTree tree) {
    NftRuleset ruleset = new NftRuleset(tree);
    for (SourceFile file : files) {
      if (!ruleset.session.hasRead(file)) {
        ruleset.load(file);
      }
    }
    return ruleset.build();
  }

  private void load(SourceFile file) {
    if (JsonLoader.isJson(file)) {
      new JsonLoader(session, file).load();
    } else {
      new FileLoader(session, file.withByteOrderMark(), 0).commands(new Scope());
    }
  }

  private PacketFilter build() {
    for (LoadedTable table : session.transaction().tables().values()) {
      new TableCompiler(session, table).compile().ifPresent(this::add);
    }
    // Of chains at one place with one priority the kernel calls the newest first.
    Collections.reverse(tables);
    session.values().hostName().ifPresent(this::mayBeMissing);
    firstRefused().ifPresent(this::nothingIsKnown);
    List<ReadFile> files = session.files().stream().map(FileRecord::read).toList();
    return new PacketFilter(SoftwareName.NFTABLES, families, tables, files, List.of());
  }

  private void add(Table table) {
    families.addAll(table.families());
    tables.add(table);
  }

  private Optional<FileRecord> firstRefused() {
    for (FileRecord file : session.files()) {
      if (file.isRefused()) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** A name without an address when the files are loaded keeps nft from loading any of them. */
  private void mayBeMissing(String hostName) {
    String why =
        "whether the rules are loaded: nft refuses the file unless an address of '%s' is found"
            .formatted(hostName);
    tables.replaceAll(table -> table.perhaps(why));
  }

  /** Puts one chain in the place of all that was read, which decides nothing. */
  private void nothingIsKnown(FileRecord refused) {
    Problem first =
        refused.problems().stream().filter(Problem::isError).min(Problem.ORDER).orElseThrow();
    String why =
        TemplateFile.isMarked(refused.source().text())
            ? "what a template makes of the rules no file tells: " + first
            : "nft refuses the file and loads nothing of it: " + first;
    families.addAll(EnumSet.allOf(Family.class));
    tables.clear();
    tables.add(Table.undecided(why));
  }
}
