package dev.postern.tls;

import dev.postern.data.DataFile;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The cryptographic policy of a host of Red Hat's family (crypto-policies(7)). */
final class CryptoPolicy {
  /** Where it says what OpenSSL's configuration includes; often links that lead out of etc. */
  static final String BACK_ENDS = "etc/crypto-policies/back-ends/";

  /** Suites that every policy leaves. */
  static final String LEAST = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

  /** All that a policy can ask for. */
  static final String MOST = "ALL:COMPLEMENTOFALL";

  private static final String CIPHERS = BACK_ENDS + "openssl.config";
  private static final String CURRENT = "etc/crypto-policies/state/current";

  private final FileTree tree;
  private @Nullable Boolean isPresent;

  CryptoPolicy(FileTree tree) {
    this.tree = tree;
  }

  /** Whether the host has one. */
  boolean isPresent() {
    Boolean known = isPresent;
    if (known == null) {
      known = tree.isDirectory("etc/crypto-policies");
      isPresent = known;
    }
    return known;
  }

  /** What {@code PROFILE=SYSTEM} stands for; empty when it is not among the files. */
  Optional<String> ciphers() {
    return read(CIPHERS).map(file -> file.line(1).strip()).filter(text -> !text.isEmpty());
  }

  /** The security levels that the policy in force may set. */
  Set<Integer> levels() {
    Optional<String> name = read(CURRENT).map(file -> file.line(1).strip());
    Set<Integer> all = new TreeSet<>();
    for (String[] row : DataFile.rows(CryptoPolicy.class, "crypto-policies.tsv", 2)) {
      Set<Integer> own = new TreeSet<>();
      for (String level : row[1].split(" ", -1)) {
        own.add(Integer.valueOf(level));
      }
      if (name.isPresent() && name.get().equals(row[0])) {
        return own;
      }
      all.addAll(own);
    }
    return all;
  }

  /** What tells the policy. */
  List<Origin> origins() {
    List<Origin> origins = new ArrayList<>();
    read(CURRENT)
        .ifPresent(file -> origins.add(new Origin.Setting(file.lineSpan(1), file.line(1).strip())));
    return origins;
  }

  private Optional<SourceFile> read(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }
}
