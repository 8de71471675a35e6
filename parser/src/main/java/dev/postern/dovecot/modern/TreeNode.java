package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was written inside one section of Dovecot 2.4. Every section is a filter there: of
 * connections, or of the part of the server that asks. Filled while files are read.
 */
final class TreeNode {
  private final Optional<TreeNode> parent;
  private final TreeKey key;
  private final int order;
  private final int depth;
  private final Map<TreeKey, TreeNode> children = new LinkedHashMap<>();
  private final Map<String, Written> values = new LinkedHashMap<>();
  private final Map<String, TreeList> lists = new LinkedHashMap<>();
  private final Map<String, GroupPick> groups = new LinkedHashMap<>();
  private final Set<GroupPick> uses = new LinkedHashSet<>();
  private final Map<String, Loan> lent = new LinkedHashMap<>();

  /** A group that is included; {@code group} is where its settings stand. */
  record GroupPick(String name, TreeNode group) {}

  /** The list of a group that stands for one's own; {@code names} as it is included. */
  private record Loan(TreeNode group, Set<String> names) {}

  /** The outermost section. */
  static TreeNode root() {
    return new TreeNode(Optional.empty(), TreeKey.ROOT, 0);
  }

  private TreeNode(Optional<TreeNode> parent, TreeKey key, int order) {
    this.parent = parent;
    this.key = key;
    this.order = order;
    this.depth = parent.map(p -> p.depth + 1).orElse(0);
  }

  Optional<TreeNode> parent() {
    return parent;
  }

  TreeKey key() {
    return key;
  }

  int order() {
    return order;
  }

  /** How many sections stand around it. */
  int depth() {
    return depth;
  }

  Map<String, Written> values() {
    return values;
  }

  Map<String, TreeList> lists() {
    return lists;
  }

  /** The last one of each label, as doveconf -n prints them and the server takes them. */
  Map<String, GroupPick> groups() {
    return Collections.unmodifiableMap(groups);
  }

  /**
   * All in the order of their use: the first that has a setting gives it to doveconf, for {@code
   * $SET:} and doveconf -a (config_parser_include_merge()).
   */
  Set<GroupPick> uses() {
    return Collections.unmodifiableSet(uses);
  }

  /** Includes a group without merging it: as 2.4.0 and 2.4.1 do. */
  void refer(String label, GroupPick pick) {
    groups.put(label, pick);
  }

  void include(String label, GroupPick pick) {
    groups.put(label, pick);
    uses.add(pick);
    for (TreeNode child : pick.group().children()) {
      String type = child.key().type();
      if (child.key().named() && !has(type)) {
        lent.putIfAbsent(type, new Loan(pick.group(), pick.group().names(type)));
      }
    }
  }

  private boolean isOf(String type) {
    return key.named() && key.type().equals(type);
  }

  /**
   * The names of the sections of a type as this one lists them. A group that is included where
   * there are none yet lends its list, to which all that come later are added
   * (config_module_parsers_merge()).
   */
  Set<String> names(String type) {
    Loan loan = lent.get(type);
    Set<String> names = new LinkedHashSet<>(loan == null ? Set.of() : loan.names);
    children.values().stream().filter(c -> c.isOf(type)).forEach(c -> names.add(c.key.name()));
    if (loan != null) {
      names.addAll(loan.group.names(type));
    }
    return names;
  }

  /** The types of which a group lends the list. */
  Set<String> lent() {
    return Collections.unmodifiableSet(lent.keySet());
  }

  /** Whether a section of a type stands here itself. */
  boolean has(String type) {
    return children.values().stream().anyMatch(child -> child.isOf(type));
  }

  /** Includes what another section includes. */
  void includeAll(TreeNode other) {
    groups.putAll(other.groups);
    uses.addAll(other.uses);
  }

  Collection<TreeNode> children() {
    return children.values();
  }

  Optional<TreeNode> child(TreeKey wanted) {
    return Optional.ofNullable(children.get(wanted));
  }

  /**
   * The section of a key, made when it is not there yet.
   *
   * @param counter counts the sections of one configuration
   */
  TreeNode open(TreeKey wanted, Counter counter) {
    return children.computeIfAbsent(
        wanted, k -> new TreeNode(Optional.of(this), k, counter.next()));
  }

  /** Whether a filter of addresses or names stands here or around. */
  boolean speaksOfAddresses() {
    for (Optional<TreeNode> at = Optional.of(this); at.isPresent(); at = at.get().parent) {
      if (at.get().key.filter().speaksOfAddresses()) {
        return true;
      }
    }
    return false;
  }

  boolean isInGroup() {
    for (Optional<TreeNode> at = Optional.of(this); at.isPresent(); at = at.get().parent) {
      if (at.get().key.isGroup()) {
        return true;
      }
    }
    return false;
  }

  /** The keys of the sections around it from the outside in, and its own; none at the top. */
  List<TreeKey> keys() {
    List<TreeKey> keys = new ArrayList<>();
    TreeNode at = this;
    while (at.parent.isPresent()) {
      keys.add(0, at.key);
      at = at.parent.get();
    }
    return keys;
  }

  /** How many of the sections around it, and of itself, are of a kind. */
  int count(Predicate<TreeKey> kind) {
    return (int) keys().stream().filter(kind).count();
  }

  /** The filters of connections around it, and its own, as one. */
  Filter filter() {
    Filter whole = Filter.NONE;
    for (TreeKey at : keys()) {
      Filter own = at.filter();
      whole =
          new Filter(
              own.protocol().or(whole::protocol),
              own.local().or(whole::local),
              own.localName().or(whole::localName),
              own.remote().or(whole::remote));
    }
    return whole;
  }

  /** Counts sections in the order in which they are created. */
  static final class Counter {
    private int last;

    private int next() {
      return ++last;
    }
  }
}
