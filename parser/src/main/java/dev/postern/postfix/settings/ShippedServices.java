package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** The services of the master.cf that comes with Postfix, for a host whose own is not at hand. */
final class ShippedServices {
  private ShippedServices() {}

  /**
   * Entries that say of themselves that they are taken to be there.
   *
   * @param path where the host's own master.cf would be
   */
  static List<MasterEntry> entries(String path) {
    StringBuilder text = new StringBuilder();
    for (String[] row :
        DataFile.rows(ShippedServices.class, "shipped-services.tsv", MasterEntry.FIELDS)) {
      text.append(String.join(" ", row)).append('\n');
    }
    List<MasterEntry> entries = new ArrayList<>();
    for (MasterEntry entry : PostfixParser.master(SourceFile.of(path, text.toString())).entries()) {
      entries.add(entry.asShipped());
    }
    return entries;
  }
}
