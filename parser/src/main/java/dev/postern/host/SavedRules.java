package dev.postern.host;

import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files beside a host's configuration that hold rules of its packet filter, or what iptables or nft
 * printed of them, under names that no program loads: notes, and the reports of sos.
 */
final class SavedRules {
  private static final List<String> FOLDERS =
      List.of("", "root", "etc", "etc/iptables", "sos_commands/firewall_tables");

  private static final Pattern NAME =
      Pattern.compile("(?i).*(ip6?tables|nft|firewall|fw|ruleset|packet.?filter).*");

  /** What editors and package managers leave of an older state. */
  private static final Pattern OLD =
      Pattern.compile("(?i).*(~|[.](bak|old|orig|swp|[0-9]+|(dpkg|ucf|rpm)[a-z-]*))");

  private static final Set<ConfigKind> KINDS =
      Set.of(ConfigKind.IPTABLES, ConfigKind.IP6TABLES, ConfigKind.NFTABLES);

  private SavedRules() {}

  /**
   * Their paths, one for each name: a folder that holds configuration files directly is seen under
   * several.
   *
   * @param read the files that are read, which are none
   */
  static List<String> in(FileTree tree, Collection<String> read) {
    Set<String> known = new HashSet<>();
    read.forEach(path -> known.add(Paths.name(path)));
    List<String> found = new ArrayList<>();
    for (String folder : FOLDERS) {
      for (String name : tree.list(folder)) {
        String path = folder.isEmpty() ? name : folder + "/" + name;
        boolean isCandidate = NAME.matcher(name).matches() && !OLD.matcher(name).matches();
        if (isCandidate && !known.contains(name) && holdsRules(tree, path)) {
          known.add(name);
          found.add(path);
        }
      }
    }
    return found;
  }

  private static boolean holdsRules(FileTree tree, String path) {
    try {
      Optional<SourceFile> file = tree.isFile(path) ? tree.read(path) : Optional.empty();
      return file.flatMap(SavedOutput::kindOf).filter(KINDS::contains).isPresent();
    } catch (FileTree.Unreadable e) {
      return false;
    }
  }
}
