package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.Counter;
import dev.postern.dovecot.settings.SettingType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where a setting of Dovecot 2.4 stands. {@code ssl_server_cert_file} and {@code ssl_server {
 * cert_file }} are one: both stand inside {@code ssl_server}, as doveconf prints them
 * (config_apply_line_full() and replace_filter_prefix(), Dovecot 2.4.4).
 */
final class TreePaths {
  /** Dovecot knows no limit; nobody writes more. */
  static final int MAX_DEPTH = 100;

  private final TreeTable table;

  TreePaths(TreeTable table) {
    this.table = table;
  }

  /** A setting, or an entry of a list behind a slash, in a section. */
  record Place(TreeNode node, String key) {

    /** The setting without the entry of a list. */
    String setting() {
      int slash = key.indexOf('/');
      return slash < 0 ? key : key.substring(0, slash);
    }
  }

  /** Finds a place among the sections that are there; empty when one of them is not. */
  Optional<Place> find(TreeNode from, String path) {
    return walk(from, path, Optional.empty());
  }

  /**
   * Finds a place and makes the sections on the way to it.
   *
   * @return empty when they are nested too deeply
   */
  Optional<Place> open(TreeNode from, String path, Counter counter) {
    return walk(from, path, Optional.of(counter));
  }

  private Optional<Place> walk(TreeNode from, String path, Optional<Counter> counter) {
    TreeNode at = from;
    String rest = path;
    while (at.depth() <= MAX_DEPTH) {
      int slash = rest.indexOf('/');
      Optional<TreeSetting> type =
          slash < 0 ? Optional.empty() : table.find(rest.substring(0, slash));
      if (type.isPresent()) {
        int second =
            type.get().type() == SettingType.NAMED_FILTERS ? rest.indexOf('/', slash + 1) : -1;
        TreeKey key =
            second >= 0
                ? TreeKey.of(type.get().key(), rest.substring(slash + 1, second))
                : TreeKey.of(type.get().key());
        Optional<TreeNode> child = at.child(key);
        if (child.isPresent() || type.get().isFilter()) {
          if (child.isEmpty() && counter.isEmpty()) {
            return Optional.empty();
          }
          at = child.isPresent() ? child.get() : at.open(key, counter.get());
          rest = rest.substring(Math.max(slash, second) + 1);
          continue;
        }
      }
      Optional<String> inside = filterOf(at.key(), rest);
      if (inside.isEmpty()) {
        return Optional.of(new Place(at, rest));
      }
      rest = inside.get() + "/" + rest;
    }
    return Optional.empty();
  }

  /** The section without a name in which a setting is kept that is written outside it. */
  private Optional<String> filterOf(TreeKey around, String key) {
    List<String> prefixes = table.filterPrefixes();
    int found = Collections.binarySearch(prefixes, key);
    int at = found >= 0 ? found : -found - 1;
    int underscore = key.indexOf('_');
    String first = underscore < 0 ? key : key.substring(0, underscore);
    for (int i = at - 1; i >= 0; i--) {
      String prefix = prefixes.get(i);
      if (key.startsWith(prefix)) {
        String type = prefix.substring(0, prefix.length() - 1);
        return type.equals(around.fullPrefix()) ? Optional.empty() : Optional.of(type);
      }
      if (first.compareTo(prefix) > 0) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The full name of a setting that is written inside a section, its prefix left out or not.
   *
   * @return empty when Dovecot has no such setting
   */
  Optional<TreeSetting> setting(TreeKey section, String key) {
    Optional<TreeSetting> full = Optional.empty();
    if (section.isSection()) {
      if (section.named()) {
        full = prefixed(ungrouped(section.fullPrefix()), key);
      }
      if (full.isEmpty()) {
        full = prefixed(ungrouped(section.type()), key);
      }
    }
    return full.isPresent() ? full : table.find(key);
  }

  private static String ungrouped(String prefix) {
    return prefix.startsWith("@") ? prefix.substring(1) : prefix;
  }

  /** Sections without a name are never meant by a prefix that is left out. */
  Optional<TreeSetting> prefixed(String prefix, String key) {
    return table.find(prefix + "_" + key).filter(s -> s.type() != SettingType.FILTER);
  }
}
