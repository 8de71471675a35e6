package dev.postern.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A directory of the file system as a host's root. */
public final class DirectoryTree implements FileTree {
  private final Path root;
  private final Path realRoot;

  /** Asked for few trees, and not cheap to tell. */
  private @Nullable Boolean kept;

  /**
   * The tree below a directory.
   *
   * @throws IOException when the directory does not exist or may not be entered
   */
  public DirectoryTree(Path root) throws IOException {
    this.root = root;
    this.realRoot = root.toRealPath();
  }

  @Override
  public Optional<byte[]> bytes(String path) throws Unreadable {
    Optional<Path> found = resolve(path).filter(Files::isRegularFile);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      long size = Files.size(found.get());
      if (size > MAX_FILE_BYTES) {
        throw new Unreadable(
            "the file has %d MiB; Postern reads files of at most %d MiB"
                .formatted(size >> 20, MAX_FILE_BYTES >> 20));
      }
      return Optional.of(Files.readAllBytes(found.get()));
    } catch (AccessDeniedException e) {
      throw new Unreadable("permission denied; run as a user who may read it");
    } catch (IOException e) {
      throw new Unreadable("cannot be read: " + e.getMessage());
    }
  }

  @Override
  public List<String> list(String directory) {
    Optional<Path> found = resolve(directory).filter(Files::isDirectory);
    if (found.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(found.get())) {
      for (Path entry : entries) {
        Path name = entry.getFileName();
        if (name != null) {
          names.add(name.toString());
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public boolean isDirectory(String path) {
    return resolve(path).filter(Files::isDirectory).isPresent();
  }

  @Override
  public boolean isFile(String path) {
    return resolve(path).filter(Files::isRegularFile).isPresent();
  }

  @Override
  public boolean leavesRoot(String path) {
    Optional<String> normal = Paths.normalise(path);
    if (normal.isEmpty()) {
      return true;
    }
    Path target = root.resolve(normal.get());
    try {
      return !target.toRealPath().startsWith(realRoot);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<Problem> obstacle(String path) {
    Path target = root.resolve(Paths.normalise(path).orElse(""));
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return standing(target, path)
          .map(reason -> Problem.ofFile(Problem.Kind.UNREADABLE, path, reason));
    }
    String at = Paths.parent(path);
    while (!at.isEmpty() && !Files.isDirectory(root.resolve(at))) {
      at = Paths.parent(at);
    }
    if (Files.isExecutable(root.resolve(at))) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.ofFile(
            Problem.Kind.UNREADABLE,
            at,
            "the directory may not be entered; run as a user who may"));
  }

  private Optional<String> standing(Path target, String path) {
    if (leavesRoot(path)) {
      return Optional.of(
          "the link leaves the host's root and is not followed; put the file in its place, or give"
              + " a directory that holds both");
    }
    if (Files.isDirectory(target)) {
      return Optional.of("a directory; expected a file");
    }
    return Files.exists(target)
        ? Optional.empty()
        : Optional.of("the link leads nowhere; put the file in its place");
  }

  @Override
  public FileTree subtree(String directory) {
    Path below = root.resolve(Paths.normalise(directory).orElse(""));
    try {
      return new DirectoryTree(below);
    } catch (IOException e) {
      return new MemoryTree(Map.of());
    }
  }

  @Override
  public Optional<Permissions> permissions(String path) {
    Optional<Path> found = resolve(path);
    if (found.isEmpty() || !keepsPermissions()) {
      return Optional.empty();
    }
    try {
      Map<String, Object> attributes = Files.readAttributes(found.get(), "unix:mode,uid,gid");
      return Optional.of(
          new Permissions(
              number(attributes, "mode") & 0777,
              name(number(attributes, "uid"), "etc/passwd"),
              name(number(attributes, "gid"), "etc/group")));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // Absent, not to be looked at, or a file system without such permissions.
      return Optional.empty();
    }
  }

  private boolean keepsPermissions() {
    Boolean known = kept;
    if (known == null) {
      known = KeptPermissions.in(realRoot);
      kept = known;
    }
    return known;
  }

  private static int number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Integer number ? number : 0;
  }

  /** The name of a number on the host itself, whatever it is called on this machine. */
  private String name(int number, String file) {
    if (number == 0) {
      return Permissions.ROOT;
    }
    String digits = Integer.toString(number);
    try {
      for (String line : read(file).map(SourceFile::text).orElse("").split("\n", -1)) {
        String[] fields = line.split(":", -1);
        if (fields.length > 2 && fields[2].equals(digits)) {
          return fields[0];
        }
      }
    } catch (Unreadable e) {
      return digits;
    }
    return digits;
  }

  private Optional<Path> resolve(String path) {
    return leavesRoot(path) ? Optional.empty() : Paths.normalise(path).map(root::resolve);
  }
}
