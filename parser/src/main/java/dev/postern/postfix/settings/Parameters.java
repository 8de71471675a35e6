package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of Postfix with their defaults, by version (parameters.tsv). */
final class Parameters {
  /** Computed on the machine. */
  static final String OF_THE_HOST = "(host)";

  /** Not in our data. */
  static final String NOT_KNOWN = "(unknown)";

  private static final String LEGACY = "legacy";

  /**
   * A default that holds from one version to another.
   *
   * @param legacy read only as its successor's default, listed only where it is set
   */
  record Row(VersionRange versions, String range, String text, boolean legacy) {}

  private static final class Loaded {
    private static final Parameters PARAMETERS = new Parameters();
  }

  private final Map<String, List<Row>> rows = new HashMap<>();
  private final List<Version> versions;

  private Parameters() {
    TreeSet<Version> points = new TreeSet<>();
    Map<String, Version> parsed = new HashMap<>();
    for (String[] cells : DataFile.rows(Parameters.class, "parameters.tsv", 5)) {
      Version from = parsed.computeIfAbsent(cells[1], Version::of);
      Version to = parsed.computeIfAbsent(cells[2], Version::of);
      String range = cells[1].equals(cells[2]) ? cells[1] : cells[1] + "-" + cells[2];
      rows.computeIfAbsent(cells[0], name -> new ArrayList<>(1))
          .add(new Row(new VersionRange(from, to), range, cells[3], cells[4].equals(LEGACY)));
    }
    for (Version version : parsed.values()) {
      points.add(version);
      points.add(minor(version));
    }
    for (List<Row> all : rows.values()) {
      for (Row row : all) {
        if (row.versions().to().number(2) > 0) {
          points.add(next(row.versions().to()));
        }
      }
    }
    versions = List.copyOf(points);
  }

  static Parameters all() {
    return Loaded.PARAMETERS;
  }

  private static Version minor(Version version) {
    return Version.of(version.number(0) + "." + version.number(1));
  }

  private static Version next(Version version) {
    return Version.of(version.number(0) + "." + version.number(1) + "." + (version.number(2) + 1));
  }

  /** One version of each kind: between two of them that follow each other nothing changes. */
  List<Version> versions() {
    return versions;
  }

  Version oldest() {
    return versions.get(0);
  }

  /** The newest version whose defaults are known; later ones are taken to be like it. */
  Version newest() {
    return versions.get(versions.size() - 1);
  }

  /** The version itself, or the nearest one of which something is known. */
  Version covered(Version version) {
    Version asked = version.compareTo(newest()) > 0 ? newest() : version;
    return asked.compareTo(oldest()) < 0 ? oldest() : asked;
  }

  /** The parameter's row for a version; empty when that version has no such parameter. */
  Optional<Row> row(String name, Version version) {
    Version covered = covered(version);
    for (Row row : rows.getOrDefault(name, List.of())) {
      if (row.versions().holds(covered)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a version reads a parameter that is set: it has it, or no version that we know does.
   */
  boolean isRead(String name, Version version) {
    return !isKnown(name) || row(name, version).isPresent();
  }

  /** Whether any version has such a parameter. */
  boolean isKnown(String name) {
    return rows.containsKey(name);
  }

  /** The names of all parameters of any version. */
  Set<String> names() {
    return Collections.unmodifiableSet(rows.keySet());
  }
}
