package dev.postern.dovecot.modern;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Dovecot 2.4 with Pigeonhole knows: its settings, and what is set by default. */
final class TreeTable {
  /** The values of dovecot_config_version that 2.4.4 takes (config_version_find()). */
  static final List<String> VERSIONS = List.of("2.4.0", "2.4.1", "2.4.2", "2.4.3", "2.4.4");

  static final Version LAST = Version.of(VERSIONS.get(VERSIONS.size() - 1));

  /** The first version that has changed a default. */
  static final String FIRST_CHANGE = "2.4.1";

  private final Map<String, TreeSetting> settings = new LinkedHashMap<>();
  private final List<Preset> presets = new ArrayList<>();
  private final List<Change> newestFirst = new ArrayList<>();
  private final List<Change> oldestFirst;
  private final Set<String> changed = new HashSet<>();
  private final List<String> filterPrefixes = new ArrayList<>();

  /**
   * A setting that has a value inside a section although nobody wrote it.
   *
   * @param path sections and the setting, such as {@code
   *     service/imap-login/inet_listener/imap/inet_listener_port}
   */
  record Preset(List<String> path, String value) {}

  /**
   * A default that changed.
   *
   * @param path the setting, with the sections around it where it changed there only
   * @param before the value with every dovecot_config_version below {@code since}
   */
  record Change(String path, String before, Version since) {

    boolean isOf(String key, String whole) {
      return path.equals(key) || path.equals(whole);
    }

    String setting() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** Read when it is first asked for, once for all hosts. */
  private static final class Loaded {
    private static final TreeTable DOVECOT_2_4 = new TreeTable();
  }

  static TreeTable dovecot24() {
    return Loaded.DOVECOT_2_4;
  }

  private TreeTable() {
    for (String[] row : DataFile.rows(TreeTable.class, "settings-2.4.tsv", 7)) {
      SettingType type = SettingType.valueOf(row[1].toUpperCase(Locale.ROOT));
      String[] extra = row[5].split(":", 2);
      boolean filter = type == SettingType.FILTER || type == SettingType.NAMED_FILTERS;
      settings.put(
          row[0],
          new TreeSetting(
              row[0],
              type,
              row[2].equals("hidden"),
              row[3].equals("auth"),
              row[4],
              filter || row[5].equals("-") ? "" : row[5],
              filter ? none(extra[0]) : "",
              filter && extra.length > 1 ? extra[1] : "",
              SettingsTable.use(row[6])));
      if (type == SettingType.FILTER) {
        filterPrefixes.add(row[0] + "_");
      }
    }
    filterPrefixes.sort(String::compareTo);
    for (String[] row : DataFile.rows(TreeTable.class, "presets-2.4.tsv", 2)) {
      List<String> path = List.of(row[0].split("/", -1));
      presets.add(new Preset(path.stream().map(SectionNames::unescape).toList(), value(row)));
    }
    for (String[] row : DataFile.rows(TreeTable.class, "versions-2.4.tsv", 3)) {
      Change change = new Change(row[0], row[2], Version.of(row[1]));
      newestFirst.add(change);
      changed.add(change.setting());
    }
    oldestFirst = new ArrayList<>(newestFirst);
    oldestFirst.sort(Comparator.comparing(Change::since));
  }

  private static String none(String word) {
    return word.equals("-") ? "" : word;
  }

  private static String value(String[] row) {
    return row[1];
  }

  Optional<TreeSetting> find(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  Collection<TreeSetting> all() {
    return settings.values();
  }

  List<Preset> presets() {
    return presets;
  }

  /**
   * The filters without names, sorted, each with an underscore behind: a setting that begins so
   * belongs inside.
   */
  List<String> filterPrefixes() {
    return filterPrefixes;
  }

  /** The defaults that changed, in the order of Dovecot's own history. */
  List<Change> newestFirst() {
    return newestFirst;
  }

  /** The same by version, those of one version in the same order. */
  List<Change> oldestFirst() {
    return oldestFirst;
  }

  /** Whether the default of a setting has changed, in some section at least. */
  boolean hasChanged(String setting) {
    return changed.contains(setting);
  }
}
