package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.SecretFile;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Permissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Tells of files that hold secrets who may read them. */
final class SecretReaders {
  private static final String EVERYONE = "everyone";
  private static final String GROUP = "group:";

  private final FileTree tree;
  private final EtcKeeper kept;

  SecretReaders(FileTree tree) {
    this.tree = tree;
    this.kept = EtcKeeper.of(tree);
  }

  /** The same secrets with their readers, each file once. */
  List<SecretFile> of(List<SecretFile> secrets) {
    Map<String, SecretFile> byFile = new LinkedHashMap<>();
    for (SecretFile secret : secrets) {
      String id = secret.file().toOptional().orElse("?") + secret.kind().toOptional();
      byFile.putIfAbsent(id, read(secret));
    }
    return List.copyOf(byFile.values());
  }

  private SecretFile read(SecretFile secret) {
    Fact<Boolean> present = secret.file().map(file -> tree.isFile(relative(file)));
    Fact<List<String>> readers =
        secret.file().flatMap(file -> readers(relative(file)).because(secret.file().origins()));
    return new SecretFile(secret.file(), secret.kind(), present, readers);
  }

  private static String relative(String path) {
    return Paths.normalise(path).orElse("");
  }

  private Fact<List<String>> readers(String path) {
    if (!tree.isFile(path)) {
      return Fact.unknown("/" + path + " is not among the files");
    }
    Optional<Permissions> own = permissions(path);
    if (own.isEmpty()) {
      return Fact.unknown("who may read /" + path + " is not kept with the files that were given");
    }
    Permissions permissions = own.get();
    boolean everyone = permissions.othersRead();
    TreeSet<String> groups = new TreeSet<>();
    if (permissions.groupReads()) {
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
    List<String> readers = new ArrayList<>(List.of(Permissions.ROOT));
    if (!permissions.owner().equals(Permissions.ROOT)) {
      readers.add(permissions.owner());
    }
    groups.forEach(group -> readers.add(GROUP + group));
    if (everyone) {
      readers.add(EVERYONE);
    }
    return Fact.known(
        readers,
        new Origin.Assumption(
            "/%s has mode %04o, owner %s and group %s"
                .formatted(path, permissions.mode(), permissions.owner(), permissions.group())));
  }

  private Optional<Permissions> permissions(String path) {
    return kept.permissions(path).or(() -> tree.permissions(path));
  }
}
