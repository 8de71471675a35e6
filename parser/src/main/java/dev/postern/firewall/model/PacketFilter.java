package dev.postern.firewall.model;

import dev.postern.net.Family;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.util.List;
import java.util.Set;

/**
 * What one filter language says about a host.
 *
 * @param families whose packets it could speak about; of the others it knows nothing
 * @param problems those placed in no file of {@code files}
 */
public record PacketFilter(
    SoftwareName software,
    Set<Family> families,
    List<Table> tables,
    List<ReadFile> files,
    List<Problem> problems) {
  public PacketFilter {
    families = Set.copyOf(families);
    tables = List.copyOf(tables);
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** The same filter where its rules may not be in the kernel, which then lets everything pass. */
  public PacketFilter perhaps(String why) {
    return new PacketFilter(
        software,
        families,
        tables.stream().map(table -> table.perhaps(why)).toList(),
        files,
        problems);
  }
}
