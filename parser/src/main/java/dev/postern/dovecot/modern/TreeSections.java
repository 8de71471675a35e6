package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.Counter;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.FilterSection;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the sections of Dovecot 2.4: which may stand in which, with its messages
 * (config_filter_parse() and config_filter_add_new_filter()).
 */
final class TreeSections {
  /** The lists of the auth service, which knows no addresses (config_filter_get_or_add()). */
  private static final Set<String> LOGINS = Set.of("passdb", "userdb");

  private static final Set<String> CONNECTIONS =
      Set.of("protocol", "local", "local_name", "remote");

  /** Sections that must not stand inside some others, even with more between them. */
  private static final Map<String, List<String>> NOT_INSIDE =
      Map.of("namespace", List.of("namespace", "mailbox"), "mailbox", List.of("mailbox"));

  private final TreeLookup lookup;
  private final Counter counter;

  TreeSections(TreeLookup lookup, Counter counter) {
    this.lookup = lookup;
    this.counter = counter;
  }

  /**
   * A section that was opened.
   *
   * @param frame empty when Dovecot refuses it
   * @param needsLookup whether it names a host, whose address the files do not tell
   */
  record Opened(Optional<TreeFrame> frame, String refusal, boolean needsLookup) {
    private static Opened of(TreeFrame frame) {
      return new Opened(Optional.of(frame), "", false);
    }

    private static Opened refused(String why) {
      return new Opened(Optional.empty(), why, false);
    }
  }

  Opened open(TreeFrame around, Statement.SectionStart start) {
    TreeNode node = around.node();
    if (node.depth() >= TreePaths.MAX_DEPTH) {
      return Opened.refused("sections are nested more than " + TreePaths.MAX_DEPTH + " deep");
    }
    String type = start.type();
    String attempts = "";
    if (node.key().isSection()) {
      TreeKey key = node.key();
      Optional<TreeSetting> inside = lookup.paths().prefixed(key.fullPrefix(), type);
      attempts = " (" + key.fullPrefix() + "_" + type;
      if (inside.isEmpty()) {
        inside = lookup.paths().prefixed(key.type(), type);
        attempts += ", " + key.type() + "_" + type + " not found either.)";
      }
      type = inside.map(TreeSetting::key).orElse(type);
    }
    if (type.startsWith("@")) {
      return group(node, new Statement.GroupStart(start.span(), type, start.name()));
    }
    if (CONNECTIONS.contains(type)) {
      return connections(node, type, start);
    }
    Optional<TreeSetting> setting = lookup.table().find(type);
    if (setting.isEmpty()) {
      return Opened.refused("Unknown section name: " + type + attempts);
    }
    return setting.get().isFilter()
        ? filter(node, setting.get(), start)
        : list(node, setting.get(), start);
  }

  private Opened connections(TreeNode node, String type, Statement.SectionStart start) {
    if (type.equals("local_name") && start.name().indexOf(' ') >= 0) {
      return Opened.refused("Multiple names no longer supported in local_name value");
    }
    TreeKey around = node.key();
    if (around.isSection()) {
      return Opened.refused(
          "%s { %s { .. } } not allowed (use %s { %s { .. } } instead)"
              .formatted(around.type(), type, type, around.type()));
    }
    FilterSection.Opened opened =
        FilterSection.open(around.filter(), type, start.name()).orElseThrow();
    if (opened.refusal().isPresent()) {
      return new Opened(Optional.empty(), opened.refusal().get(), opened.needsLookup());
    }
    Filter own = FilterSection.open(Filter.NONE, type, start.name()).orElseThrow().filter();
    return Opened.of(TreeFrame.filter(type, node.open(TreeKey.of(own), counter), start.span()));
  }

  private Opened filter(TreeNode node, TreeSetting setting, Statement.SectionStart start) {
    TreeKey around = node.key();
    String type = setting.key();
    if (setting.type() == SettingType.FILTER) {
      return start.named()
          ? Opened.refused(type + " { } must not have a section name")
          : Opened.of(
              TreeFrame.section(setting, node.open(TreeKey.of(type), counter), start.span()));
    }
    boolean wrong =
        around.named()
            && (type.equals("service")
                ? !around.isGroup()
                : NOT_INSIDE.getOrDefault(type, List.of()).contains(around.type()));
    if (wrong) {
      return Opened.refused("%s { .. } not allowed under %s { .. }".formatted(type, around.type()));
    }
    if (!start.named()) {
      return Opened.refused(type + " { } is missing section name");
    }
    if (LOGINS.contains(type) && node.speaksOfAddresses()) {
      return Opened.refused(
          "Failed to set %s=%s for struct auth: Auth settings not supported inside local/remote blocks: %s"
              .formatted(type, start.name(), type));
    }
    if (start.name().startsWith("__")) {
      return Opened.refused("Named list filter name must not begin with '__': " + start.name());
    }
    return Opened.of(
        TreeFrame.section(
            setting, node.open(TreeKey.of(type, start.name()), counter), start.span()));
  }

  private static Opened list(TreeNode node, TreeSetting setting, Statement.SectionStart start) {
    if (!setting.isList()) {
      return Opened.refused("Setting " + setting.key() + " cannot be used as a section");
    }
    return start.name().isEmpty()
        ? Opened.of(TreeFrame.list(setting, node, start.span()))
        : Opened.refused("Setting " + setting.key() + " cannot have a value for the section");
  }

  /** Opens the definition of a group. */
  Opened group(TreeNode around, Statement.GroupStart start) {
    if (!start.label().startsWith("@")) {
      return Opened.refused("Unknown section name: group (a group's label begins with @)");
    }
    if (around.parent().isPresent()) {
      return Opened.refused("groups must defined at top-level, not under filters");
    }
    TreeNode node = around.open(TreeKey.of(start.label(), start.name()), counter);
    return Opened.of(TreeFrame.filter("group", node, start.span()));
  }

  /**
   * The group of a label and name: one that was defined, else one of Dovecot's own.
   *
   * @param use where it is included
   */
  Optional<TreeNode> group(TreeNode root, String label, String name, Span use) {
    TreeKey key = TreeKey.of(label, name);
    Optional<TreeNode> defined = root.child(key);
    return defined.isPresent() || !lookup.presets().exists(List.of(key))
        ? defined
        : Optional.of(builtIn(key, use));
  }

  boolean hasLabel(TreeNode root, String label) {
    return root.children().stream().anyMatch(child -> child.key().type().equals(label))
        || !lookup.presets().names(List.of(), label).isEmpty();
  }

  private TreeNode builtIn(TreeKey group, Span use) {
    Origin.Setting origin = new Origin.Setting(use, group.type() + " = " + group.name());
    TreeNode top = TreeNode.root();
    for (List<TreeKey> keys : lookup.presets().all()) {
      if (!keys.isEmpty() && keys.get(0).equals(group)) {
        TreeKey last = keys.get(keys.size() - 1);
        boolean list = lookup.table().find(last.type()).filter(TreeSetting::isList).isPresent();
        TreeNode node = top;
        for (TreeKey key : keys.subList(1, keys.size() - (list ? 1 : 0))) {
          node = node.open(key, counter);
        }
        TreeNode section = node;
        lookup
            .presets()
            .of(keys)
            .forEach(
                (setting, value) -> {
                  Written written = new Written(value, Fact.known(value, origin), origin);
                  if (list) {
                    section
                        .lists()
                        .computeIfAbsent(last.type(), l -> new TreeList())
                        .add(setting, written);
                  } else {
                    section.values().put(setting, written);
                  }
                });
      }
    }
    return top;
  }

  /** Whether a setting or a section of that name stands inside. */
  boolean has(TreeNode node, String setting) {
    return node.values().containsKey(setting)
        || node.lists().containsKey(setting)
        || node.children().stream().anyMatch(child -> child.key().type().equals(setting))
        || lookup.presets().value(node.keys(), setting).isPresent();
  }
}
