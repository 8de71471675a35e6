package dev.postern.host;

import dev.postern.firewall.TunnelPeers;
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

  /** Empty when the file cannot be read or holds what is no address. */
  private Optional<Networks> peers(String path) {
    try {
      return tree.read(path).flatMap(WireGuard::peers);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  private static Optional<Networks> peers(SourceFile file) {
    List<Prefix> all = new ArrayList<>();
    for (int number = 1; number <= file.lines(); number++) {
      String line = file.line(number);
      int comment = line.indexOf('#');
      line = comment < 0 ? line : line.substring(0, comment);
      int equals = line.indexOf('=');
      if (equals > 0
          && line.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals("allowedips")) {
        for (String word : line.substring(equals + 1).split(",", -1)) {
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
