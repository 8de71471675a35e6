package dev.postern.host;

import dev.postern.source.Archive;
import dev.postern.source.DirectoryTree;
import dev.postern.source.FileTree;
import dev.postern.source.MemoryTree;
import dev.postern.source.MountedTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the hosts below the paths a user gave: a tree of one host ({@code etc/…}, or the files
 * directly) or of many ({@code hosts/mx1/etc/…}), single files, archives.
 */
public final class HostFinder {
  /** How deep below a path hosts are looked for. */
  private static final int MAX_DEPTH = 10;

  /** ufw's own, which are no whole tables; ufw-framework(8). */
  private static final Set<String> UFW_RULES =
      Set.of(
          "before.rules",
          "before6.rules",
          "user.rules",
          "user6.rules",
          "after.rules",
          "after6.rules");

  private static final List<String> CONFIGURATION_ROOTS = List.of("etc/", "usr/local/etc/");
  private static final List<String> MOUNT_POINTS_OF_ETC = List.of("usr/local/etc", "etc");
  private static final List<String> MOUNT_POINTS_OF_FLAT =
      List.of(
          "usr/local/etc/dovecot",
          "usr/local/etc/postfix",
          "etc/dovecot",
          "etc/postfix",
          "etc/iptables",
          "etc");

  private final WellKnownFiles wellKnown = WellKnownFiles.load();

  /** A path that cannot be used at all. */
  public static final class BadPath extends Exception {
    private static final long serialVersionUID = 1L;

    BadPath(String message) {
      super(message);
    }
  }

  /**
   * The hosts, in the order of the paths and sorted below each; single files with one root make one
   * host.
   *
   * @throws BadPath when a path does not exist, cannot be opened, or holds no host
   */
  public List<HostFiles> find(List<Path> paths) throws BadPath {
    List<HostFiles> hosts = new ArrayList<>();
    Map<String, List<Path>> filesByRoot = new LinkedHashMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        hosts.addAll(inDirectory(path));
      } else if (!Files.exists(path)) {
        throw new BadPath(text(path) + ": there is no such file or directory");
      } else if (Archive.isArchive(path)) {
        hosts.addAll(inArchive(path));
      } else {
        filesByRoot.computeIfAbsent(HostRoot.of(path).shown(), root -> new ArrayList<>()).add(path);
      }
    }
    for (List<Path> files : filesByRoot.values()) {
      hosts.add(ofFiles(files));
    }
    return hosts;
  }

  /**
   * A host that has one configuration file, whose content is at hand.
   *
   * @param name its path as reports show it; empty for the usual one of its kind
   * @throws BadPath when no file of the kind can be called that
   */
  public static HostFiles ofText(ConfigKind kind, String name, byte[] content) throws BadPath {
    String usual = WellKnownFiles.load().usualName(kind);
    String path = Paths.normalise(name.isEmpty() ? usual : name).orElse("");
    if (path.isEmpty()) {
      throw new BadPath("'" + name + "' is not the path of a file below a root");
    }
    FileTree tree = new MemoryTree(Map.of(path, content));
    boolean instance = kind == ConfigKind.POSTFIX && isOfInstance(Paths.name(path));
    ConfigFile config = new ConfigFile(kind, instance ? Paths.parent(path) : path);
    return host(".", new MountedTree(tree, MOUNT_POINTS_OF_FLAT), List.of(config), List.of());
  }

  private List<HostFiles> inDirectory(Path path) throws BadPath {
    Optional<HostRoot> aroundEtc = HostRoot.aroundEtc(path);
    List<HostFiles> hosts = new ArrayList<>();
    try {
      if (aroundEtc.isPresent()) {
        HostRoot root = aroundEtc.get();
        FileTree tree = new DirectoryTree(root.directory());
        String inside = root.inside(path);
        List<ConfigFile> configs =
            configsBelow(tree).stream()
                .filter(config -> (config.path() + "/").startsWith(inside))
                .toList();
        List<Problem> obstacles =
            obstaclesBelow(tree).stream()
                .filter(obstacle -> (obstacle.file() + "/").startsWith(inside))
                .toList();
        if (!configs.isEmpty() || !obstacles.isEmpty()) {
          return List.of(host(root.shown(), tree, configs, obstacles));
        }
      }
      collect(new DirectoryTree(path), text(path), 0, hosts);
    } catch (IOException e) {
      throw new BadPath(text(path) + ": cannot be opened; " + e.getMessage());
    }
    return nonEmpty(hosts, path);
  }

  private List<HostFiles> inArchive(Path path) throws BadPath {
    List<HostFiles> hosts = new ArrayList<>();
    try {
      Archive archive = Archive.read(path);
      collect(archive.tree(), text(path), 0, hosts);
      if (!hosts.isEmpty() && !archive.problems().isEmpty()) {
        HostFiles first = hosts.get(0);
        List<Problem> problems = new ArrayList<>(first.problems());
        problems.addAll(archive.problems());
        hosts.set(0, host(first.root(), first.tree(), first.configs(), problems));
      }
    } catch (IOException e) {
      throw new BadPath(text(path) + ": cannot be unpacked; " + e.getMessage());
    }
    return nonEmpty(hosts, path);
  }

  private static List<HostFiles> nonEmpty(List<HostFiles> hosts, Path path) throws BadPath {
    if (hosts.isEmpty()) {
      throw new BadPath(
          text(path)
              + ": no host found; expected etc/dovecot/dovecot.conf, etc/postfix/main.cf,"
              + " etc/iptables/rules.v4 or the like below it");
    }
    return hosts;
  }

  private void collect(FileTree tree, String shown, int depth, List<HostFiles> hosts) {
    List<ConfigFile> configs = configsBelow(tree);
    List<Problem> obstacles = obstaclesBelow(tree);
    if (!configs.isEmpty() || !obstacles.isEmpty()) {
      hosts.add(host(shown, tree, configs, obstacles));
      return;
    }
    configs = wellKnown.below(tree, "");
    if (configs.stream().anyMatch(HostFinder::isInFolder)) {
      obstacles = wellKnown.obstacles(tree, "");
      hosts.add(host(shown, new MountedTree(tree, MOUNT_POINTS_OF_ETC), configs, obstacles));
      return;
    }
    configs = new ArrayList<>(wellKnown.flatIn(tree, ""));
    configs.addAll(printedIn(tree));
    if (!configs.isEmpty()) {
      hosts.add(host(shown, new MountedTree(tree, MOUNT_POINTS_OF_FLAT), configs, List.of()));
      return;
    }
    if (depth < MAX_DEPTH) {
      for (String name : tree.list("")) {
        if (!name.startsWith(".") && tree.isDirectory(name) && !tree.leavesRoot(name)) {
          collect(tree.subtree(name), below(shown, name), depth + 1, hosts);
        }
      }
    }
  }

  /** Whether it has a folder of its own as below /etc; a file alone may stand among any others. */
  private static boolean isInFolder(ConfigFile config) {
    return config.kind() == ConfigKind.POSTFIX || config.path().indexOf('/') >= 0;
  }

  /** What postconf printed into files that are named after it. */
  private static List<ConfigFile> printedIn(FileTree tree) {
    List<ConfigFile> configs = new ArrayList<>();
    for (String name : tree.list("")) {
      if (name.contains("postconf") && tree.isFile(name) && isOfPostfix(tree, name)) {
        configs.add(new ConfigFile(ConfigKind.POSTFIX, name));
      }
    }
    return configs;
  }

  private static boolean isOfPostfix(FileTree tree, String path) {
    try {
      Optional<ConfigKind> kind = tree.read(path).flatMap(SavedOutput::kindOf);
      return kind.equals(Optional.of(ConfigKind.POSTFIX));
    } catch (FileTree.Unreadable e) {
      // Whoever reads it as what its name tells says why it cannot be read.
      return true;
    }
  }

  private List<ConfigFile> configsBelow(FileTree tree) {
    List<ConfigFile> configs = new ArrayList<>();
    for (String root : CONFIGURATION_ROOTS) {
      configs.addAll(wellKnown.below(tree, root));
    }
    return configs;
  }

  private List<Problem> obstaclesBelow(FileTree tree) {
    List<Problem> obstacles = new ArrayList<>();
    for (String root : CONFIGURATION_ROOTS) {
      if (tree.isDirectory(root)) {
        obstacles.addAll(wellKnown.obstacles(tree, root));
      }
    }
    return obstacles;
  }

  private HostFiles ofFiles(List<Path> files) throws BadPath {
    HostRoot root = HostRoot.of(files.get(0));
    List<ConfigFile> configs = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    FileTree tree;
    try {
      tree = new DirectoryTree(root.directory());
    } catch (IOException e) {
      throw new BadPath(text(root.directory()) + ": cannot be opened; " + e.getMessage());
    }
    for (Path file : files) {
      String inside = root.inside(file);
      try {
        configs.add(config(inside, tree.read(inside)).orElseThrow(() -> unknownKind(file)));
      } catch (FileTree.Unreadable e) {
        problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, inside, e.why()));
      }
    }
    FileTree mounted = root.isAroundEtc() ? tree : new MountedTree(tree, MOUNT_POINTS_OF_FLAT);
    return host(root.shown(), mounted, configs.stream().distinct().toList(), problems);
  }

  private static BadPath unknownKind(Path file) {
    return new BadPath(
        text(file)
            + ": neither its name nor its content tells what it is; expected a Dovecot file"
            + " (*.conf), main.cf, master.cf, or rules that iptables-save or nft printed");
  }

  /** What a single file is, told by its content, else by its name. */
  private static Optional<ConfigFile> config(String path, Optional<SourceFile> source) {
    String name = TemplateFile.finished(Paths.name(path));
    if (isOfInstance(name)) {
      return Optional.of(new ConfigFile(ConfigKind.POSTFIX, Paths.parent(path)));
    }
    if (UFW_RULES.contains(name)) {
      return Optional.of(new ConfigFile(ConfigKind.UFW, path));
    }
    return source
        .flatMap(SavedOutput::kindOf)
        .map(kind -> kind == ConfigKind.IPTABLES && isForIpv6(name) ? ConfigKind.IP6TABLES : kind)
        .or(() -> kindOfName(name))
        .map(kind -> new ConfigFile(kind, path));
  }

  private static boolean isOfInstance(String name) {
    return name.equals("main.cf") || name.equals("master.cf");
  }

  private static boolean isForIpv6(String name) {
    return name.endsWith(".v6") || name.contains("ip6tables");
  }

  private static Optional<ConfigKind> kindOfName(String name) {
    return switch (name) {
      case "rules.v4", "iptables", "iptables.rules" -> Optional.of(ConfigKind.IPTABLES);
      case "rules.v6", "ip6tables", "ip6tables.rules" -> Optional.of(ConfigKind.IP6TABLES);
      case "pf.conf" -> Optional.of(ConfigKind.PF);
      case "jail.conf", "jail.local" -> Optional.of(ConfigKind.FAIL2BAN);
      case "ufw.conf" -> Optional.of(ConfigKind.UFW);
      default -> kindOfPattern(name);
    };
  }

  private static Optional<ConfigKind> kindOfPattern(String name) {
    if (name.endsWith(".nft")) {
      return Optional.of(ConfigKind.NFTABLES);
    }
    if (name.contains("main.cf") || name.contains("master.cf")) {
      return Optional.of(ConfigKind.POSTFIX);
    }
    return name.contains(".conf") || name.contains("dovecot")
        ? Optional.of(ConfigKind.DOVECOT)
        : Optional.empty();
  }

  private static HostFiles host(
      String shown, FileTree tree, List<ConfigFile> configs, List<Problem> problems) {
    return new HostFiles(HostName.of(shown, tree), shown, tree, configs, problems);
  }

  private static String below(String shown, String name) {
    return shown.equals(".") ? name : shown.endsWith("/") ? shown + name : shown + "/" + name;
  }

  private static String text(Path path) {
    return HostRoot.shown(path);
  }
}
