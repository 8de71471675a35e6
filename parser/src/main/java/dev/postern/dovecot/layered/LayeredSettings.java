package dev.postern.dovecot.layered;

import dev.postern.dovecot.layered.SettingsExport.Choice;
import dev.postern.dovecot.settings.Dialect;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Includes;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.settings.View;
import dev.postern.dovecot.syntax.BuildHints;
import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The settings of Dovecot 2.3 and older: what was written inside each filter is a layer, and the
 * layers that match a connection are laid over each other, the most specific on top.
 */
public final class LayeredSettings extends DovecotSettings {
  private static final int MOST_MERGES = 100;

  private final Defaults defaults;
  private final List<Layer> layers;

  /** Those last asked for: the same few are asked for again and again. */
  private final Map<Filter, Merge> merges = new HashMap<>();

  /** Those last made, by the places of their layers: most questions see the same layers. */
  private final Map<List<Integer>, Merge> made = new HashMap<>();

  private final List<Includes.Missing> missing;
  private final Optional<Includes.Missing> packageProtocols;
  private final Optional<DovecotSettings> older;

  private LayeredSettings(
      SettingsReader reader,
      Defaults defaults,
      Dialect dialect,
      String mainFile,
      Optional<DovecotSettings> older) {
    super(dialect, reader.notes(), mainFile);
    this.defaults = defaults;
    this.layers = reader.layers();
    this.missing = reader.includes().missing();
    this.packageProtocols = reader.includes().packageProtocols();
    this.older = older;
  }

  /**
   * Reads a main file and what it includes.
   *
   * @param unreadable why the main file could not be read; empty when it could
   */
  public static LayeredSettings read(
      FileTree tree, DovecotFile main, BuildHints hints, Optional<String> unreadable) {
    Optional<Version> known = hints.version().toOptional();
    if (known.isPresent()) {
      Dialect dialect = Dialect.of(known.get());
      Reading reading = read(tree, main, hints, unreadable, dialect);
      dialect
          .evaluated()
          .ifPresent(why -> reading.reader().notes().unevaluated(main.source().lineSpan(1), why));
      return reading.as(dialect, Optional.empty());
    }
    Reading newer = read(tree, main, hints, unreadable, Dialect.LAYERED);
    Optional<Dialect.Hint> hint = Dialect.hint(newer.reader().includes().statements());
    Dialect hinted = hint.map(Dialect.Hint::dialect).orElse(Dialect.LAYERED);
    if (hinted.evaluated().isPresent()) {
      newer.reader().notes().unevaluated(hint.get().place(), hinted.evaluated().get());
      return newer.as(hinted, Optional.empty());
    }
    LayeredSettings settings = newer.as(Dialect.LAYERED, Optional.empty());
    LayeredSettings older =
        read(tree, main, hints, unreadable, Dialect.OLDER).as(Dialect.OLDER, Optional.empty());
    // A version that refuses the files is not the one they are for.
    boolean refuses = settings.serverRefusal().isPresent();
    boolean olderRefuses = older.serverRefusal().isPresent();
    return olderRefuses
        ? settings
        : refuses ? older : newer.as(Dialect.LAYERED, Optional.of(older));
  }

  /** What came of reading the files as one version does. */
  private record Reading(SettingsReader reader, Defaults defaults, String mainFile) {
    LayeredSettings as(Dialect dialect, Optional<DovecotSettings> older) {
      Map<String, Written> plugin = reader.global().layer().root().pairs("plugin").orElse(Map.of());
      return new LayeredSettings(reader, defaults.with(plugin), dialect, mainFile, older);
    }
  }

  private static Reading read(
      FileTree tree,
      DovecotFile main,
      BuildHints hints,
      Optional<String> unreadable,
      Dialect dialect) {
    String mainFile = main.source().path();
    Defaults defaults = new Defaults(dialect.table(), hints, Map.of());
    SettingsReader reader = new SettingsReader(tree, defaults, main);
    unreadable.ifPresent(why -> reader.notes().unreadable(mainFile, why));
    reader.read();
    Reading reading = new Reading(reader, defaults, mainFile);
    if (unreadable.isEmpty()) {
      new SettingsCheck(reading.as(dialect, Optional.empty()), reader.notes()).check();
    }
    return reading;
  }

  @Override
  public Optional<DovecotSettings> older() {
    return older;
  }

  @Override
  public Fact<Version> version() {
    return defaults.hints().version();
  }

  @Override
  public Fact<String> value(Scope scope, String name) {
    if (unevaluated().isPresent()) {
      return Fact.unknown(unevaluated().get());
    }
    Merge merge = merge(scope);
    if (merge.conflict().isPresent()) {
      return Fact.unknown(merge.conflict().get());
    }
    Optional<SectionView.Found> found = merge.root().find(name);
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

  @Override
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

  @Override
  public String print(boolean all, Scope scope, Function<List<Origin>, String> note) {
    Merge merge = merge(scope);
    if (refused()) {
      return "";
    }
    List<String> lines = new ArrayList<>();
    // Of filters in conflict doveconf prints each, but no outcome.
    if (merge.conflict().isEmpty()) {
      Choice choice = all ? Choice.ALL : Choice.CHANGED;
      lines.addAll(text(Filter.NONE, merge.root(), choice, note));
    }
    layers.stream()
        .filter(layer -> !layer.filter().equals(Filter.NONE))
        .filter(layer -> layer.filter().mayMatch(scope.asFilter()))
        .sorted((a, b) -> Filter.MOST_SPECIFIC.compare(b.filter(), a.filter()))
        .forEach(
            layer -> {
              SectionView alone = SectionView.of(defaults.table(), layer.root());
              lines.addAll(text(layer.filter(), alone, Choice.WRITTEN, note));
            });
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private List<String> text(
      Filter filter, SectionView section, Choice choice, Function<List<Origin>, String> note) {
    return SettingsText.lines(filter, SettingsExport.of(section, defaults, choice), note);
  }

  @Override
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
    for (Definition definition : defaults.table().of(section.kind())) {
      String path = prefix + definition.key();
      Optional<Written> written = section.written(definition.key());
      switch (definition.type()) {
        case PAIRS ->
            section
                .pairs(definition.key())
                .forEach((key, w) -> result.put(path + "/" + key, hidden(key, w.value())));
        case SECTIONS, ARRAY -> {
          List<SectionView> children = section.children(definition.key());
          List<String> ids = section.ids(definition.key());
          for (int i = 0; i < ids.size(); i++) {
            collect(children.get(i), path + "/" + ids.get(i) + "/", all, result);
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

  @Override
  public boolean isComplete() {
    return missing.isEmpty();
  }

  @Override
  public Optional<Includes.Missing> absentPackageProtocols() {
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

  @Override
  public View seenBy(Scope scope) {
    return merge(scope);
  }

  @Override
  public List<Written> everywhere(String name) {
    List<Written> all = new ArrayList<>();
    for (Layer layer : layers) {
      Optional.ofNullable(layer.root().values().get(name)).ifPresent(all::add);
    }
    return all;
  }

  @Override
  public List<Filter> filters() {
    return layers.stream().map(Layer::filter).toList();
  }

  /** Those that set something of auth's. */
  @Override
  public List<Filter> authFilters() {
    return layers.stream().filter(this::isOfAuth).map(Layer::filter).toList();
  }

  private boolean isOfAuth(Layer layer) {
    return Stream.concat(layer.root().values().keySet().stream(), layer.root().lists().stream())
        .anyMatch(key -> defaults.table().find("", key).filter(Definition::auth).isPresent());
  }

  private Merge merge(Scope scope) {
    return merge(scope.asFilter());
  }

  /** What a connection sees of the filters. */
  Merge merge(Filter asked) {
    return remembered(merges, asked, () -> merge(matching(asked)));
  }

  private Merge merge(List<Integer> places) {
    return remembered(
        made, places, () -> Merge.of(defaults.table(), places.stream().map(layers::get).toList()));
  }

  private List<Integer> matching(Filter asked) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).filter().matches(asked)) {
        places.add(i);
      }
    }
    return places;
  }

  private static <K> Merge remembered(Map<K, Merge> known, K key, Supplier<Merge> other) {
    Merge merge = known.get(key);
    if (merge == null) {
      if (known.size() >= MOST_MERGES) {
        known.clear();
      }
      merge = other.get();
      known.put(key, merge);
    }
    return merge;
  }

  List<Layer> layers() {
    return layers;
  }

  Defaults defaults() {
    return defaults;
  }
}
