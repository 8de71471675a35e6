package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One section as a connection sees it: what the filters that match it wrote there, laid over each
 * other (settings_apply(), Dovecot 2.3.19.1 src/lib-settings/settings-parser.c).
 */
final class SectionView {
  private final SettingsTable table;
  private final Section base;
  private final Map<String, Written> values;

  /** The settings for which a value of a wider filter comes too late. */
  private final Set<String> changed;

  private final Map<String, Map<String, Written>> pairs = new LinkedHashMap<>();
  private final Map<String, List<SectionView>> children = new LinkedHashMap<>();

  /** The children by their ids, of the lists that were asked for one. */
  private final Map<String, Map<String, SectionView>> byId = new HashMap<>();

  private SectionView(
      SettingsTable table, Section base, Map<String, Written> values, Set<String> changed) {
    this.table = table;
    this.base = base;
    this.values = values;
    this.changed = changed;
  }

  /** What one filter alone wrote. */
  static SectionView of(SettingsTable table, Section section) {
    Map<String, Written> values = new LinkedHashMap<>(section.values());
    SectionView view = new SectionView(table, section, values, new HashSet<>(values.keySet()));
    section.allPairs().forEach((key, all) -> view.pairs.put(key, new LinkedHashMap<>(all)));
    for (String list : section.lists()) {
      List<SectionView> found = new ArrayList<>();
      for (String id : section.ids(list)) {
        section.find(list, id).ifPresent(child -> found.add(of(table, child)));
      }
      view.children.put(list, found);
    }
    return view;
  }

  /**
   * Lays this over what a wider filter wrote.
   *
   * @param strict whether both must not set the same
   * @return the setting that both set although they must not; what has become of this is void then
   */
  Optional<String> takeFrom(SectionView wider, boolean strict) {
    List<Definition> conflicts = new ArrayList<>();
    Map<String, String> inside = new LinkedHashMap<>();
    wider.changed.forEach(
        key -> {
          if (changed.add(key)) {
            values.put(key, wider.values.get(key));
          } else if (strict) {
            table.find(kind(), key).ifPresent(conflicts::add);
          }
        });
    wider.pairs.forEach(
        (key, all) -> {
          Map<String, Written> mine = pairs.computeIfAbsent(key, k -> new LinkedHashMap<>());
          all.forEach(mine::putIfAbsent);
        });
    for (Map.Entry<String, List<SectionView>> list : wider.children.entrySet()) {
      Definition definition = table.find(kind(), list.getKey()).orElseThrow();
      takeList(definition, list.getValue(), strict)
          .ifPresent(
              key -> {
                conflicts.add(definition);
                inside.put(definition.key(), key);
              });
    }
    return table
        .first(conflicts)
        .map(definition -> inside.getOrDefault(definition.key(), definition.key()));
  }

  private Optional<String> takeList(Definition list, List<SectionView> wider, boolean strict) {
    List<SectionView> mine = children.computeIfAbsent(list.key(), k -> new ArrayList<>());
    Map<String, SectionView> byName = new LinkedHashMap<>();
    if (list.type() == SettingType.SECTIONS) {
      mine.forEach(child -> byName.putIfAbsent(child.name(), child));
    }
    for (SectionView child : wider) {
      String name = child.name();
      SectionView same = name.isEmpty() ? null : byName.get(name);
      if (same == null) {
        SectionView copy = child.unchanged();
        mine.add(copy);
        if (list.type() == SettingType.SECTIONS) {
          byName.putIfAbsent(name, copy);
        }
      } else {
        Optional<String> conflict = same.takeFrom(child, strict);
        if (conflict.isPresent()) {
          return conflict;
        }
      }
    }
    return Optional.empty();
  }

  /** A copy in which every value of a still wider filter may take the place of what stands here. */
  private SectionView unchanged() {
    SectionView copy = new SectionView(table, base, new LinkedHashMap<>(values), new HashSet<>());
    pairs.forEach((key, all) -> copy.pairs.put(key, new LinkedHashMap<>(all)));
    children.forEach(
        (list, all) -> {
          List<SectionView> copies = new ArrayList<>();
          all.forEach(child -> copies.add(child.unchanged()));
          copy.children.put(list, copies);
        });
    return copy;
  }

  String kind() {
    return base.kind();
  }

  /** The section whose defaults count. */
  Section base() {
    return base;
  }

  /** The value that was written here; empty when the default holds. */
  Optional<Written> written(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Whether doveconf takes a setting for written. */
  boolean isChanged(String key) {
    return changed.contains(key);
  }

  /** The name of the section: what was written as such, else the one it has by default. */
  String name() {
    Optional<Definition> definition = table.name(kind());
    if (definition.isEmpty()) {
      return "";
    }
    Written written = values.get(definition.get().key());
    return written != null ? written.text() : base.defaultName();
  }

  /** The sections of a list, those that exist by default first. */
  List<SectionView> children(String list) {
    return children.getOrDefault(list, List.of());
  }

  /** The names of a list's sections; a number for what has none. */
  List<String> ids(String list) {
    boolean named =
        table.find(kind(), list).filter(d -> d.type() == SettingType.SECTIONS).isPresent();
    List<String> ids = new ArrayList<>();
    for (SectionView child : children(list)) {
      String name = named ? child.name() : "";
      ids.add(name.isEmpty() ? String.valueOf(ids.size()) : name);
    }
    return ids;
  }

  /** The first section of a list that has an id; asked for once all filters are laid together. */
  Optional<SectionView> child(String list, String id) {
    return Optional.ofNullable(byId.computeIfAbsent(list, this::index).get(id));
  }

  private Map<String, SectionView> index(String list) {
    Map<String, SectionView> index = new HashMap<>();
    List<String> ids = ids(list);
    for (int i = 0; i < ids.size(); i++) {
      index.putIfAbsent(ids.get(i), children(list).get(i));
    }
    return index;
  }

  /** Whether a section that takes any key is there. */
  boolean opened(String key) {
    return pairs.containsKey(key);
  }

  /** The keys of a section that takes any key; empty when it is not there. */
  Map<String, Written> pairs(String key) {
    return pairs.getOrDefault(key, Map.of());
  }

  /** Follows a path to a setting; empty when there is none. */
  Optional<Found> find(String path) {
    String[] parts = path.split("/", -1);
    SectionView at = this;
    for (int i = 0; i + 1 < parts.length; i += 2) {
      Optional<Definition> list = table.find(at.kind(), parts[i]);
      if (list.filter(d -> d.type() == SettingType.PAIRS).isPresent()) {
        Written written = at.pairs(parts[i]).get(parts[parts.length - 1]);
        return Optional.of(new Found(at, Optional.empty(), Optional.ofNullable(written)));
      }
      Optional<SectionView> next =
          i + 2 < parts.length
              ? at.child(parts[i], SectionNames.unescape(parts[i + 1]))
              : Optional.empty();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    SectionView end = at;
    return table
        .find(end.kind(), parts[parts.length - 1])
        .map(d -> new Found(end, Optional.of(d), end.written(d.key())));
  }

  /** A setting of a section. */
  record Found(SectionView section, Optional<Definition> definition, Optional<Written> written) {}
}
