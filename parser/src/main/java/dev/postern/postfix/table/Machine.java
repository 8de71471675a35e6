package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.List;
import java.util.Optional;

/** What the files tell of the machine besides Postfix's own configuration. */
public final class Machine {
  private static final String HOME = "/etc/postfix";

  private final FileTree tree;
  private final String directory;
  private final Fact<Distribution> distribution;
  private final Tables tables;

  /**
   * A machine.
   *
   * @param directory where main.cf lies, relative to the host's root; empty when it is the root
   * @param distribution who built its Postfix
   */
  public Machine(FileTree tree, String directory, Fact<Distribution> distribution) {
    this.tree = tree;
    this.directory = directory;
    this.distribution = distribution;
    this.tables = new Tables(this);
  }

  public String directory() {
    return directory;
  }

  /** Who built its Postfix. */
  public Fact<Distribution> distribution() {
    return distribution;
  }

  /** A lookup table by its {@code type:name}. */
  public LookupTable table(String spec) {
    return tables.open(spec);
  }

  /** A table of aliases (aliases(5)) by its {@code type:name}. */
  public LookupTable aliases(String spec) {
    return tables.aliases(spec);
  }

  /** The value of {@code config_directory}. */
  public String configDirectory() {
    return directory.isEmpty() ? HOME : "/" + directory;
  }

  /** The host's own name. */
  public Optional<String> hostName() {
    return read("etc/hostname").map(file -> file.line(1).strip()).filter(name -> !name.isEmpty());
  }

  /**
   * The addresses of a host, by its name or a number; empty where another host would be asked for
   * them.
   */
  public List<Address> addresses(String name) {
    return HostAddresses.of(name, read("/etc/hosts"));
  }

  /** A file that a setting names by its absolute path; empty when it cannot be read, too. */
  public Optional<SourceFile> read(String path) {
    try {
      return open(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  /** A file that a setting names by its absolute path; empty when it is not among the files. */
  Optional<SourceFile> open(String path) throws FileTree.Unreadable {
    Optional<SourceFile> found = tree.read(path);
    String home = configDirectory() + "/";
    String absolute = path.startsWith("/") ? path : "/" + path;
    return found.isPresent() || !absolute.startsWith(home)
        ? found
        : tree.read(Paths.resolve(directory, absolute.substring(home.length())));
  }
}
