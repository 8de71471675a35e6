package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.packages.PackageDatabase;
import dev.postern.source.FileTree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether the modules are installed that auth has its drivers and mechanisms from. */
final class DriverPackages {
  private final FileTree tree;
  private final List<String[]> rows = DataFile.rows(DriverPackages.class, "driver-packages.tsv", 4);

  DriverPackages(FileTree tree) {
    this.tree = tree;
  }

  /**
   * True too where no list of packages tells, or the distribution has it in Dovecot's own.
   *
   * @param driver as it is written, of a database, of SQL or a mechanism in capitals
   */
  Fact<Boolean> have(String driver) {
    for (String[] row : rows) {
      if (row[2].equals(driver)) {
        Optional<PackageDatabase> packages =
            ofDistribution(row).filter(list -> !listsAny(list, row[3]));
        if (packages.isPresent()) {
          return Fact.known(
              false,
              new Origin.Assumption(
                  "%s lists no %s, from which auth has %s"
                      .formatted(packages.get().path(), row[3].split(" ", 2)[0], driver)));
        }
      }
    }
    return Fact.known(true);
  }

  /** Whether a list of packages tells of a distribution that has a driver in a module. */
  boolean areApart(String driver) {
    return rows.stream().anyMatch(row -> row[2].equals(driver) && ofDistribution(row).isPresent());
  }

  private Optional<PackageDatabase> ofDistribution(String[] row) {
    return PackageDatabase.of(tree)
        .filter(list -> list.lists(row[0]))
        .filter(list -> row[1].isEmpty() || listsAny(list, row[1]));
  }

  private static boolean listsAny(PackageDatabase list, String names) {
    return Arrays.stream(names.split(" ", -1)).anyMatch(list::lists);
  }
}
