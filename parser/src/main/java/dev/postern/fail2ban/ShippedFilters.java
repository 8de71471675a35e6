package dev.postern.fail2ban;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.util.List;

/** Filters that the package brings, where its files are not at hand: shipped-filters.tsv. */
final class ShippedFilters {
  private final List<String[]> rows = DataFile.rows(ShippedFilters.class, "shipped-filters.tsv", 6);

  /**
   * Whether a filter counts the failed logins of a daemon.
   *
   * @param mode its mode; {@code -} when the jail gives none
   */
  Fact<Boolean> counts(String filter, String mode, SoftwareName software, Version version) {
    Origin origin = new Origin.Default("fail2ban", "0.11-1.1", "filter " + filter);
    boolean isShipped = false;
    for (String[] row : rows) {
      if (!row[0].equals(filter)) {
        continue;
      }
      isShipped = true;
      boolean applies =
          row[2].equalsIgnoreCase(software.name())
              && (row[1].equals("*") || row[1].equals(mode))
              && (row[3].isEmpty() || version.atLeast(row[3]))
              && (row[4].isEmpty() || !version.atLeast(row[4]));
      if (applies) {
        return row[5].equals("yes")
            ? Fact.known(true, origin)
            : Fact.unknown(
                "it depends on fail2ban's version whether filter "
                    + filter
                    + " counts these logins",
                origin);
      }
    }
    return isShipped
        ? Fact.known(false, origin)
        : Fact.unknown("filter " + filter + " is not among the files");
  }
}
