package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeNode.GroupPick;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which statement or default of Dovecot 2.4 decides a setting for a connection
 * (settings_instance_get(), Dovecot 2.4.4 src/lib-settings/settings.c).
 */
final class TreeLookup {
  private static final Comparator<Match> MOST_SPECIFIC =
      Comparator.comparingInt(Match::named)
          .thenComparingInt(Match::filters)
          .thenComparingInt(Match::order)
          .thenComparing(match -> !match.grouped())
          .thenComparingInt(match -> match.node().order())
          .reversed();

  private static final Set<String> OF_ACCOUNTS = Set.of("passdb", "userdb");

  private final TreeTable table;
  private final TreePaths paths;
  private final TreeNode root;
  private final TreePresets presets;
  private final Reading reading;

  TreeLookup(TreeTable table, TreeNode root, Reading reading) {
    this.table = table;
    this.paths = new TreePaths(table);
    this.root = root;
    this.presets = new TreePresets(table, reading);
    this.reading = reading;
  }

  /**
   * A section whose settings count for a connection. Of the groups that a section includes the last
   * one that was defined wins, wherever they are included (settings_apply_groups()).
   *
   * @param order of the section that includes it, where it is a group or in one
   */
  private record Match(TreeNode node, int named, int filters, int order, boolean grouped) {}

  TreeTable table() {
    return table;
  }

  TreePaths paths() {
    return paths;
  }

  TreePresets presets() {
    return presets;
  }

  Reading reading() {
    return reading;
  }

  /** The value that holds by default outside all sections. */
  String fallback(String setting) {
    return presets
        .value(List.of(), setting)
        .orElseGet(() -> table.find(setting).map(this::builtIn).orElse(""));
  }

  /** What doveconf prints outside all sections when nobody has set it. */
  String builtIn(TreeSetting setting) {
    return reading.changed(table, setting.key(), setting.key()).orElse(setting.fallback());
  }

  /** The default that is compiled into the program. */
  String own(TreeSetting setting) {
    return reading.own(table, setting.key(), setting.key()).orElse(setting.fallback());
  }

  Origin.Default origin(String setting, String value) {
    return new Origin.Default("Dovecot", reading.defaults().toString(), setting + " = " + value);
  }

  /** A path of sections as keys: {@code service/auth}. */
  List<TreeKey> keys(String path) {
    return presets.keys(
        path.isEmpty()
            ? List.of()
            : List.of(path.split("/", -1)).stream().map(SectionNames::unescape).toList());
  }

  /** Whether somebody wrote these sections, or they exist by default. */
  boolean exists(List<TreeKey> sections) {
    return node(sections).isPresent() || presets.exists(sections);
  }

  private Optional<TreeNode> node(List<TreeKey> sections) {
    Optional<TreeNode> at = Optional.of(root);
    for (TreeKey key : sections) {
      at = at.flatMap(node -> node.child(key));
    }
    return at;
  }

  /** What was written in one section itself or in a group that it includes. */
  Optional<Written> writtenAt(List<TreeKey> sections, String setting) {
    return node(sections).flatMap(node -> writtenAt(node, setting));
  }

  private Optional<Written> writtenAt(TreeNode node, String setting) {
    Optional<Written> own = own(node, setting);
    for (GroupPick pick : node.uses()) {
      own = own.isPresent() ? own : own(pick.group(), setting);
    }
    return own;
  }

  /**
   * What {@code $SET:} finds in a section: what its filters without names hold, which settings of
   * their prefix are put into, it does not see (config_filter_get_value()).
   */
  Optional<Written> heldAt(List<TreeKey> sections, String setting) {
    return node(sections)
        .flatMap(
            node -> {
              Optional<Written> own = Optional.ofNullable(node.values().get(setting));
              for (GroupPick pick : node.uses()) {
                own = own.or(() -> Optional.ofNullable(pick.group().values().get(setting)));
              }
              return own;
            });
  }

  /** {@code pam_session} in {@code passdb x} stands there itself, not in its {@code passdb_pam}. */
  private Optional<Written> own(TreeNode node, String setting) {
    return paths
        .find(node, setting)
        .flatMap(place -> Optional.ofNullable(place.node().values().get(place.key())))
        .or(() -> Optional.ofNullable(node.values().get(setting)));
  }

  /**
   * A setting as a question names it: in full or without the prefix of its section.
   *
   * @param sections the parts of the server that ask
   */
  record Asked(List<TreeKey> sections, TreeSetting setting, String entry) {}

  /** Empty when Dovecot has no such setting. */
  Optional<Asked> asked(String path) {
    String[] words = path.split("/", -1);
    List<String> all = List.of(words).stream().map(SectionNames::unescape).toList();
    List<TreeKey> keys = presets.keys(all.subList(0, all.size() - 1));
    TreeKey last = keys.isEmpty() ? TreeKey.ROOT : keys.get(keys.size() - 1);
    if (last.isSection() && !last.named()) {
      List<TreeKey> around = keys.subList(0, keys.size() - 1);
      Optional<TreeSetting> list =
          paths
              .setting(around.isEmpty() ? TreeKey.ROOT : around.get(around.size() - 1), last.type())
              .filter(TreeSetting::isList);
      if (list.isPresent()) {
        return list.map(s -> new Asked(around, s, all.get(all.size() - 1)));
      }
    }
    return paths.setting(last, all.get(all.size() - 1)).map(s -> new Asked(keys, s, ""));
  }

  /** The statement that decides a setting; empty when its default holds. */
  Optional<Written> written(Scope scope, Asked asked) {
    for (Match match : matches(scope, asked)) {
      Optional<Written> written = own(match.node(), asked.setting().key());
      if (written.isPresent()) {
        return written;
      }
    }
    return Optional.empty();
  }

  /** The default of a setting, in the most specific section that has one. */
  String preset(Asked asked) {
    List<TreeKey> keys = asked.sections();
    for (int size = keys.size(); size > 0; size--) {
      for (int start = 0; start + size <= keys.size(); start++) {
        Optional<String> value =
            presets.value(keys.subList(start, start + size), asked.setting().key());
        if (value.isPresent()) {
          return value.get();
        }
      }
    }
    return fallback(asked.setting().key());
  }

  /** The default entries of a list, in the most specific section that has any. */
  Map<String, String> presetEntries(Asked asked) {
    List<TreeKey> keys = asked.sections();
    Map<String, String> entries = Map.of();
    for (int size = keys.size(); size >= 0 && entries.isEmpty(); size--) {
      entries = presets.entries(keys.subList(0, size), asked.setting().key());
    }
    return entries;
  }

  /**
   * The entries of a list, those of less specific sections first, each with its statement; empty
   * when nothing of it is written.
   *
   * @return whether the list's default counts as well, and the entries
   */
  Entries entries(Scope scope, Asked asked) {
    List<TreeList> lists = new ArrayList<>();
    boolean open = true;
    for (Match match : matches(scope, asked)) {
      Optional<TreeList> list =
          paths
              .find(match.node(), asked.setting().key())
              .flatMap(place -> Optional.ofNullable(place.node().lists().get(place.key())));
      if (open && list.isPresent()) {
        lists.add(0, list.get());
        open = !list.get().replacing();
      }
    }
    Map<String, Written> entries = new LinkedHashMap<>();
    lists.forEach(list -> entries.putAll(list.byWord()));
    return new Entries(!lists.isEmpty(), open, entries);
  }

  /**
   * A list as a connection sees it.
   *
   * @param written whether any statement speaks of it
   * @param open whether the default adds to it
   */
  record Entries(boolean written, boolean open, Map<String, Written> entries) {}

  /**
   * The names of the sections of a type that somebody wrote or that exist by default: databases of
   * accounts in the order in which auth asks them, others sorted.
   */
  Set<String> names(Scope scope, String path) {
    int slash = path.lastIndexOf('/');
    List<TreeKey> around = slash < 0 ? List.of() : keys(path.substring(0, slash));
    String type = path.substring(slash + 1);
    Set<String> names = new TreeSet<>(presets.names(around, type));
    if (OF_ACCOUNTS.contains(type) && around.isEmpty()) {
      return databases(scope, type);
    }
    for (Match match : matches(scope, around, true)) {
      if (match.named() == around.size() && match.node().has(type)) {
        names.addAll(match.node().names(type));
      }
    }
    return names;
  }

  /**
   * Those in groups and protocols come first, in the order of the protocols' sections and of the
   * groups; who is in a later list as well has its place there (seen of the running 2.4.4).
   */
  private Set<String> databases(Scope scope, String type) {
    List<Match> matches = matches(scope, List.of(), !authSeesNoGroups());
    matches.removeIf(match -> match.named() > 0 || !match.node().has(type));
    matches.sort(
        Comparator.comparing((Match match) -> match.node() == root)
            .thenComparingInt(Match::order)
            .thenComparing(match -> !match.grouped())
            .thenComparingInt(match -> match.node().order()));
    Set<String> names = new LinkedHashSet<>();
    for (Match match : matches) {
      names.removeAll(match.node().names(type));
      names.addAll(match.node().names(type));
    }
    return names;
  }

  /** Whether a section that is listed somewhere has its settings for a connection as well. */
  boolean isThere(Filter connection, TreeKey section) {
    List<Match> matches = new ArrayList<>();
    collect(new Match(root, 0, 0, 0, false), connection, Set.of(), matches);
    return presets.exists(List.of(section))
        || matches.stream().anyMatch(match -> match.node().child(section).isPresent());
  }

  /**
   * The server hands auth the databases of accounts that stand outside all sections behind its
   * groups, where nobody looks for groups any more: of what groups say of auth none counts
   * (config_dump_full_callback() and settings_apply_groups()).
   */
  private boolean authSeesNoGroups() {
    return OF_ACCOUNTS.stream().anyMatch(root::has);
  }

  private List<Match> matches(Scope scope, Asked asked) {
    boolean auth = asked.setting().auth() && asked.setting().key().startsWith("auth_");
    return matches(scope, asked.sections(), !(auth && authSeesNoGroups()));
  }

  private List<Match> matches(Scope scope, List<TreeKey> sections, boolean grouped) {
    List<Match> matches = new ArrayList<>();
    Set<TreeKey> asked = new HashSet<>(sections);
    scope.service().ifPresent(name -> asked.add(TreeKey.of("service", name)));
    collect(new Match(root, 0, 0, 0, false), scope.asFilter(), asked, matches);
    matches.removeIf(match -> match.grouped() && !grouped);
    matches.sort(MOST_SPECIFIC);
    return matches;
  }

  private static void collect(
      Match match, Filter asked, Set<TreeKey> sections, List<Match> matches) {
    matches.add(match);
    for (TreeNode child : match.node().children()) {
      TreeKey key = child.key();
      boolean counts =
          key.isSection() ? sections.contains(key) && !key.isGroup() : key.filter().matches(asked);
      if (counts) {
        int order = match.grouped() ? match.order() : child.order();
        collect(
            new Match(
                child,
                match.named() + (key.named() ? 1 : 0),
                match.filters() + (key.isSection() && !key.named() ? 1 : 0),
                order,
                match.grouped()),
            asked,
            sections,
            matches);
      }
    }
    if (!match.grouped()) {
      for (GroupPick pick : match.node().groups().values()) {
        collect(
            new Match(pick.group(), match.named(), match.filters(), match.order(), true),
            asked,
            sections,
            matches);
      }
    }
  }
}
