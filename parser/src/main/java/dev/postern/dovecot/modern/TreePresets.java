package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.SettingType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What Dovecot 2.4 sets by itself inside sections, for one reading of the configuration. */
final class TreePresets {
  private final Map<List<TreeKey>, Map<String, String>> sections = new LinkedHashMap<>();
  private final TreeTable table;

  TreePresets(TreeTable table, Reading reading) {
    this.table = table;
    for (TreeTable.Preset preset : table.presets()) {
      List<String> path = preset.path();
      String setting = path.get(path.size() - 1);
      String value = preset.value();
      if (table.hasChanged(setting)) {
        value = reading.changed(table, setting, String.join("/", path)).orElse(value);
      }
      section(path.subList(0, path.size() - 1)).put(setting, value);
    }
    for (TreeTable.Change change : table.newestFirst()) {
      if (table.find(change.setting()).filter(TreeSetting::isList).isPresent()) {
        reading
            .changed(table, change.setting(), change.path())
            .ifPresent(words -> replace(List.of(change.path().split("/", -1)), words));
      }
    }
  }

  private Map<String, String> section(List<String> path) {
    return sections.computeIfAbsent(keys(path), keys -> new LinkedHashMap<>());
  }

  /** The default of a list as a whole. */
  private void replace(List<String> path, String words) {
    Map<String, String> entries = section(path);
    entries.clear();
    for (String word : words.split(" ", -1)) {
      if (!word.isEmpty()) {
        entries.put(word, "yes");
      }
    }
  }

  /** Sections as keys: of a type whose sections have names, the next word is the name. */
  List<TreeKey> keys(List<String> path) {
    List<TreeKey> keys = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      boolean named = i + 1 < path.size() && isNamed(path.get(i));
      keys.add(named ? TreeKey.of(path.get(i), path.get(++i)) : TreeKey.of(path.get(i)));
    }
    return List.copyOf(keys);
  }

  private boolean isNamed(String type) {
    return type.startsWith("@")
        || table.find(type).filter(s -> s.type() == SettingType.NAMED_FILTERS).isPresent();
  }

  Optional<String> value(List<TreeKey> section, String setting) {
    return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(setting));
  }

  /** The values of one section by setting; empty when there is none by default. */
  Map<String, String> of(List<TreeKey> section) {
    return sections.getOrDefault(section, Map.of());
  }

  /** The entries of a list in one section. */
  Map<String, String> entries(List<TreeKey> section, String list) {
    List<TreeKey> keys = new ArrayList<>(section);
    keys.add(TreeKey.of(list));
    return of(keys);
  }

  /** The sections that exist by default, in order of appearance. */
  Set<List<TreeKey>> all() {
    return sections.keySet();
  }

  boolean exists(List<TreeKey> section) {
    return sections.keySet().stream()
        .anyMatch(
            keys ->
                keys.size() >= section.size() && keys.subList(0, section.size()).equals(section));
  }

  /** The names of the sections of a type inside another, sorted. */
  Set<String> names(List<TreeKey> around, String type) {
    Set<String> names = new TreeSet<>();
    for (List<TreeKey> keys : sections.keySet()) {
      if (keys.size() > around.size() && keys.subList(0, around.size()).equals(around)) {
        TreeKey next = keys.get(around.size());
        if (next.named() && next.type().equals(type)) {
          names.add(next.name());
        }
      }
    }
    return names;
  }
}
