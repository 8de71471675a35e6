package dev.postern.dovecot;

import dev.postern.dovecot.SettingsTable.Definition;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Platform;
import dev.postern.posture.Version;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The effective settings of one Dovecot, for any connection, with the statement or default each
 * comes from: the answers of doveconf.
 */
public final class DovecotSettings {
  static final Function<List<Origin>, String> WITHOUT_NOTES = origins -> "";

  private final Defaults defaults;
  private final Dialect dialect;
  private final List<Layer> layers;
  private final List<Includes.Missing> missing;
  private final FileNotes notes;
  private final Optional<Includes.Missing> packageProtocols;
  private final String mainFile;

  private DovecotSettings(
      Defaults defaults,
      Dialect dialect,
      List<Layer> layers,
      List<Includes.Missing> missing,
      Optional<Includes.Missing> packageProtocols,
      FileNotes notes,
      String mainFile) {
    this.defaults = defaults;
    this.dialect = dialect;
    this.layers = layers;
    this.missing = missing;
    this.notes = notes;
    this.packageProtocols = packageProtocols;
    this.mainFile = mainFile;
  }

  /**
   * Reads a main file and what it includes. The saved output of {@code doveconf -n} is taken as
   * well; its first line tells the version. A file that is not there or not text gives a problem
   * and no settings.
   *
   * @param mainFile path in the tree, such as {@code etc/dovecot/dovecot.conf}
   */
  public static DovecotSettings read(FileTree tree, String mainFile, Platform platform) {
    SettingsTable table = SettingsTable.dovecot23();
    SourceFile source;
    Optional<String> unreadable;
    try {
      Optional<SourceFile> found = tree.read(mainFile);
      boolean text = found.filter(file -> file.text().indexOf('\0') < 0).isPresent();
      source = found.filter(file -> text).orElseGet(() -> SourceFile.of(mainFile, ""));
      unreadable =
          text
              ? Optional.empty()
              : Optional.of(found.isPresent() ? "the file is not text" : "no such file");
    } catch (FileTree.Unreadable e) {
      source = SourceFile.of(mainFile, "");
      unreadable = Optional.of("the file cannot be read: " + e.why());
    }
    DovecotFile main = DovecotParser.parse(source);
    BuildHints hints = BuildHints.of(main, platform);
    Defaults defaults = new Defaults(table, hints.version(), hints.distribution());
    SettingsReader reader = new SettingsReader(tree, defaults, main);
    unreadable.ifPresent(why -> reader.notes().unreadable(mainFile, why));
    Dialect early = Dialect.of(main.statements(), main.statements(), hints.version());
    if (early.name().equals("2.4")) {
      reader.notes().unevaluated(main, early.evaluated().orElseThrow());
    } else {
      reader.read();
    }
    Dialect dialect =
        Dialect.of(main.statements(), reader.includes().statements(), hints.version());
    DovecotSettings settings =
        new DovecotSettings(
            defaults,
            dialect,
            reader.layers(),
            reader.includes().missing(),
            reader.includes().packageProtocols(),
            reader.notes(),
            mainFile);
    if (!early.name().equals("2.4") && unreadable.isEmpty()) {
      new SettingsCheck(settings, reader.notes()).check();
    }
    return settings;
  }

  /** In the order in which Dovecot would meet them. */
  public List<Problem> problems() {
    return notes.problems();
  }

  /** What was read, in that order, with its own problems. */
  public List<ReadFile> files() {
    return notes.files();
  }

  /** Whether doveconf -n refuses the configuration. */
  public boolean refused() {
    return notes.refusal().isPresent();
  }

  /** The first error that doveconf -n stops at. */
  Optional<Problem> refusal() {
    return notes.refusal();
  }

  /** The first error that keeps the server from starting. */
  public Optional<Problem> serverRefusal() {
    return notes.serverRefusal();
  }

  /** Why no setting of this configuration is evaluated; empty when they are. */
  public Optional<String> unevaluated() {
    return dialect.evaluated();
  }

  public Fact<Version> version() {
    return defaults.version();
  }

  public String mainFile() {
    return mainFile;
  }

  /** Dovecot's message when the filters that match a connection contradict each other. */
  public Optional<String> conflict(Scope scope) {
    return merge(scope).conflict();
  }

  /**
   * The value of a setting, as the server takes it.
   *
   * @param name a setting or a path: {@code ssl}, {@code
   *     service/imap-login/inet_listener/imap/port}, {@code plugin/quota}
   * @return unknown also when Dovecot has no such setting
   */
  public Fact<String> value(Scope scope, String name) {
    if (dialect.evaluated().isPresent()) {
      return Fact.unknown(dialect.evaluated().get());
    }
    Merge merge = merge(scope);
    if (merge.conflict().isPresent()) {
      return Fact.unknown(merge.conflict().get());
    }
    Optional<SectionView.Found> found = merge.root().find(defaults.table(), name);
    if (found.isEmpty()
        || (found.get().definition().isEmpty() && found.get().written().isEmpty())) {
      return Fact.unknown("Dovecot has no setting " + name);
    }
    return value(found.get(), name);
  }

  private Fact<String> value(SectionView.Found found, String name) {
    Optional<Written> written = found.written();
    for (Includes.Missing include : missing) {
      boolean mayChange =
          !name.startsWith("service/")
              && (written.isEmpty() || written.get().equals(include.settingsBefore().get(name)));
      if (mayChange) {
        return Fact.unknown(
            "%s includes %s, which is not there and may set %s"
                .formatted(include.place(), include.pattern(), name),
            written.map(w -> List.<Origin>of(w.origin())).orElse(List.of()));
      }
    }
    return written
        .map(Written::value)
        .orElseGet(
            () -> defaults.of(found.section().base(), found.definition().orElseThrow(), name));
  }

  /** The names of the sections of a list, such as {@code service/imap-login/inet_listener}. */
  public List<String> sections(Scope scope, String path) {
    int last = path.lastIndexOf('/');
    SectionView at = merge(scope).root();
    Optional<SectionView> around =
        last < 0 ? Optional.of(at) : child(at, path.substring(0, last).split("/", -1));
    return around.map(view -> view.ids(path.substring(last + 1))).orElse(List.of());
  }

  private static Optional<SectionView> child(SectionView from, String[] path) {
    Optional<SectionView> at = Optional.of(from);
    for (int i = 0; i + 1 < path.length && at.isPresent(); i += 2) {
      String list = path[i];
      String id = SectionNames.unescape(path[i + 1]);
      at = at.flatMap(view -> view.child(list, id));
    }
    return at;
  }

  /**
   * What {@code doveconf -n} or {@code doveconf -a} prints, its comments left out; nothing when
   * doveconf refuses the configuration or the scope's filters conflict.
   *
   * @param all every setting, not only those that differ from the default
   */
  public String print(boolean all, Scope scope) {
    return print(all, scope, WITHOUT_NOTES);
  }

  /**
   * The same with a note behind each value.
   *
   * @param note the note on a value of these origins, which are empty for a default
   */
  public String print(boolean all, Scope scope, Function<List<Origin>, String> note) {
    Merge merge = merge(scope);
    if (refused() || merge.conflict().isPresent()) {
      return "";
    }
    SettingsText top =
        new SettingsText(
            defaults, all ? SettingsText.Choice.ALL : SettingsText.Choice.CHANGED, note);
    List<String> lines = new ArrayList<>(top.lines(merge.root()));
    SettingsText inner = new SettingsText(defaults, SettingsText.Choice.WRITTEN, note);
    layers.stream()
        .filter(layer -> !layer.filter().equals(Filter.NONE))
        .filter(layer -> layer.filter().mayMatch(scope.asFilter()))
        .sorted((a, b) -> Filter.MOST_SPECIFIC.compare(b.filter(), a.filter()))
        .forEach(
            layer ->
                lines.addAll(
                    SettingsText.inFilter(
                        layer.filter(), inner.lines(new SectionView(List.of(layer.root()))))));
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /**
   * The same as a map from path to value with its origins, secrets hidden: {@code
   * service/imap-login/inet_listener/imap/port}.
   */
  public Map<String, Fact<String>> flat(boolean all, Scope scope) {
    Map<String, Fact<String>> result = new LinkedHashMap<>();
    Merge merge = merge(scope);
    if (!refused() && merge.conflict().isEmpty()) {
      collect(merge.root(), "", all, result);
    }
    return result;
  }

  private void collect(
      SectionView section, String prefix, boolean all, Map<String, Fact<String>> result) {
    SettingsText names = new SettingsText(defaults, SettingsText.Choice.ALL);
    for (Definition definition : defaults.table().of(section.kind())) {
      String path = prefix + definition.key();
      Optional<Written> written = section.written(definition.key());
      switch (definition.type()) {
        case PAIRS ->
            section
                .pairs(definition.key())
                .forEach((key, w) -> result.put(path + "/" + key, hidden(key, w.value())));
        case SECTIONS, ARRAY -> {
          List<String> ids = section.ids(definition.key());
          for (int i = 0; i < ids.size(); i++) {
            SectionView child = section.child(definition.key(), ids.get(i)).orElseThrow();
            String name = names.name(child, ids.get(i));
            collect(child, path + "/" + (name.isEmpty() ? i : name) + "/", all, result);
          }
        }
        default -> {
          if (written.isPresent() || (all && !definition.hidden())) {
            Fact<String> value =
                value(new SectionView.Found(section, Optional.of(definition), written), path);
            result.put(path, hidden(definition.key(), value));
          }
        }
      }
    }
  }

  private static Fact<String> hidden(String key, Fact<String> value) {
    return value.map(
        text ->
            Secrets.isSecret(key) && !text.isEmpty() ? Secrets.HIDDEN : Secrets.hideParts(text));
  }

  /** Debian's own include of the packages' protocols, when what it names was not given. */
  Optional<Includes.Missing> absentPackageProtocols() {
    return packageProtocols.filter(
        include -> {
          Optional<Written> now =
              Optional.ofNullable(layers.get(0).root().values().get("protocols"));
          boolean anew =
              now.isPresent()
                  && !now.get().equals(include.settingsBefore().get("protocols"))
                  && now.get().value().origins().size() == 1;
          return !anew;
        });
  }

  Merge merge(Scope scope) {
    return Merge.of(layers, scope.asFilter());
  }

  List<Layer> layers() {
    return layers;
  }

  Defaults defaults() {
    return defaults;
  }
}
