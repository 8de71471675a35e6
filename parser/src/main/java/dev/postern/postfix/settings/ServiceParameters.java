package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.postfix.syntax.MasterEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parameters that entries of master.cf bring (service-parameters.tsv). */
final class ServiceParameters {
  private ServiceParameters() {}

  /** Their defaults by name. */
  static Map<String, String> of(List<MasterEntry> entries) {
    Map<String, String> result = new TreeMap<>();
    if (entries.isEmpty()) {
      return result;
    }
    List<String[]> rows = DataFile.rows(ServiceParameters.class, "service-parameters.tsv", 3);
    for (MasterEntry entry : entries) {
      for (String[] row : rows) {
        if (List.of(row[2].split(" ", -1)).contains(entry.fields().get(7))) {
          result.put(entry.service() + row[0], "$" + row[1]);
        }
      }
    }
    return result;
  }
}
