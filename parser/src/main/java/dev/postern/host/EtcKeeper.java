package dev.postern.host;

import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Permissions;
import dev.postern.source.SourceFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The permissions that etckeeper keeps beside the files of {@code /etc} in version control:
 * commands {@code maybe chmod 0640 'ssl/private/mail.key'}, {@code maybe chown} and {@code maybe
 * chgrp} for every file and directory; owners are named where they are not root (etckeeper 1.18,
 * pre-commit.d/30store-metadata).
 */
final class EtcKeeper {
  private static final String FILE = "etc/.etckeeper";
  private static final String CHMOD = "maybe chmod ";
  private static final String CHOWN = "maybe chown ";
  private static final String CHGRP = "maybe chgrp ";
  private static final int OCTAL = 8;

  private final Map<String, Integer> modes = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, String> groups = new HashMap<>();

  private EtcKeeper(String text) {
    for (String line : text.split("\n", -1)) {
      read(line.strip());
    }
  }

  /** What is kept in a tree; nothing where etckeeper is not in use. */
  static EtcKeeper of(FileTree tree) {
    try {
      return new EtcKeeper(tree.read(FILE).map(SourceFile::text).orElse(""));
    } catch (FileTree.Unreadable e) {
      return new EtcKeeper("");
    }
  }

  private void read(String line) {
    if (line.startsWith(CHMOD)) {
      String[] words = line.substring(CHMOD.length()).split(" ", 2);
      if (words.length == 2) {
        mode(words[0]).ifPresent(mode -> modes.put(path(words[1]), mode));
      }
    } else if (line.startsWith(CHOWN) || line.startsWith(CHGRP)) {
      String[] words = line.substring(CHOWN.length()).split(" ", 2);
      if (words.length == 2) {
        (line.startsWith(CHOWN) ? owners : groups).put(path(words[1]), unquoted(words[0]));
      }
    }
  }

  private static Optional<Integer> mode(String digits) {
    try {
      return Optional.of(Integer.parseInt(digits, OCTAL) & 0777);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A quoted path below {@code /etc}, seen from the root. */
  private static String path(String quoted) {
    return Paths.normalise("etc/" + unquoted(quoted)).orElse("");
  }

  /** A quote inside is written {@code '"'"'}. */
  private static String unquoted(String text) {
    String word = text.strip().replace("'\"'\"'", "\u0000").replace("'", "");
    return word.replace('\u0000', '\'');
  }

  Optional<Permissions> permissions(String path) {
    return Optional.ofNullable(modes.get(path))
        .map(
            mode ->
                new Permissions(
                    mode,
                    owners.getOrDefault(path, Permissions.ROOT),
                    groups.getOrDefault(path, Permissions.ROOT)));
  }
}
