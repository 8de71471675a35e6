package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeLookup.Asked;
import dev.postern.dovecot.modern.TreeLookup.Entries;
import dev.postern.dovecot.settings.Dialect;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Includes;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.View;
import dev.postern.dovecot.syntax.BuildHints;
import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The settings of Dovecot 2.4: a tree of sections, each of them a filter. */
public final class TreeSettings extends DovecotSettings {
  private static final Set<String> DRIVERS = Set.of("passdb_driver", "userdb_driver");

  private final TreeReader reader;
  private final TreeLookup lookup;

  /** The same files over the other defaults that are possible. */
  private final List<TreeSettings> others;

  private final TreeNode root;
  private final Fact<Version> version;
  private final List<Includes.Missing> missing;
  private final Span start;

  private TreeSettings(
      TreeReader reader, BuildHints hints, DovecotFile main, List<TreeSettings> others) {
    super(Dialect.MODERN, reader.notes(), main.source().path());
    this.reader = reader;
    this.lookup = reader.lookup();
    this.others = others;
    this.root = reader.root();
    this.version = hints.version();
    this.missing = reader.includes().missing();
    this.start = main.source().lineSpan(1);
  }

  /**
   * Reads a main file and what it includes, over all the defaults that may hold: those over which
   * the server would not start do not count while there are others.
   *
   * @param unreadable why the main file could not be read; empty when it could
   */
  public static TreeSettings read(
      FileTree tree, DovecotFile main, BuildHints hints, Optional<String> unreadable) {
    TreeTable table = TreeTable.dovecot24();
    List<TreeSettings> all = new ArrayList<>();
    for (Reading reading : Reading.possible(table, TreeReader.version(main), hints)) {
      TreeReader reader = new TreeReader(tree, table, main, hints.version(), reading);
      unreadable.ifPresent(why -> reader.notes().unreadable(main.source().path(), why));
      reader.read();
      TreeSettings settings = new TreeSettings(reader, hints, main, List.of());
      if (unreadable.isEmpty()) {
        settings.check();
      }
      all.add(settings);
    }
    List<TreeSettings> starting = all.stream().filter(s -> s.serverRefusal().isEmpty()).toList();
    List<TreeSettings> possible = starting.isEmpty() ? all : starting;
    return new TreeSettings(
        possible.get(0).reader, hints, main, possible.subList(1, possible.size()));
  }

  private void check() {
    new TreeCheck(lookup, root, reader.notes(), start).check(reader.unclosed());
    new TreeMasterCheck(this, lookup, root, reader.notes(), start).check();
  }

  @Override
  public Fact<Version> version() {
    return version;
  }

  /** Where the version is told, that of the configuration or the one that runs. */
  @Override
  public Fact<Version> defaultsVersion() {
    Optional<Origin.Setting> written = configured();
    if (written.isEmpty()) {
      return version;
    }
    Set<Version> versions = new LinkedHashSet<>(List.of(lookup.reading().defaults()));
    others.forEach(other -> versions.add(other.lookup.reading().defaults()));
    return Fact.oneOf(
        versions,
        "whether the defaults of dovecot_config_version %s hold depends on the Dovecot that runs and on Pigeonhole"
            .formatted(lookup.reading().configured()),
        List.of(written.get()));
  }

  /** The statement of dovecot_config_version. */
  private Optional<Origin.Setting> configured() {
    return reader
        .version()
        .map(v -> new Origin.Setting(v.span(), "dovecot_config_version = " + v.value()));
  }

  @Override
  public Fact<String> value(Scope scope, String name) {
    String modern = FormerNames.dovecot24().modern(name);
    return lookup
        .asked(modern)
        .map(asked -> FormerNames.dovecot24().old(name, underAll(scope, asked)))
        .orElseGet(() -> Fact.unknown("Dovecot has no setting " + modern));
  }

  /** The value under every reading of the configuration that is possible. */
  private Fact<String> underAll(Scope scope, Asked asked) {
    Fact<String> value = own(scope, asked);
    Set<String> values = new LinkedHashSet<>(value.possibilities());
    boolean open = values.isEmpty();
    for (TreeSettings other : others) {
      Set<String> more = other.own(scope, asked).possibilities();
      open |= more.isEmpty();
      values.addAll(more);
    }
    return open || values.equals(value.possibilities())
        ? value
        : Fact.oneOf(values, lookup.reading().differs(asked.setting().key()), value.origins());
  }

  private Fact<String> own(Scope scope, Asked asked) {
    Optional<Fact<String>> absent = maySetAnew(scope, asked);
    if (absent.isPresent()) {
      return absent.get();
    }
    if (asked.setting().isList()) {
      return list(scope, asked);
    }
    Optional<Written> written = lookup.written(scope, asked);
    if (written.isPresent()) {
      return new TreeVariables(lookup)
          .resolved(asked.sections(), asked.setting().key(), written.get());
    }
    String value = lookup.preset(asked);
    if (value.isEmpty() && DRIVERS.contains(asked.setting().key()) && !asked.sections().isEmpty()) {
      // A database without a driver has the one it is called by.
      value = asked.sections().get(asked.sections().size() - 1).name();
    }
    Origin origin = lookup.origin(asked.setting().key(), value);
    return new TreeVariables(lookup)
        .expand(asked.sections(), asked.setting().key(), value, origin)
        .value();
  }

  /** The words of a list separated by blanks, or the value of one entry. */
  private Fact<String> list(Scope scope, Asked asked) {
    Entries entries = lookup.entries(scope, asked);
    TreeVariables variables = new TreeVariables(lookup);
    Map<String, Fact<String>> all = new LinkedHashMap<>();
    if (entries.open()) {
      lookup
          .presetEntries(asked)
          .forEach((word, value) -> all.put(word, byDefault(asked, word, value)));
    }
    entries
        .entries()
        .forEach(
            (word, written) ->
                all.put(
                    word, variables.resolved(asked.sections(), asked.setting().key(), written)));
    if (!asked.entry().isEmpty()) {
      return all.getOrDefault(
          asked.entry(),
          Fact.unknown("Dovecot has no setting " + asked.setting().key() + "/" + asked.entry()));
    }
    Fact<String> words = Fact.known("", List.<Origin>of());
    for (Map.Entry<String, Fact<String>> entry : all.entrySet()) {
      String word = entry.getKey();
      Fact<String> own = entry.getValue();
      if (TreeVariables.isVariable(word)) {
        Origin origin = lookup.origin(asked.setting().key(), word);
        Fact<String> named = variables.word(asked.sections(), word, origin).value();
        own = own.with(named, (yes, text) -> isNo(yes) ? "" : text);
      } else {
        own = own.map(yes -> isNo(yes) ? "" : word);
      }
      words = words.with(own, TreeSettings::joined);
    }
    return all.isEmpty() ? byDefault(asked, "", "") : words;
  }

  private static String joined(String words, String more) {
    return words.isEmpty() ? more : more.isEmpty() ? words : words + " " + more;
  }

  private static boolean isNo(String value) {
    return value.equalsIgnoreCase("no");
  }

  private Fact<String> byDefault(Asked asked, String word, String value) {
    return Fact.known(value, lookup.origin(asked.setting().key(), word));
  }

  /** Unknown when an include that is not there may set the setting after the last statement. */
  private Optional<Fact<String>> maySetAnew(Scope scope, Asked asked) {
    if (missing.isEmpty() || !asked.sections().isEmpty()) {
      return Optional.empty();
    }
    Optional<Written> written =
        asked.setting().isList()
            ? lookup.entries(scope, asked).entries().values().stream().findFirst()
            : lookup.written(scope, asked);
    for (Includes.Missing include : missing) {
      if (written.isEmpty()
          || written.get().equals(include.settingsBefore().get(asked.setting().key()))
          || asked.setting().isList()) {
        return Optional.of(
            Fact.unknown(
                "%s includes %s, which is not there and may set %s"
                    .formatted(include.place(), include.pattern(), asked.setting().key()),
                written.map(w -> List.<Origin>of(w.origin())).orElse(List.of())));
      }
    }
    return Optional.empty();
  }

  @Override
  public List<String> sections(Scope scope, String path) {
    return List.copyOf(lookup.names(scope, path));
  }

  @Override
  public String print(boolean all, Scope scope, Function<List<Origin>, String> note) {
    if (refused()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text(scope, all, note)
        .lines(configured(), others.stream().map(other -> other.text(scope, all, note)).toList())
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private TreeText text(Scope scope, boolean all, Function<List<Origin>, String> note) {
    TreeNode shown = scope.equals(Scope.GLOBAL) ? root : TreeMerge.of(root, scope);
    return new TreeText(lookup, shown, all, note);
  }

  @Override
  public Map<String, Fact<String>> flat(boolean all, Scope scope) {
    if (refused()) {
      return Map.of();
    }
    return new TreeFlat(this, lookup, root).of(all, scope);
  }

  @Override
  public boolean isComplete() {
    return missing.isEmpty();
  }

  @Override
  public Optional<Includes.Missing> absentPackageProtocols() {
    return reader
        .includes()
        .packageProtocols()
        .filter(
            include -> {
              TreeList now = root.lists().get("protocols");
              return now == null || !now.replacing();
            });
  }

  @Override
  public View seenBy(Scope scope) {
    return new TreeView(lookup, root, scope, start);
  }

  @Override
  public Optional<Origin.Setting> brokenAuth() {
    return new StartVariables(lookup, root).ofAuth();
  }

  @Override
  public List<Written> everywhere(String name) {
    List<Written> all = new ArrayList<>();
    String modern = FormerNames.dovecot24().modern(name);
    List<TreeNode> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.remove(open.size() - 1);
      Optional.ofNullable(node.values().get(modern))
          .ifPresent(written -> all.add(FormerNames.dovecot24().old(name, written)));
      open.addAll(node.children());
    }
    return all;
  }

  @Override
  public List<Filter> filters() {
    Set<Filter> filters = new LinkedHashSet<>();
    List<TreeNode> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.remove(open.size() - 1);
      filters.add(node.filter());
      open.addAll(node.children());
    }
    return List.copyOf(filters);
  }

  @Override
  public List<Filter> authFilters() {
    return filters();
  }
}
