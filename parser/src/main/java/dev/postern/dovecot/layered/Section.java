package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.SettingsTable.DefaultSection;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was written in one section of one filter, over what exists by default. Filled while files
 * are read, not touched afterwards.
 */
final class Section {
  private final String kind;
  private final String defaultName;
  private final DefaultSection defaults;
  private final Map<String, Written> values = new LinkedHashMap<>();
  private final Map<String, Map<String, Written>> pairs = new LinkedHashMap<>();
  private final Set<String> pairPaths = new HashSet<>();
  private final Map<String, Map<String, Section>> lists = new LinkedHashMap<>();

  /**
   * An empty one.
   *
   * @param kind the sections it stands in, such as {@code service/inet_listener}
   */
  Section(String kind, DefaultSection defaults) {
    this(kind, "", Optional.of(defaults));
  }

  private Section(String kind, String id, Optional<DefaultSection> byDefault) {
    this.kind = kind;
    this.defaultName = byDefault.isPresent() ? id : "";
    this.defaults = byDefault.orElse(DefaultSection.NONE);
  }

  String kind() {
    return kind;
  }

  Map<String, Written> values() {
    return values;
  }

  /** The keys of a section that takes any key; empty when it is not there at all. */
  Optional<Map<String, Written>> pairs(String key) {
    return Optional.ofNullable(pairs.get(key));
  }

  /**
   * Opens a section that takes any key.
   *
   * @param path under which its keys can be set from now on: {@code plugin/0}
   */
  Map<String, Written> openPairs(String key, String path) {
    pairPaths.add(path);
    return pairs.computeIfAbsent(key, k -> new LinkedHashMap<>());
  }

  /** Whether a section that takes any key was opened here under this very path. */
  boolean hasOpenedPairs(String path) {
    return pairPaths.contains(path);
  }

  /** Whether a list has a section of an id, opened or by default. */
  boolean has(String list, String id) {
    return lists.getOrDefault(list, Map.of()).containsKey(id)
        || defaults.list(list).containsKey(id);
  }

  /** The section of an id in a list, if it was opened or exists by default. */
  Optional<Section> find(String list, String id) {
    Section found = lists.getOrDefault(list, Map.of()).get(id);
    if (found == null && defaults.list(list).containsKey(id)) {
      return Optional.of(open(list, id));
    }
    return Optional.ofNullable(found);
  }

  Section open(String list, String id) {
    return lists
        .computeIfAbsent(list, k -> new LinkedHashMap<>())
        .computeIfAbsent(
            id,
            k ->
                new Section(
                    kind.isEmpty() ? list : kind + "/" + list,
                    id,
                    Optional.ofNullable(defaults.list(list).get(id))));
  }

  /** Ids of a list: those that exist by default first, then the others in order of appearance. */
  List<String> ids(String list) {
    List<String> ids = new ArrayList<>(defaults.list(list).keySet());
    for (String id : lists.getOrDefault(list, Map.of()).keySet()) {
      if (!defaults.list(list).containsKey(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** The default of a setting here; empty when there is none at all. */
  Optional<String> fallback(Definition definition) {
    String own = defaults.values().get(definition.key());
    return own != null ? Optional.of(own) : definition.fallback();
  }

  /** The name of a section that exists by default, until it is given another. */
  String defaultName() {
    return defaultName;
  }

  /** Every section that takes any key and is there. */
  Map<String, Map<String, Written>> allPairs() {
    return pairs;
  }

  /** The lists that have a section here. */
  Set<String> lists() {
    Set<String> all = new LinkedHashSet<>(defaults.children().keySet());
    all.addAll(lists.keySet());
    return all;
  }
}
