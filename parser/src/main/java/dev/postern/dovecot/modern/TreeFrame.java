package dev.postern.dovecot.modern;

import dev.postern.source.Span;
import java.util.Optional;

/**
 * A section of Dovecot 2.4 that is open while files are read.
 *
 * @param type the word before its name; empty at the top
 * @param node where its settings go
 * @param list the list setting it stands for; empty when it is a filter
 * @param definition of a filter that is a setting; empty otherwise
 * @param skipped whether it was refused, so that what stands inside cannot be judged
 */
record TreeFrame(
    String type,
    TreeNode node,
    Optional<TreeSetting> list,
    Optional<TreeSetting> definition,
    boolean skipped,
    Span place) {

  static TreeFrame top(TreeNode root, Span start) {
    return new TreeFrame("", root, Optional.empty(), Optional.empty(), false, start);
  }

  static TreeFrame filter(String type, TreeNode node, Span place) {
    return new TreeFrame(type, node, Optional.empty(), Optional.empty(), false, place);
  }

  static TreeFrame section(TreeSetting setting, TreeNode node, Span place) {
    return new TreeFrame(setting.key(), node, Optional.empty(), Optional.of(setting), false, place);
  }

  static TreeFrame list(TreeSetting setting, TreeNode node, Span place) {
    return new TreeFrame(setting.key(), node, Optional.of(setting), Optional.empty(), false, place);
  }

  TreeFrame skip(String otherType, Span otherPlace) {
    return new TreeFrame(otherType, node, Optional.empty(), Optional.empty(), true, otherPlace);
  }
}
