package dev.postern.postfix;

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
    List<List<String>> rows = DataFile.rows("service-parameters.tsv", 3);
    for (MasterEntry entry : entries) {
      for (List<String> row : rows) {
        if (List.of(row.get(2).split(" ", -1)).contains(entry.fields().get(7))) {
          result.put(entry.service() + row.get(0), "$" + row.get(1));
        }
      }
    }
    return result;
  }
}
