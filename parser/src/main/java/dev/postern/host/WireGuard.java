package dev.postern.host;

import dev.postern.fact.Origin;
import dev.postern.firewall.walk.TunnelPeers;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who comes by the interfaces that wg-quick(8) makes of {@code etc/wireguard/NAME.conf}: a peer's
 * packets are taken from its {@code AllowedIPs} alone, wg(8).
 */
final class WireGuard implements TunnelPeers {
  private static final String FOLDER = "etc/wireguard";
  private static final String SUFFIX = ".conf";

  private final FileTree tree;
  private final Map<String, Optional<Networks>> known = new HashMap<>();

  WireGuard(FileTree tree) {
    this.tree = tree;
  }

  @Override
  public Optional<Networks> behind(String name, boolean isPrefix) {
    List<Prefix> all = new ArrayList<>();
    boolean isAny = false;
    for (String file : tree.list(FOLDER)) {
      String iface =
          file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : "";
      if (isPrefix ? !iface.isEmpty() && iface.startsWith(name) : iface.equals(name)) {
        Optional<Networks> peers = known.computeIfAbsent(FOLDER + "/" + file, this::peers);
        if (peers.isEmpty()) {
          return Optional.empty();
        }
        all.addAll(peers.get().prefixes());
        isAny = true;
      }
    }
    return isAny ? Optional.of(new Networks(all)) : Optional.empty();
  }

  /**
   * That what the files run on the packet filter when a tunnel comes up changes nothing, of each
   * that runs anything there for packets to this host.
   */
  List<Origin> assumptions() {
    List<Origin> assumptions = new ArrayList<>();
    for (String name : tree.list(FOLDER)) {
      String path = FOLDER + "/" + name;
      if (name.endsWith(SUFFIX) && source(path).filter(WireGuard::changesFilter).isPresent()) {
        assumptions.add(
            new Origin.Assumption(
                "the commands that "
                    + path
                    + " runs on the packet filter (PreUp, PostUp) let nobody in"));
      }
    }
    return assumptions;
  }

  private static boolean changesFilter(SourceFile file) {
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number).strip();
      String key = key(line);
      boolean isCommand = key.equals("preup") || key.equals("postup");
      if (isCommand && (line.contains("INPUT") || line.contains("nft "))) {
        return true;
      }
    }
    return false;
  }

  /** What stands before the equals sign, in lower case; empty where there is none. */
  private static String key(String line) {
    int equals = line.indexOf('=');
    return equals < 0 ? "" : line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
  }

  private Optional<SourceFile> source(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  /** Empty when the file cannot be read or holds what is no address. */
  private Optional<Networks> peers(String path) {
    return source(path).flatMap(WireGuard::peers);
  }

  private static Optional<Networks> peers(SourceFile file) {
    List<Prefix> all = new ArrayList<>();
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number);
      int comment = line.indexOf('#');
      line = comment < 0 ? line : line.substring(0, comment);
      if (key(line).equals("allowedips")) {
        for (String word : line.substring(line.indexOf('=') + 1).split(",", -1)) {
          Optional<Prefix> prefix = Prefix.parse(word.strip());
          if (prefix.isEmpty() && !word.isBlank()) {
            return Optional.empty();
          }
          prefix.ifPresent(all::add);
        }
      }
    }
    return Optional.of(new Networks(all));
  }
}
