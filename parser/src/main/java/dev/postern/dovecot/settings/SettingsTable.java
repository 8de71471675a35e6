package dev.postern.dovecot.settings;

import dev.postern.data.DataFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dialect of Dovecot knows: its settings with their types and defaults, and the sections
 * that exist although nobody wrote them. Read from data files.
 */
public final class SettingsTable {

  /** What a setting means to the posture. */
  public enum Use {
    MODELLED,
    UNMODELLED,
    NONE
  }

  /**
   * One setting.
   *
   * @param section the sections it stands in, such as {@code service/inet_listener}; empty at the
   *     top
   * @param hidden whether doveconf -a leaves it out unless it is set
   * @param name whether it holds the name of its section
   * @param twice whether two programs have it with defaults that differ, so that doveconf -n prints
   *     whatever is written
   * @param auth whether it belongs to the auth service, which knows no local or remote
   * @param fallback the default, as doveconf prints it; empty when there is none at all
   * @param words the allowed words, separated by colons
   */
  public record Definition(
      String section,
      String key,
      SettingType type,
      boolean hidden,
      boolean name,
      boolean twice,
      boolean auth,
      Optional<String> fallback,
      String words,
      Use use) {}

  /**
   * A section that exists by default.
   *
   * @param values those that differ from the section's own defaults
   */
  public record DefaultSection(
      Map<String, String> values, Map<String, Map<String, DefaultSection>> children) {
    public static final DefaultSection NONE = new DefaultSection(Map.of(), Map.of());

    /** The sections of a kind, such as {@code service}, by name. */
    public Map<String, DefaultSection> list(String key) {
      return children.getOrDefault(key, Map.of());
    }
  }

  /** A default that holds for some versions and one distribution only. */
  public record Variant(String setting, String versions, String distribution, String value) {}

  private final Map<String, Map<String, Definition>> sections;

  /** By kind of section, the setting that holds its name. */
  private final Map<String, Definition> names;

  private final DefaultSection defaults;
  private final List<Variant> variants;

  private final String versionRange;

  private SettingsTable(
      Map<String, Map<String, Definition>> sections,
      DefaultSection defaults,
      List<Variant> variants,
      String versionRange) {
    this.sections = sections;
    this.names = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, Definition>> section : sections.entrySet()) {
      for (Definition definition : section.getValue().values()) {
        if (definition.name()) {
          names.putIfAbsent(section.getKey(), definition);
        }
      }
    }
    this.defaults = defaults;
    this.variants = variants;
    this.versionRange = versionRange;
  }

  /** Read when it is first asked for, once for all hosts. */
  private static final class Dovecot23 {
    private static final SettingsTable TABLE =
        load(List.of("settings.tsv"), "services.tsv", "versions.tsv", "2.3.0-2.3.21");
  }

  /** The same for 2.2. */
  private static final class Dovecot22 {
    private static final SettingsTable TABLE =
        load(
            List.of("settings.tsv", "settings-2.2.tsv"),
            "services-2.2.tsv",
            "versions-2.2.tsv",
            "2.2.0-2.2.36");
  }

  /** Dovecot 2.3 with Pigeonhole. */
  public static SettingsTable dovecot23() {
    return Dovecot23.TABLE;
  }

  /** Dovecot 2.2 with Pigeonhole. */
  static SettingsTable dovecot22() {
    return Dovecot22.TABLE;
  }

  /** Whether values are read as 2.2 does. */
  public boolean isOf22() {
    return versionRange.startsWith("2.2");
  }

  /** A later file of settings adds to an earlier one, or takes away from it. */
  private static SettingsTable load(
      List<String> settings, String services, String versions, String versionRange) {
    Map<String, Map<String, Definition>> sections = new LinkedHashMap<>();
    for (String resource : settings) {
      for (String[] row : DataFile.rows(SettingsTable.class, resource, 8)) {
        String section = row[0].equals("-") ? "" : row[0];
        Map<String, Definition> keys =
            sections.computeIfAbsent(section, s -> new LinkedHashMap<>());
        if (row[2].equals("absent")) {
          keys.remove(row[1]);
        } else {
          keys.put(row[1], definition(section, row));
        }
      }
    }
    DefaultSection defaults = new DefaultSection(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (String[] row : DataFile.rows(SettingsTable.class, services, 2)) {
      addDefault(defaults, row[0].split("/", -1), row[1]);
    }
    List<Variant> variants = new ArrayList<>();
    for (String[] row : DataFile.rows(SettingsTable.class, versions, 4)) {
      variants.add(new Variant(row[0], row[1], row[2], row[3]));
    }
    return new SettingsTable(sections, defaults, List.copyOf(variants), versionRange);
  }

  private static Definition definition(String section, String[] row) {
    SettingType type = SettingType.valueOf(row[2].toUpperCase(java.util.Locale.ROOT));
    return new Definition(
        section,
        row[1],
        type,
        row[3].equals("hidden"),
        row[3].equals("name"),
        row[3].equals("twice"),
        row[4].equals("auth"),
        row[5].equals("\\N") ? Optional.empty() : Optional.of(row[5]),
        row[6],
        use(row[7]));
  }

  /** Reads how a setting is used, as the data files say it. */
  public static Use use(String word) {
    return word.equals("-") ? Use.NONE : Use.valueOf(word.toUpperCase(java.util.Locale.ROOT));
  }

  private static void addDefault(DefaultSection root, String[] path, String value) {
    DefaultSection at = root;
    for (int i = 0; i + 1 < path.length; i += 2) {
      at =
          at.children()
              .computeIfAbsent(path[i], list -> new LinkedHashMap<>())
              .computeIfAbsent(
                  SectionNames.unescape(path[i + 1]),
                  name -> new DefaultSection(new LinkedHashMap<>(), new LinkedHashMap<>()));
    }
    if (path.length % 2 == 1) {
      at.values().put(path[path.length - 1], value);
    }
  }

  /** The setting of a key in a section, an alias replaced by what it stands for. */
  public Optional<Definition> find(String section, String key) {
    Definition found = sections.getOrDefault(section, Map.of()).get(key);
    return found != null && found.type() == SettingType.ALIAS
        ? find(section, found.fallback().orElse(""))
        : Optional.ofNullable(found);
  }

  /** Those of one kind of section, aliases left out, in the order of the program's own tables. */
  public List<Definition> of(String section) {
    List<Definition> found = new ArrayList<>();
    for (Definition definition : sections.getOrDefault(section, Map.of()).values()) {
      if (definition.type() != SettingType.ALIAS) {
        found.add(definition);
      }
    }
    return found;
  }

  /** The setting that holds the name of a kind of section; empty when such sections have none. */
  public Optional<Definition> name(String section) {
    return Optional.ofNullable(names.get(section));
  }

  /** The one that comes first in the program's own tables, of settings of one section. */
  public Optional<Definition> first(List<Definition> some) {
    return some.isEmpty()
        ? Optional.empty()
        : of(some.get(0).section()).stream().filter(some::contains).findFirst();
  }

  /** The versions it speaks of. */
  public String versionRange() {
    return versionRange;
  }

  /** What exists though nobody wrote it. */
  public DefaultSection defaults() {
    return defaults;
  }

  /** The defaults of a setting that depend on version or distribution; empty when none does. */
  public List<Variant> variants(String setting) {
    return variants.stream().filter(variant -> variant.setting().equals(setting)).toList();
  }
}
