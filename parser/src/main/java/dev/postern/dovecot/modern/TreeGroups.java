package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.GroupPick;
import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.syntax.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Includes groups in sections: since Dovecot 2.4.2 at once (config_parser_include_merge()); 2.4.0
 * and 2.4.1 look for them when everything is read, and keep to them the last one of each label.
 */
final class TreeGroups {
  private final TreeNode root;
  private final TreeSections sections;
  private final boolean atOnce;
  private final FileNotes notes;
  private final Map<List<Object>, Included> later = new LinkedHashMap<>();

  private record Included(TreeNode node, Statement.GroupUse use) {}

  TreeGroups(TreeNode root, TreeSections sections, boolean atOnce, FileNotes notes) {
    this.root = root;
    this.sections = sections;
    this.atOnce = atOnce;
    this.notes = notes;
  }

  /** Includes a group in a section; the group when it was found at once. */
  Optional<TreeNode> use(TreeNode node, Statement.GroupUse use) {
    if (node.isInGroup()) {
      notes.refuse(use.span(), "Recursive include groups not allowed");
    } else if (!atOnce) {
      later.put(List.of(node, use.label()), new Included(node, use));
    } else if (use.form() == Statement.Form.VARIABLE
        && TreeVariables.isLate("@" + use.label(), use.name())) {
      notes.refuse(use.span(), "Include groups cannot contain $variables");
    } else {
      Optional<TreeNode> group = group(use);
      group.ifPresent(found -> node.include(use.label(), new GroupPick(use.name(), found)));
      return group;
    }
    return Optional.empty();
  }

  /** Looks for the groups that were not looked for at once. */
  void finish() {
    for (Included last : later.values()) {
      Statement.GroupUse use = last.use();
      group(use)
          .ifPresent(found -> last.node().refer(use.label(), new GroupPick(use.name(), found)));
    }
  }

  private Optional<TreeNode> group(Statement.GroupUse use) {
    String label = "@" + use.label();
    Optional<TreeNode> group = sections.group(root, label, use.name(), use.span());
    if (group.isEmpty()) {
      notes.refuse(
          use.span(),
          sections.hasLabel(root, label)
              ? "Unknown group " + label + "=" + use.name()
              : "Unknown group label " + label);
    }
    return group;
  }
}
