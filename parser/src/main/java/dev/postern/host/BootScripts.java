package dev.postern.host;

import dev.postern.fact.Origin;
import dev.postern.packages.PackageDatabase;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Permissions;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a host's own scripts put into its packet filter at boot: commands of interfaces(5), the
 * scripts that ifupdown has run-parts(8) run, commands of the host's own units, and rc.local, in
 * this order.
 */
final class BootScripts {
  private static final String INTERFACES = "etc/network/interfaces";
  private static final List<String> FOLDERS =
      List.of("etc/network/if-pre-up.d", "etc/network/if-up.d");
  private static final List<String> RC_LOCAL = List.of("etc/rc.local", "etc/rc.d/rc.local");
  private static final List<String> IFUPDOWN = List.of("ifupdown", "ifupdown2", "ifupdown-ng");

  /** Names that run-parts(8) takes. */
  private static final String RUN = "[A-Za-z0-9_-]+";

  private static final int EXECUTABLE = 0111;
  private static final int DEEPEST = 4;

  private final FileTree tree;
  private final List<BootScript.Load> loads = new ArrayList<>();
  private final List<SourceFile> commands = new ArrayList<>();
  private final Set<String> read = new LinkedHashSet<>();
  private final Set<String> idle = new LinkedHashSet<>();
  private Optional<String> missing = Optional.empty();

  private BootScripts(FileTree tree) {
    this.tree = tree;
  }

  static BootScripts of(FileTree tree, BootServices services) {
    BootScripts scripts = new BootScripts(tree);
    if (scripts.hasIfupdown()) {
      for (SourceFile file : scripts.interfaces()) {
        scripts.add(StartCommands.OF_INTERFACES.in(file), 0);
      }
      for (String folder : FOLDERS) {
        for (String name : tree.list(folder)) {
          scripts.start(folder + "/" + name, name.matches(RUN));
        }
      }
    }
    for (SourceFile unit : services.units()) {
      scripts.add(StartCommands.OF_UNITS.in(unit), 0);
    }
    RC_LOCAL.stream().filter(tree::isFile).findFirst().ifPresent(path -> scripts.start(path, true));
    return scripts;
  }

  /** What they load, in the order in which they do. */
  List<BootScript.Load> loads() {
    return List.copyOf(loads);
  }

  /** Those that run iptables, ipset or nft themselves. */
  List<SourceFile> commands() {
    return List.copyOf(commands);
  }

  /** Whether something of them is in the packet filter. */
  boolean isFilling() {
    return !read.isEmpty();
  }

  /**
   * The paths of those that put something into the filter, and of those that would, did they run.
   */
  Set<String> known() {
    Set<String> known = new LinkedHashSet<>(read);
    known.addAll(idle);
    return known;
  }

  /** Why it is not known what they load; empty when it is. */
  Optional<String> missing() {
    return missing;
  }

  /** That they run, and that others do not. */
  List<Origin> assumptions() {
    List<Origin> assumptions = new ArrayList<>();
    if (!read.isEmpty()) {
      assumptions.add(
          new Origin.Assumption("at boot the rules are loaded by " + String.join(" and ", read)));
    }
    idle().ifPresent(why -> assumptions.add(new Origin.Assumption(why)));
    return assumptions;
  }

  /** Those that would load rules, did they run; empty when there are none. */
  Optional<String> idle() {
    return idle.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "nothing runs %s: a dot in its name, or it may not be executed"
                .formatted(String.join(" and ", idle)));
  }

  private boolean hasIfupdown() {
    if (tree.isFile(INTERFACES)) {
      return true;
    }
    // A list of packages is long, and read where something depends on it.
    return Stream.concat(FOLDERS.stream(), Stream.of(INTERFACES + ".d"))
            .anyMatch(folder -> !tree.list(folder).isEmpty())
        && PackageDatabase.of(tree)
            .map(packages -> IFUPDOWN.stream().anyMatch(packages::lists))
            .orElse(true);
  }

  private List<SourceFile> interfaces() {
    List<SourceFile> files = new ArrayList<>();
    source(INTERFACES).ifPresent(files::add);
    for (String name : tree.list(INTERFACES + ".d")) {
      source(INTERFACES + ".d/" + name).ifPresent(files::add);
    }
    return files;
  }

  private Optional<SourceFile> source(String path) {
    try {
      return tree.isFile(path) ? tree.read(path) : Optional.empty();
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  private void start(String path, boolean isNamed) {
    Optional<SourceFile> script = source(path);
    if (script.isEmpty()) {
      return;
    }
    boolean isBarred =
        tree.permissions(path)
            .map(Permissions::mode)
            .filter(mode -> (mode & EXECUTABLE) == 0)
            .isPresent();
    if (isNamed && !isBarred) {
      add(script.get(), 0);
    } else if (OtherFilters.changesFilter(script.get())) {
      idle.add(path);
    }
  }

  private void add(SourceFile source, int depth) {
    BootScript script = BootScript.of(source);
    boolean isFilling = OtherFilters.changesFilter(source);
    if (isFilling) {
      read.add(source.path());
      if (script.isOnlyLoading()) {
        script.loads().forEach(load -> take(load, source));
      } else {
        commands.add(source);
      }
    }
    for (String path : script.started()) {
      String inside = Paths.normalise(path).orElse("");
      Optional<SourceFile> started = source(inside);
      if (started.isPresent() && depth < DEEPEST && !read.contains(inside)) {
        add(started.get(), depth + 1);
      } else if (started.isEmpty() && path.matches(".*(?i:firewall|iptables|nftables).*")) {
        noteMissing(source, path);
      }
    }
  }

  private void take(BootScript.Load load, SourceFile by) {
    if (tree.isFile(Paths.normalise(load.path()).orElse(""))) {
      loads.add(load);
    } else {
      noteMissing(by, load.path());
    }
  }

  private void noteMissing(SourceFile by, String path) {
    missing =
        missing.or(
            () ->
                Optional.of(
                    "%s loads rules by %s, which is not among the files"
                        .formatted(by.path(), path)));
  }
}
