package dev.postern.firewall.nftables;

import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the files of a host have in common while they are loaded. */
final class Session {
  private final Catalogue catalogue = Catalogue.get();
  private final Values values = new Values(catalogue);
  private final Transaction transaction = new Transaction(values);
  private final ExpressionReader expressions = new ExpressionReader(catalogue);
  private final StatementReader statements = new StatementReader(catalogue, expressions);
  private final Includes includes;
  private final CallCheck calls = new CallCheck();
  private final Map<String, FileRecord> files = new LinkedHashMap<>();

  Session(FileTree tree) {
    this.includes = new Includes(tree);
  }

  Values values() {
    return values;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  Transaction transaction() {
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
  FileRecord record(SourceFile source) {
    return files.computeIfAbsent(source.path(), path -> new FileRecord(source));
  }

  boolean hasRead(SourceFile source) {
    return files.containsKey(source.path());
  }

  List<FileRecord> files() {
    return List.copyOf(files.values());
  }
}
