package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.Counter;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Scope;

/**
 * The tree as {@code doveconf -f} prints it for a connection: what matches is laid over the rest,
 * what does not is left out (config_parse_merge_filters(), Dovecot 2.4.4).
 */
final class TreeMerge {
  private final TreeNode root;
  private final Counter counter = new Counter();

  TreeMerge(TreeNode root) {
    this.root = root;
  }

  TreeNode of(Scope scope) {
    TreeNode merged = TreeNode.root();
    merge(root, merged, scope.asFilter());
    return merged;
  }

  private void merge(TreeNode from, TreeNode into, Filter asked) {
    into.values().putAll(from.values());
    from.lists()
        .forEach(
            (key, list) -> {
              TreeList copy = new TreeList();
              if (list.replacing()) {
                copy.clear();
              }
              copy.entries().addAll(list.entries());
              into.lists().put(key, copy);
            });
    into.groups().putAll(from.groups());
    // What only a filter has comes behind everything else.
    for (TreeNode child : from.children()) {
      if (!isLaidOver(child, asked)
          && (child.key().isSection() || child.key().filter().mayMatch(asked))) {
        merge(child, into.open(child.key(), counter), asked);
      }
    }
    for (TreeNode child : from.children()) {
      if (isLaidOver(child, asked)) {
        merge(child, into, asked);
      }
    }
  }

  private static boolean isLaidOver(TreeNode child, Filter asked) {
    return !child.key().isSection() && child.key().filter().matches(asked);
  }
}
