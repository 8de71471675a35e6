package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.ConfigurationFile;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Who may read files with secrets, and who may write files with settings. */
final class FileAccess {
  private static final String EVERYONE = "everyone";
  private static final String GROUP = "group:";
  private static final int READS = 04;
  private static final int WRITES = 02;

  private final FileTree tree;
  private final EtcKeeper kept;

  FileAccess(FileTree tree) {
    this.tree = tree;
    this.kept = EtcKeeper.of(tree);
  }

  /** The same secrets with their readers, each file once. */
  List<SecretFile> of(List<SecretFile> secrets) {
    Map<String, SecretFile> byFile = new LinkedHashMap<>();
    for (SecretFile secret : secrets) {
      String id = secret.file().toOptional().orElse("?") + secret.kind().toOptional();
      byFile.merge(id, secret, SecretFile::and);
    }
    return byFile.values().stream().map(this::read).toList();
  }

  /** The files with who may write them. */
  List<ConfigurationFile> writers(Collection<String> paths) {
    List<ConfigurationFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(new ConfigurationFile(Fact.known("/" + path), users(path, WRITES)));
    }
    return files;
  }

  private SecretFile read(SecretFile secret) {
    Fact<Boolean> present = secret.file().map(file -> tree.isFile(relative(file)));
    Fact<List<String>> readers =
        secret
            .file()
            .flatMap(file -> users(relative(file), READS).because(secret.file().origins()));
    return new SecretFile(secret.file(), secret.kind(), secret.sample(), present, readers);
  }

  private static String relative(String path) {
    return Paths.normalise(path).orElse("");
  }

  /**
   * Who may do something with a file.
   *
   * @param what the bit of its mode, as it stands for others
   */
  private Fact<List<String>> users(String path, int what) {
    if (!tree.isFile(path)) {
      return Fact.unknown("/" + path + " is not among the files");
    }
    Optional<Permissions> own = permissions(path);
    if (own.isEmpty()) {
      return Fact.unknown(
          what == WRITES
              ? "permissions are not kept with the files that were given"
              : "who may read /" + path + " is not kept with the files that were given");
    }
    Permissions permissions = own.get();
    boolean everyone = permissions.others(what);
    TreeSet<String> groups = new TreeSet<>();
    if (permissions.group(what)) {
      groups.add(permissions.group());
    }
    String at = Paths.parent(path);
    while (!at.isEmpty() && (everyone || !groups.isEmpty())) {
      Optional<Permissions> above = permissions(at);
      if (above.isEmpty()) {
        return Fact.unknown("who may pass the directory /" + at + " is not kept with the files");
      }
      Permissions directory = above.get();
      if (!directory.othersPass()) {
        // Of those who are no members of its group nobody passes.
        boolean member =
            directory.groupPasses() && (everyone || groups.contains(directory.group()));
        groups.clear();
        everyone = false;
        if (member) {
          groups.add(directory.group());
        }
      }
      at = Paths.parent(at);
    }
    List<String> users = new ArrayList<>(List.of(Permissions.ROOT));
    if (!permissions.owner().equals(Permissions.ROOT)) {
      users.add(permissions.owner());
    }
    groups.forEach(group -> users.add(GROUP + group));
    if (everyone) {
      users.add(EVERYONE);
    }
    return Fact.known(
        users,
        new Origin.Assumption(
            "/%s has mode %04o, owner %s and group %s"
                .formatted(path, permissions.mode(), permissions.owner(), permissions.group())));
  }

  private Optional<Permissions> permissions(String path) {
    return kept.permissions(path).or(() -> tree.permissions(path));
  }
}
