package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.GroupPick;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.ShownValue;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Settings as doveconf of Dovecot 2.4 prints them (2.4.4 src/config/doveconf.c). */
final class TreeText {
  private static final String NAME_MARKS = " \"{=<'$";
  private static final String KEY_MARKS = " \"\\#=";

  private final TreeLookup lookup;
  private final TreeNode root;
  private final boolean all;
  private final Function<List<Origin>, String> note;
  private final List<String> lines = new ArrayList<>();
  private List<TreeText> others = List.of();

  /**
   * A printer.
   *
   * @param root the sections as they are shown
   * @param all every setting at the top, not only those that differ from the built-in value
   * @param note what to put behind a value of these origins; none for a default
   */
  TreeText(TreeLookup lookup, TreeNode root, boolean all, Function<List<Origin>, String> note) {
    this.lookup = lookup;
    this.root = root;
    this.all = all;
    this.note = note;
  }

  /**
   * The lines of everything.
   *
   * @param others the same over the other defaults that are possible
   */
  List<String> lines(Optional<Origin.Setting> version, List<TreeText> others) {
    this.others = others;
    lines.add(
        "dovecot_config_version = "
            + lookup.reading().configured()
            + note.apply(version.map(List::<Origin>of).orElse(List.of())));
    settings(root, "");
    for (TreeNode child : root.children()) {
      section(child, "");
    }
    groups(root, "");
    return lines;
  }

  private boolean section(TreeNode node, String indent) {
    int start = lines.size();
    String head = head(node.key());
    if (!head.isEmpty()) {
      lines.add(indent + head + " {");
    }
    String inner = head.isEmpty() ? indent : indent + "  ";
    boolean shown = settings(node, inner);
    shown |= groups(node, inner);
    for (TreeNode child : node.children()) {
      shown |= section(child, inner);
    }
    if (!shown) {
      lines.subList(start, lines.size()).clear();
    } else if (!head.isEmpty()) {
      lines.add(indent + "}");
    }
    return shown;
  }

  /** Empty for a filter of every address, which doveconf prints no section for. */
  private static String head(TreeKey key) {
    if (key.isSection()) {
      return (key.isGroup() ? "group " : "")
          + key.type()
          + (key.named() ? " " + shownName(key.name()) : "");
    }
    Filter filter = key.filter();
    return filter
        .local()
        .filter(net -> net.bits() > 0)
        .map(net -> "local " + net)
        .or(() -> filter.localName().map(name -> "local_name " + name))
        .or(() -> filter.remote().filter(net -> net.bits() > 0).map(net -> "remote " + net))
        .or(() -> filter.protocol().map(name -> "protocol " + name))
        .orElse("");
  }

  private boolean groups(TreeNode node, String indent) {
    node.groups().forEach((label, pick) -> lines.add(indent + "@" + label + " = " + pick.name()));
    return !node.groups().isEmpty();
  }

  /** Whether the section has any setting of its own, though the one with its name is not shown. */
  private boolean settings(TreeNode node, String indent) {
    TreeSet<String> names = new TreeSet<>(node.values().keySet());
    names.addAll(node.lists().keySet());
    if (node == root && all) {
      for (TreeSetting setting : lookup.table().all()) {
        if (!setting.hidden() && !setting.isFilter()) {
          names.add(setting.key());
        }
      }
    }
    for (String name : names) {
      setting(node, lookup.table().find(name).orElseThrow(), indent);
    }
    return !names.isEmpty();
  }

  /** A setting, or a comment where other defaults that are possible make something else of it. */
  private void setting(TreeNode node, TreeSetting setting, String indent) {
    List<String> shown = rendered(node.keys(), setting);
    Set<String> possible = new LinkedHashSet<>();
    possible.add(inOneLine(shown));
    others.forEach(other -> possible.add(inOneLine(other.rendered(node.keys(), setting))));
    if (possible.size() > 1) {
      String key = stripped(lookup.table(), node.key(), setting.key());
      lines.add(
          "%s# %s = %s: not known without the version that runs"
              .formatted(
                  indent,
                  key,
                  String.join(" or ", possible.stream().map(s -> withoutKey(key, s)).toList())));
    } else if (!isLeftOut(node, setting)) {
      shown.forEach(line -> lines.add(indent + line));
    }
  }

  private static String inOneLine(List<String> shown) {
    return String.join(" ", shown.stream().map(String::stripLeading).toList());
  }

  private static String withoutKey(String key, String shown) {
    String rest = shown.substring(key.length() + 1);
    return rest.startsWith("= ") ? rest.substring(2) : rest;
  }

  private List<String> rendered(List<TreeKey> keys, TreeSetting setting) {
    TreeNode node = root;
    for (TreeKey key : keys) {
      node = node.child(key).orElse(node);
    }
    return setting.isList()
        ? list(from(node, setting, TreeNode::lists), setting)
        : List.of(value(node, setting));
  }

  /** Where everything is shown: the group from which the top has what is not set there itself. */
  private TreeNode from(
      TreeNode node, TreeSetting setting, Function<TreeNode, Map<String, ?>> kind) {
    if (node == root && all && !kind.apply(node).containsKey(setting.key())) {
      for (GroupPick pick : node.uses()) {
        if (kind.apply(pick.group()).containsKey(setting.key())) {
          return pick.group();
        }
      }
    }
    return node;
  }

  private String value(TreeNode node, TreeSetting setting) {
    Optional<Written> written = written(node, setting);
    return stripped(lookup.table(), node.key(), setting.key())
        + " = "
        + ShownValue.of(setting.key(), text(written, setting))
        + note(written);
  }

  private Optional<Written> written(TreeNode node, TreeSetting setting) {
    return Optional.ofNullable(from(node, setting, TreeNode::values).values().get(setting.key()));
  }

  private String text(Optional<Written> written, TreeSetting setting) {
    return written.map(Written::text).orElseGet(() -> lookup.builtIn(setting));
  }

  private boolean isLeftOut(TreeNode node, TreeSetting setting) {
    if (setting.isList()) {
      return false;
    }
    String text = text(written(node, setting), setting);
    boolean unchanged = node == root && !all && text.equals(setting.fallback());
    return unchanged || isOwnName(node.key(), setting, text);
  }

  private boolean isOwnName(TreeKey key, TreeSetting setting, String value) {
    return key.named()
        && key.name().equals(value)
        && lookup
            .table()
            .find(key.type())
            .filter(type -> type.nameField().equals(setting.key()))
            .isPresent();
  }

  private List<String> list(TreeNode node, TreeSetting setting) {
    TreeList list = node.lists().getOrDefault(setting.key(), new TreeList());
    String key = stripped(lookup.table(), node.key(), setting.key());
    if (list.entries().isEmpty()) {
      return List.of(key + " = ");
    }
    if (list.replacing() && setting.type() == SettingType.WORD_LIST) {
      List<String> words = new ArrayList<>();
      for (TreeList.Entry entry : list.entries()) {
        if (!entry.written().text().equals("no")) {
          words.add(shownKey(entry.word()));
        }
      }
      Optional<Written> first = list.entries().stream().findFirst().map(TreeList.Entry::written);
      return List.of(key + " = " + String.join(" ", words) + note(first));
    }
    List<String> shown = new ArrayList<>();
    if (list.replacing()) {
      shown.add(key + " = ");
    }
    shown.add(key + " {");
    Map<String, Written> entries =
        setting.type() == SettingType.PAIR_LIST ? new TreeMap<>(list.byWord()) : list.byWord();
    entries.forEach(
        (word, written) ->
            shown.add(
                "  %s = %s%s"
                    .formatted(
                        shownKey(word),
                        ShownValue.of(word, written.text()),
                        note(Optional.of(written)))));
    shown.add("}");
    return shown;
  }

  private String note(Optional<Written> written) {
    return note.apply(written.map(one -> List.<Origin>of(one.origin())).orElse(List.of()));
  }

  /** The name of a setting inside a section, without the prefix that may be left out there. */
  static String stripped(TreeTable table, TreeKey section, String setting) {
    if (!section.isSection()) {
      return setting;
    }
    String full = section.fullPrefix() + "_";
    if (setting.startsWith(full)) {
      return setting.substring(full.length());
    }
    String type = section.type() + "_";
    if (section.named() && setting.startsWith(type)) {
      String rest = setting.substring(type.length());
      return table.find(full + rest).isPresent() ? setting : rest;
    }
    return setting;
  }

  private static String shownName(String name) {
    if (name.isEmpty()) {
      return "\"\"";
    }
    return name.chars().anyMatch(c -> NAME_MARKS.indexOf(c) >= 0)
        ? '"' + ShownValue.escape(name) + '"'
        : name;
  }

  private static String shownKey(String key) {
    return key.chars().anyMatch(c -> KEY_MARKS.indexOf(c) >= 0)
        ? '"' + ShownValue.escape(key) + '"'
        : key;
  }
}
