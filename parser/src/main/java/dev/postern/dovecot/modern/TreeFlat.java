package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of Dovecot 2.4 as a map from path to value: {@code ssl_server_cert_file}, {@code
 * service/imap-login/inet_listener/imap/port}.
 */
final class TreeFlat {
  private final TreeSettings settings;
  private final TreeLookup lookup;
  private final TreeNode root;

  TreeFlat(TreeSettings settings, TreeLookup lookup, TreeNode root) {
    this.settings = settings;
    this.lookup = lookup;
    this.root = root;
  }

  /**
   * The map.
   *
   * @param all every setting, not only those that were written
   */
  Map<String, Fact<String>> of(boolean all, Scope scope) {
    Map<List<TreeKey>, Set<String>> asked = new LinkedHashMap<>();
    if (all) {
      for (TreeSetting setting : lookup.table().all()) {
        if (!setting.hidden() && !setting.isFilter()) {
          asked.computeIfAbsent(List.of(), k -> new TreeSet<>()).add(setting.key());
        }
      }
      for (List<TreeKey> keys : lookup.presets().all()) {
        boolean group = !keys.isEmpty() && keys.get(0).isGroup();
        if (!group) {
          add(asked, keys, lookup.presets().of(keys).keySet());
        }
      }
    }
    collect(TreeMerge.of(root, scope), List.of(), asked);
    Map<String, Fact<String>> result = new TreeMap<>();
    asked.forEach((keys, names) -> names.forEach(name -> put(result, scope, keys, name)));
    return result;
  }

  private void collect(TreeNode node, List<TreeKey> keys, Map<List<TreeKey>, Set<String>> asked) {
    add(asked, keys, node.values().keySet());
    add(asked, keys, node.lists().keySet());
    for (TreeNode child : node.children()) {
      if (child.key().isSection() && !child.key().isGroup()) {
        List<TreeKey> inner = new ArrayList<>(keys);
        inner.add(child.key());
        collect(child, inner, asked);
      }
    }
  }

  /** Sections without a name are left out where the setting's own name tells them. */
  private void add(
      Map<List<TreeKey>, Set<String>> asked, List<TreeKey> keys, Iterable<String> names) {
    TreeKey last = keys.isEmpty() ? TreeKey.ROOT : keys.get(keys.size() - 1);
    boolean list =
        last.isSection()
            && !last.named()
            && lookup.table().find(last.type()).filter(TreeSetting::isList).isPresent();
    if (list) {
      add(asked, keys.subList(0, keys.size() - 1), List.of(last.type()));
      return;
    }
    for (String name : names) {
      boolean told = last.isSection() && !last.named() && name.startsWith(last.type() + "_");
      asked
          .computeIfAbsent(told ? keys.subList(0, keys.size() - 1) : keys, k -> new TreeSet<>())
          .add(name);
    }
  }

  private void put(Map<String, Fact<String>> result, Scope scope, List<TreeKey> keys, String name) {
    StringBuilder path = new StringBuilder();
    for (TreeKey key : keys) {
      path.append(key.type()).append('/');
      if (key.named()) {
        path.append(SectionNames.escape(key.name())).append('/');
      }
    }
    TreeKey last = keys.isEmpty() ? TreeKey.ROOT : keys.get(keys.size() - 1);
    String shown = TreeText.stripped(lookup.table(), last, name);
    Fact<String> value = settings.value(scope, path + shown);
    result.put(
        path + shown,
        value.map(
            text ->
                Secrets.isSecret(name) && !text.isEmpty()
                    ? Secrets.HIDDEN
                    : Secrets.hideParts(text)));
  }
}
