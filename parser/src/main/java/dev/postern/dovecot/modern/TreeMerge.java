package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.Counter;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tree as {@code doveconf -f} prints it for a connection: each filter that matches is laid over
 * the section around it, in the order of their creation, and what does not match is left out
 * (config_parse_merge_filters(), Dovecot 2.4.4). A filter's own filters go with it: over one of the
 * same kind that was laid over the rest before, they come too late.
 */
final class TreeMerge {
  private static final Comparator<TreeNode> BY_CREATION = Comparator.comparingInt(TreeNode::order);

  private final Counter counter = new Counter();
  private final List<TreeNode> filters = new ArrayList<>();
  private final Set<TreeNode> dropped = new HashSet<>();

  private TreeMerge() {}

  static TreeNode of(TreeNode root, Scope scope) {
    return new TreeMerge().merged(root, scope.asFilter());
  }

  private TreeNode merged(TreeNode root, Filter asked) {
    TreeNode copy = TreeNode.root();
    List<TreeNode> originals = new ArrayList<>();
    collect(root, originals);
    originals.sort(BY_CREATION);
    for (TreeNode original : originals) {
      TreeNode at = copy;
      for (TreeKey key : original.keys()) {
        at = open(at, key);
      }
      set(original, at);
    }
    // More are added while they are gone through.
    for (int i = 0; i < filters.size(); i++) {
      TreeNode filter = filters.get(i);
      if (filter.key().filter().matches(asked)) {
        lay(filter, filter.parent().orElseThrow());
      } else if (!filter.key().filter().mayMatch(asked)) {
        dropped.add(filter);
      }
    }
    TreeNode result = TreeNode.root();
    keep(copy, result);
    return result;
  }

  private static void collect(TreeNode node, List<TreeNode> all) {
    all.add(node);
    node.children().forEach(child -> collect(child, all));
  }

  private TreeNode open(TreeNode around, TreeKey key) {
    boolean isNew = around.child(key).isEmpty();
    TreeNode node = around.open(key, counter);
    if (isNew && !key.isSection()) {
      filters.add(node);
    }
    return node;
  }

  private void lay(TreeNode from, TreeNode over) {
    dropped.add(from);
    set(from, over);
    // A filter may stand in one of its own kind, which then gets what is in it.
    for (TreeNode child : List.copyOf(from.children())) {
      lay(child, open(over, child.key()));
    }
  }

  private static void set(TreeNode from, TreeNode into) {
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
    into.includeAll(from);
  }

  private void keep(TreeNode from, TreeNode into) {
    set(from, into);
    for (TreeNode child : from.children()) {
      if (!dropped.contains(child)) {
        keep(child, into.open(child.key(), counter));
      }
    }
  }
}
