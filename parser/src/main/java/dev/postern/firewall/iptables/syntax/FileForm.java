package dev.postern.firewall.iptables.syntax;

import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import java.util.Set;

/** In which of the ways that rules are written down a file has them. */
public enum FileForm {
  /** What iptables-save prints. */
  SAVED,
  /** What {@code iptables -S} prints. */
  PRINTED,
  /** What {@code iptables -L} prints. */
  LISTED,
  /** A shell script of iptables commands. */
  SCRIPT;

  /** Files that iptables-restore is given at boot, whatever they hold. */
  private static final Set<String> LOADED_AT_BOOT =
      Set.of(
          "rules.v4",
          "rules.v6",
          "iptables",
          "ip6tables",
          "iptables.rules",
          "ip6tables.rules",
          "iptables.up.rules",
          "ip6tables.up.rules");

  /** The form of a file, told by its name or its first statement. */
  public static FileForm of(SourceFile source) {
    if (LOADED_AT_BOOT.contains(Paths.name(source.path()))) {
      return SAVED;
    }
    if (source.line(1).startsWith("#!")) {
      return SCRIPT;
    }
    for (int number = 1; number <= source.lines(); number++) {
      String line = source.line(number).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("Chain ") && line.endsWith(")")) {
        return LISTED;
      }
      if (line.startsWith("-P ")) {
        return PRINTED;
      }
      return isCommand(line) ? SCRIPT : SAVED;
    }
    return SAVED;
  }

  /** Whether a line of a script runs iptables, or gives a variable a value. */
  private static boolean isCommand(String line) {
    return line.matches("(sudo )?(/\\S*/)?ip6?tables(-nft|-legacy)? .*")
        || line.matches("[A-Za-z_]\\w*=.*");
  }
}
