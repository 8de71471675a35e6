package dev.postern.host;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.ufw.Variables;
import dev.postern.packages.PackageDatabase;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the programs by which fail2ban bans do anything on a host. One that is not installed ends
 * the action with "not found"; ufw, while it is switched off, takes rules or refuses them and tells
 * the kernel nothing (tried with ufw 0.36.2).
 */
record BanPrograms(FileTree tree) {
  private static final String UFW = "etc/ufw/ufw.conf";
  private static final String SWITCH = "ENABLED";

  private static final List<String> PLACES =
      List.of("usr/sbin/", "sbin/", "usr/bin/", "bin/", "usr/local/sbin/", "usr/local/bin/");

  private static final Fact<Boolean> NOT_TOLD =
      Fact.unknown("the files do not tell whether the program is there");

  /** Whether what a program is told to ban is kept out; unknown where no file tells. */
  Fact<Boolean> takesEffect(String program) {
    Fact<Boolean> off = program.equals("ufw") ? isSwitchedOn() : NOT_TOLD;
    return off.is(false) ? off : isInstalled(program);
  }

  private Fact<Boolean> isSwitchedOn() {
    try {
      Optional<SourceFile> file = tree.read(UFW);
      if (file.isEmpty()) {
        return NOT_TOLD;
      }
      Variables variables = new Variables(Set.of(SWITCH));
      variables.read(file.get());
      return variables.value(SWITCH).map(value -> value.equalsIgnoreCase("yes"));
    } catch (FileTree.Unreadable e) {
      return NOT_TOLD;
    }
  }

  /** The list of packages is taken for whole where fail2ban itself stands in it. */
  private Fact<Boolean> isInstalled(String program) {
    Optional<PackageDatabase> packages =
        PackageDatabase.of(tree)
            .filter(PackageDatabase::isDebian)
            .filter(all -> all.lists("fail2ban"));
    String name = packageOf(program);
    if (packages.isEmpty()
        || name.isEmpty()
        || packages.get().lists(name)
        || PLACES.stream().anyMatch(place -> tree.isFile(place + program))) {
      return NOT_TOLD;
    }
    return Fact.known(
        false,
        new Origin.Assumption(
            "%s does not list %s, without which fail2ban's action fails"
                .formatted(packages.get().path(), name)));
  }

  /** The package of Debian's that has a program; empty where that is not known. */
  private static String packageOf(String program) {
    return DataFile.rows(BanPrograms.class, "ban-programs.tsv", 2).stream()
        .filter(row -> row[0].equals(program))
        .map(row -> row[1])
        .findFirst()
        .orElse("");
  }
}
