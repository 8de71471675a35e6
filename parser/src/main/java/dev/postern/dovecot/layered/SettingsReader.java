package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.Concatenation;
import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.FilterSection;
import dev.postern.dovecot.settings.Includes;
import dev.postern.dovecot.settings.Net;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Syntax;
import dev.postern.dovecot.syntax.Template;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a main file and what it includes, statement by statement, as config_parse_file() of Dovecot
 * 2.3.19.1 does, src/config/config-parser.c. Where Dovecot stops at the first error, this goes on
 * behind the line, so that one mistake does not hide everything else.
 */
final class SettingsReader {
  /** Characters of all values after expansion. */
  private static final int LONGEST = 1 << 24;

  private final Defaults defaults;
  private final FileNotes notes = new FileNotes();
  private final Includes includes;
  private final Map<Filter, Layer> layers = new LinkedHashMap<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Concatenation.Room room = new Concatenation.Room(LONGEST);
  private final Map<String, Span> seenInside = new LinkedHashMap<>();
  private final OldSettings old;
  private int sectionCounter;

  SettingsReader(FileTree tree, Defaults defaults, DovecotFile main) {
    this.defaults = defaults;
    this.includes = new Includes(tree, main, notes, Syntax.OLD);
    this.old = new OldSettings(this);
    Span start = main.source().lineSpan(1);
    Layer global = new Layer(Filter.NONE, new Section("", defaults.table().defaults()), start);
    layers.put(Filter.NONE, global);
    frames.push(
        new Frame(
            "", false, global, "", Optional.of(global.root()), Optional.empty(), false, start));
  }

  void read() {
    for (Optional<Statement> next = includes.next(); next.isPresent(); next = includes.next()) {
      handle(next.get());
    }
    if (frames.size() > 1) {
      Span opened = frame().place();
      error(
          Kind.SYNTAX,
          opened,
          "Missing '}' (section started at /%s:%d)".formatted(opened.file(), opened.endLine()));
    }
  }

  List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /** The files that were read, and those that could not be. */
  Includes includes() {
    return includes;
  }

  FileNotes notes() {
    return notes;
  }

  private void handle(Statement statement) {
    if (statement instanceof Statement.Malformed bad) {
      malformed(bad);
    } else if (statement instanceof Statement.Include include) {
      notes.count(include.span(), SettingsTable.Use.MODELLED);
      includes.follow(include, global().layer().root().values());
    } else if (statement instanceof Statement.SectionEnd end) {
      endSection(end);
    } else if (statement instanceof Statement.SectionStart start) {
      if (!old.handle(start)) {
        startSection(start.span(), start.type(), start.name());
      }
    } else if (statement instanceof Statement.Assignment assignment) {
      if (frame().skipped()) {
        notes.unrecognised(assignment.span());
      } else if (!old.handle(assignment)) {
        assign(assignment);
      }
    }
  }

  private void malformed(Statement.Malformed bad) {
    notes.unrecognised(bad.span());
    Optional<String> placeholder = Template.placeholder(bad.text());
    if (placeholder.isPresent()) {
      notes.templated(bad.span(), placeholder.get());
    } else if (!frame().skipped()) {
      error(Kind.SYNTAX, bad.span(), bad.message());
    }
    if (bad.opensSection() && placeholder.isEmpty()) {
      frames.push(frame().skip("", bad.span()));
    }
  }

  void startSection(Span span, String type, String name) {
    Frame outer = frame();
    if (outer.skipped()) {
      notes.unrecognised(span);
      frames.push(outer.skip(type, span));
      return;
    }
    Optional<FilterSection.Opened> filter =
        FilterSection.open(outer.layer().filter(), type, Net.withoutZone(name));
    if (filter.isPresent()) {
      openFilter(span, type, outer, filter.get());
      return;
    }
    String id = name.isEmpty() ? String.valueOf(sectionCounter++) : name;
    Frame inner =
        new Frame(
            type,
            false,
            outer.layer(),
            outer.path() + type + "/" + SectionNames.escape(id) + "/",
            Optional.empty(),
            Optional.empty(),
            false,
            span);
    frames.push(inner);
    Origin.Setting origin = new Origin.Setting(span, name.isEmpty() ? type : type + " " + name);
    Optional<String> refusal = openSection(outer, inner, type, id, name, origin);
    if (refusal.isPresent()) {
      notes.unrecognised(span);
      error(Kind.REFUSED, span, refusal.get());
      frames.pop();
      frames.push(outer.skip(type, span));
    } else {
      notes.count(span, SettingsTable.Use.MODELLED);
    }
  }

  private void openFilter(Span span, String type, Frame outer, FilterSection.Opened opened) {
    if (opened.refusal().isPresent()) {
      boolean unresolved = opened.needsLookup();
      notes.unrecognised(span);
      error(unresolved ? Kind.UNRESOLVED : Kind.REFUSED, span, opened.refusal().get());
      frames.push(outer.skip(type, span));
      return;
    }
    notes.count(span, SettingsTable.Use.MODELLED);
    Layer known =
        layers.computeIfAbsent(
            opened.filter().key(),
            key -> new Layer(opened.filter(), new Section("", defaults.table().defaults()), span));
    // Filters inside are named as this one is, not as the first of the same key was.
    Layer layer = new Layer(opened.filter(), known.root(), known.place());
    Optional<Section> section =
        outer.path().isEmpty()
            ? Optional.of(layer.root())
            : SettingPath.section(defaults.table(), layer.root(), outer.path());
    frames.push(new Frame(type, true, layer, outer.path(), section, outer.pairs(), false, span));
  }

  /** Opens a section in the section around it; the answer is why Dovecot refuses it. */
  private Optional<String> openSection(
      Frame outer, Frame inner, String key, String id, String name, Origin.Setting origin) {
    if (outer.pairs().isPresent()
        && outer.layer().root().hasOpenedPairs(withoutSlash(outer.path()))) {
      return Optional.of("Section not allowed here");
    }
    Optional<Definition> found = outer.section().flatMap(s -> defaults.table().find(s.kind(), key));
    if (found.isEmpty()) {
      return Optional.of("Unknown setting: " + fullName(key));
    }
    Definition definition = found.get();
    if (definition.auth() && outer.layer().filter().speaksOfAddresses()) {
      return Optional.of("Auth settings not supported inside local/remote blocks: " + key);
    }
    Section around = outer.section().get();
    if (!definition.type().holdsSections()) {
      Optional<String> bad = set(outer, key, new RawValue(id, Statement.Form.TEXT), origin);
      return bad;
    }
    frames.pop();
    if (definition.type() == SettingType.PAIRS) {
      around.openPairs(key, withoutSlash(inner.path()));
      frames.push(inner(inner, Optional.empty(), Optional.of(key)));
      return Optional.empty();
    }
    boolean exists = around.has(key, id);
    if (exists && definition.type() == SettingType.ARRAY) {
      frames.push(inner);
      return Optional.of(outer.path() + key + "/" + SectionNames.escape(id) + " already exists");
    }
    Section section = around.open(key, id);
    for (Definition field : defaults.table().of(section.kind())) {
      if (field.name()) {
        section.values().put(field.key(), new Written(name, Fact.known(name, origin), origin));
      }
    }
    frames.push(inner(inner, Optional.of(section), Optional.empty()));
    return Optional.empty();
  }

  private static Frame inner(Frame frame, Optional<Section> section, Optional<String> pairs) {
    return new Frame(
        frame.type(), false, frame.layer(), frame.path(), section, pairs, false, frame.place());
  }

  private void endSection(Statement.SectionEnd end) {
    notes.count(end.span(), SettingsTable.Use.MODELLED);
    if (!old.handle(end)) {
      closeSection(end.span());
    }
  }

  private void closeSection(Span span) {
    if (frames.size() == 1) {
      error(Kind.SYNTAX, span, "Unexpected '}'");
    } else {
      frames.pop();
    }
  }

  private void assign(Statement.Assignment assignment) {
    apply(assignment.span(), assignment.key(), new RawValue(assignment.value(), assignment.form()));
  }

  /** Sets a value in the section that is open, with the warnings and errors Dovecot has for it. */
  void apply(Span span, String key, RawValue value) {
    Frame at = frame();
    warnOfShadow(at, key, span);
    Origin.Setting origin =
        new Origin.Setting(span, Secrets.describe(key, value.form(), value.text()));
    Optional<String> refusal = set(at, key, value, origin);
    if (refusal.isPresent()) {
      notes.unrecognised(span);
      error(Kind.REFUSED, span, refusal.get());
    } else {
      notes.count(span, use(at, key));
    }
  }

  private SettingsTable.Use use(Frame at, String key) {
    if (at.pairs().isPresent()) {
      return defaults
          .table()
          .find("", at.pairs().get())
          .map(Definition::use)
          .orElse(SettingsTable.Use.NONE);
    }
    return at.section()
        .flatMap(s -> SettingPath.definition(defaults.table(), s.kind(), key))
        .map(Definition::use)
        .orElse(SettingsTable.Use.NONE);
  }

  /** Sets a value; the answer is why Dovecot refuses it. */
  Optional<String> set(Frame at, String key, RawValue value, Origin.Setting origin) {
    if (key.isEmpty() && at.path().isEmpty()) {
      return Optional.of("Missing key name ('=' at the beginning of line)");
    }
    Optional<SettingPath.Target> target =
        at.pairs().isPresent()
            ? SettingPath.pair(at.layer().root(), at.pairs().get(), withoutSlash(at.path()), key)
            : at.section().flatMap(s -> SettingPath.find(defaults.table(), s, key));
    if (target.isEmpty()) {
      return Optional.of("Unknown setting: " + fullName(key));
    }
    ValueReader.Result result =
        new ValueReader(defaults, at, frames, room).read(key, target.get(), value, origin);
    result.placeholder().ifPresent(text -> notes.placeholder(origin.span(), text));
    result.refusalAtStart().ifPresent(why -> notes.refusedAtStart(origin.span(), why));
    if (result.refusal().isPresent()) {
      return result.refusal();
    }
    boolean auth = target.get().definition().filter(Definition::auth).isPresent();
    if (auth && at.layer().filter().speaksOfAddresses()) {
      return Optional.of("Auth settings not supported inside local/remote blocks: " + key);
    }
    Optional<Definition> sections = target.get().definition().filter(d -> d.type().holdsSections());
    if (sections.isPresent()) {
      return openSections(at, target.get().section(), key, sections.get(), result.written());
    }
    target.get().put(notes.doubt(result.written()));
    return Optional.empty();
  }

  /** A list is given the names of its sections, which are there from now on, without names. */
  private static Optional<String> openSections(
      Frame at, Section around, String key, Definition list, Written names) {
    String path = at.path() + key;
    if (list.type() == SettingType.PAIRS) {
      around.openPairs(list.key(), path);
    }
    for (String name : names.text().split("[,\t ]+", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      if (list.type() == SettingType.PAIRS) {
        around.openPairs(list.key(), path + "/" + name);
      } else if (list.type() == SettingType.ARRAY && around.has(list.key(), name)) {
        return Optional.of(path + "/" + name + " already exists");
      } else {
        around.open(list.key(), SectionNames.unescape(name));
      }
    }
    return Optional.empty();
  }

  private static String withoutSlash(String path) {
    return path.substring(0, path.length() - 1);
  }

  private void warnOfShadow(Frame at, String key, Span span) {
    String full = at.path() + key;
    Span first = seenInside.get(full);
    if (frames.size() > 1) {
      seenInside.putIfAbsent(full, span);
    } else if (first != null) {
      String where = "/" + first.file() + " line " + first.endLine();
      notes.warn(
          span,
          "Global setting %s won't change the setting inside an earlier filter at %s (if this is intentional, avoid this warning by moving the global setting before %s)"
              .formatted(key, where, where));
    }
  }

  /** The setting's name with the sections around it, as Dovecot's messages have it. */
  private String fullName(String key) {
    StringBuilder name = new StringBuilder();
    frames
        .descendingIterator()
        .forEachRemaining(
            frame -> {
              if (!frame.isFilter() && !frame.type().isEmpty() && name.length() < 1000) {
                name.append(frame.type()).append(" { ");
              }
            });
    return name.append(key).toString();
  }

  Frame frame() {
    return frames.getFirst();
  }

  /** The frame around all others. */
  Frame global() {
    return frames.getLast();
  }

  Defaults defaults() {
    return defaults;
  }

  void obsolete(Span span, String message) {
    notes.warn(span, "Obsolete setting: " + message);
  }

  void error(Kind kind, Span span, String message) {
    notes.problem(kind, span, message);
  }
}
