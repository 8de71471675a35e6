package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.read.ExpressionReader;
import dev.postern.firewall.nftables.read.StatementReader;
import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the files of a host have in common while they are loaded. */
public final class Session {
  private final Catalogue catalogue = Catalogue.get();
  private final Values values = new Values(catalogue);
  private final Transaction transaction = new Transaction(values);
  private final ExpressionReader expressions = new ExpressionReader(catalogue);
  private final StatementReader statements = new StatementReader(catalogue, expressions);
  private final Includes includes;
  private final CallCheck calls = new CallCheck();
  private final Map<String, FileRecord> files = new LinkedHashMap<>();

  public Session(FileTree tree) {
    this.includes = new Includes(tree);
  }

  public Values values() {
    return values;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  /** What the commands so far add and take away. */
  public Transaction transaction() {
    return transaction;
  }

  ExpressionReader expressions() {
    return expressions;
  }

  StatementReader statements() {
    return statements;
  }

  CallCheck calls() {
    return calls;
  }

  Includes includes() {
    return includes;
  }

  /** The record of a file, which may be included more than once. */
  public FileRecord record(SourceFile source) {
    return files.computeIfAbsent(source.path(), path -> new FileRecord(source));
  }

  /** Whether a file was read already. */
  public boolean hasRead(SourceFile source) {
    return files.containsKey(source.path());
  }

  public List<FileRecord> files() {
    return List.copyOf(files.values());
  }
}
