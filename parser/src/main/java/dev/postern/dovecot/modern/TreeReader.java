package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.Includes;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.syntax.DoveconfHeader;
import dev.postern.dovecot.syntax.DovecotFile;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Syntax;
import dev.postern.dovecot.syntax.Template;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a main file of Dovecot 2.4 and what it includes, statement by statement, as
 * config_parser_apply_line() of Dovecot 2.4.4 does, src/config/config-parser.c. Where Dovecot stops
 * at the first error, this goes on behind the line.
 */
final class TreeReader {
  private static final String VERSION_KEY = "dovecot_config_version";

  private final FileNotes notes = new FileNotes();
  private final Includes includes;
  private final TreeNode root = TreeNode.root();
  private final TreeNode.Counter counter = new TreeNode.Counter();
  private final TreeLookup lookup;
  private final TreeAssign assign;
  private final TreeSections sections;
  private final TreeGroups groups;
  private final Deque<TreeFrame> frames = new ArrayDeque<>();

  /** Of saved output, the settings outside all sections that seem to be unset. */
  private final Map<String, Statement.Assignment> builtIn = new HashMap<>();

  private final Map<String, Span> seenInside = new LinkedHashMap<>();
  private final boolean everything;
  private final Fact<Version> running;
  private Optional<Statement.Assignment> version = Optional.empty();
  private boolean versionAsked;

  /**
   * A reader.
   *
   * @param running the version of the program; unknown when nothing tells
   * @param reading which defaults hold
   */
  TreeReader(
      FileTree tree, TreeTable table, DovecotFile main, Fact<Version> running, Reading reading) {
    this.includes = new Includes(tree, main, notes, Syntax.MODERN);
    this.running = running;
    this.lookup = new TreeLookup(table, root, reading);
    this.assign = new TreeAssign(lookup, counter);
    this.sections = new TreeSections(lookup, counter);
    this.groups = new TreeGroups(root, sections, reading.isSince242(), notes);
    this.everything = DoveconfHeader.isOfEverything(main);
    frames.push(TreeFrame.top(root, main.source().lineSpan(1)));
  }

  void read() {
    for (Optional<Statement> next = includes.next(); next.isPresent(); next = includes.next()) {
      Statement statement = settled(next.get());
      if (!handleVersion(statement)) {
        handle(statement);
      }
    }
    groups.finish();
  }

  /** The section that is still open at the end. */
  Optional<Span> unclosed() {
    return frames.size() > 1 ? Optional.of(frame().place()) : Optional.empty();
  }

  private Statement settled(Statement statement) {
    return statement instanceof Statement.StrayEscape stray
        ? (lookup.reading().isSince242() ? stray.refused() : stray.formerly())
        : statement;
  }

  TreeLookup lookup() {
    return lookup;
  }

  TreeNode root() {
    return root;
  }

  Includes includes() {
    return includes;
  }

  FileNotes notes() {
    return notes;
  }

  Optional<Statement.Assignment> version() {
    return version;
  }

  /** Whether the statement is about the version of the configuration, which comes first. */
  private boolean handleVersion(Statement statement) {
    if (statement instanceof Statement.Malformed) {
      return false;
    }
    if (statement instanceof Statement.Assignment assignment
        && assignment.key().equals(VERSION_KEY)) {
      if (version.isEmpty()) {
        firstVersion(assignment);
      } else if (!version.get().value().equals(assignment.value())) {
        error(assignment.span(), VERSION_KEY + " value can't be changed once set");
      }
      notes.count(assignment.span(), SettingsTable.Use.MODELLED);
      return true;
    }
    if (version.isEmpty() && !versionAsked) {
      versionAsked = true;
      error(statement.span(), "The first setting must be " + VERSION_KEY);
    }
    return false;
  }

  private void firstVersion(Statement.Assignment assignment) {
    version = Optional.of(assignment);
    if (assignment.form() != Statement.Form.TEXT) {
      error(assignment.span(), "Invalid " + VERSION_KEY + ": value is not a string");
    } else {
      checkVersion(assignment);
    }
  }

  /** No program takes a version above its own; what comes after the last one is not known. */
  private void checkVersion(Statement.Assignment assignment) {
    Optional<Version> wanted = Version.parse(assignment.value());
    boolean known = TreeTable.VERSIONS.contains(assignment.value());
    boolean later = !known && wanted.filter(v -> v.compareTo(TreeTable.LAST) > 0).isPresent();
    Optional<Version> program = running.toOptional();
    boolean above =
        program.filter(own -> wanted.filter(v -> v.compareTo(own) > 0).isPresent()).isPresent();
    if (above || !(known || later)) {
      List<String> taken = new ArrayList<>();
      for (String one : TreeTable.VERSIONS) {
        if (program.filter(own -> Version.of(one).compareTo(own) > 0).isEmpty()) {
          taken.add(one);
        }
      }
      error(
          assignment.span(),
          "Invalid %s: Currently supported versions are: %s"
              .formatted(VERSION_KEY, String.join(" ", taken)));
    } else if (later) {
      notes.unevaluated(
          assignment.span(),
          "the defaults of Dovecot %s are not known; those of %s are taken"
              .formatted(assignment.value(), TreeTable.LAST));
    }
  }

  private void handle(Statement statement) {
    if (statement instanceof Statement.Malformed bad) {
      malformed(bad);
    } else if (statement instanceof Statement.Include include) {
      notes.count(include.span(), SettingsTable.Use.MODELLED);
      includes.follow(include, root.values());
    } else if (statement instanceof Statement.SectionEnd end) {
      endSection(end.span());
    } else if (frame().skipped()) {
      skipped(statement);
    } else if (statement instanceof Statement.SectionStart start) {
      startSection(start);
    } else if (statement instanceof Statement.GroupStart group) {
      open(group.span(), "group", sections.group(frame().node(), group));
    } else if (statement instanceof Statement.GroupUse use) {
      useGroup(use);
    } else if (statement instanceof Statement.Assignment assignment) {
      assign(assignment);
    }
  }

  private void skipped(Statement statement) {
    notes.unrecognised(statement.span());
    if (statement instanceof Statement.SectionStart || statement instanceof Statement.GroupStart) {
      frames.push(frame().skip("", statement.span()));
    }
  }

  private void malformed(Statement.Malformed bad) {
    notes.unrecognised(bad.span());
    Optional<String> placeholder = Template.placeholder(bad.text());
    if (placeholder.isPresent()) {
      notes.templated(bad.span(), placeholder.get());
    } else if (!frame().skipped()) {
      notes.problem(Kind.SYNTAX, bad.span(), bad.message());
    }
    if (bad.opensSection() && placeholder.isEmpty()) {
      frames.push(frame().skip("", bad.span()));
    }
  }

  private void startSection(Statement.SectionStart start) {
    TreeSections.Opened opened = sections.open(frame(), start);
    open(start.span(), start.type(), opened);
    if (opened.frame().isPresent()) {
      Optional<TreeSetting> of = opened.frame().get().definition();
      if (of.filter(s -> !s.nameField().isEmpty()).isPresent() && start.named()) {
        Origin.Setting origin = new Origin.Setting(start.span(), start.type() + " " + start.name());
        opened
            .frame()
            .get()
            .node()
            .values()
            .put(
                of.get().nameField(),
                new Written(start.name(), Fact.known(start.name(), origin), origin));
      }
    }
  }

  private void open(Span span, String type, TreeSections.Opened opened) {
    if (opened.frame().isPresent()) {
      notes.count(span, SettingsTable.Use.MODELLED);
      frames.push(opened.frame().get());
    } else {
      notes.unrecognised(span);
      notes.problem(opened.needsLookup() ? Kind.UNRESOLVED : Kind.REFUSED, span, opened.refusal());
      frames.push(frame().skip(type, span));
    }
  }

  private void endSection(Span span) {
    notes.count(span, SettingsTable.Use.MODELLED);
    if (frames.size() == 1) {
      notes.problem(Kind.SYNTAX, span, "Unexpected '}'");
      return;
    }
    TreeFrame closed = frames.pop();
    String required = closed.definition().map(TreeSetting::required).orElse("");
    if (!required.isEmpty() && !sections.has(closed.node(), required)) {
      error(
          span,
          "Named filter %s is required to have %s setting, but it is missing"
              .formatted(closed.definition().orElseThrow().key(), required));
    }
  }

  private void useGroup(Statement.GroupUse use) {
    notes.count(use.span(), SettingsTable.Use.MODELLED);
    Optional<TreeNode> group = groups.use(frame().node(), use);
    if (frame().node() == root) {
      group.ifPresent(this::setOver);
    }
  }

  /** What is built in and printed nevertheless, though a group says otherwise, was written. */
  private void setOver(TreeNode group) {
    for (String key : group.values().keySet()) {
      Statement.Assignment written = builtIn.remove(key);
      if (written != null) {
        set(frame(), written);
      }
    }
  }

  private void assign(Statement.Assignment assignment) {
    TreeFrame at = frame();
    if (everything && frames.size() == 1 && isBuiltIn(assignment)) {
      notes.count(assignment.span(), SettingsTable.Use.MODELLED);
      builtIn.put(assignment.key(), assignment);
    } else {
      set(at, assignment);
    }
  }

  private void set(TreeFrame at, Statement.Assignment assignment) {
    String path =
        at.list().map(list -> list.key() + "/" + assignment.key()).orElse(assignment.key());
    Origin.Setting origin =
        new Origin.Setting(
            assignment.span(),
            Secrets.describe(assignment.key(), assignment.form(), assignment.value()));
    RawValue raw = new RawValue(assignment.value(), assignment.form());
    TreeAssign.Result result = assign.set(at.node(), path, assignment.key(), raw, origin);
    if (result instanceof TreeAssign.Done done) {
      finish(assignment, done);
    } else if (result instanceof TreeAssign.Refused refused) {
      notes.unrecognised(assignment.span());
      error(assignment.span(), refused.message());
    }
  }

  /**
   * Whether nobody has written it: doveconf -a prints what is built in, which for some settings is
   * not what holds by default, and which doveconf itself would refuse. Of a secret only that there
   * is one is printed.
   */
  private boolean isBuiltIn(Statement.Assignment assignment) {
    String value = assignment.value();
    Optional<TreeSetting> setting = lookup.table().find(assignment.key());
    if (setting.isEmpty() || setting.get().isList()) {
      return value.isEmpty();
    }
    String builtIn = lookup.builtIn(setting.get());
    return assignment.form() == Statement.Form.HIDDEN ? !builtIn.isEmpty() : value.equals(builtIn);
  }

  private void finish(Statement.Assignment assignment, TreeAssign.Done done) {
    notes.count(assignment.span(), done.setting().use());
    Template.placeholder(assignment.value())
        .ifPresent(text -> notes.placeholder(assignment.span(), text));
    done.refusalAtStart().ifPresent(why -> notes.refusedAtStart(assignment.span(), why));
    Map<String, Written> values = done.place().node().values();
    values.computeIfPresent(done.setting().key(), (key, written) -> notes.doubt(written));
    warnOfShadow(done, assignment.span());
  }

  /**
   * A setting outside all sections that was set before inside one (config_parser_check_warnings()).
   */
  private void warnOfShadow(TreeAssign.Done done, Span span) {
    String key = done.place().key();
    Span first = seenInside.get(key);
    if (done.place().node() == root) {
      if (first != null) {
        String where = "/%s line %d".formatted(first.file(), first.line());
        notes.warn(
            span,
            "Global setting %s won't change the setting inside an earlier filter at %s (if this is intentional, avoid this warning by moving the global setting before %s)"
                .formatted(key, where, where));
      }
    } else if (frame().node().keys().stream().anyMatch(k -> !k.named())) {
      seenInside.putIfAbsent(key, span);
    }
  }

  /** The version whose defaults hold; what is written where nothing else may stand. */
  static Version version(DovecotFile main) {
    for (Statement statement : main.statements()) {
      if (statement instanceof Statement.Assignment a && a.key().equals(VERSION_KEY)) {
        return Version.parse(a.value()).orElse(Version.of("2.4.4"));
      }
    }
    return Version.of("2.4.4");
  }

  private TreeFrame frame() {
    return frames.getFirst();
  }

  private void error(Span span, String message) {
    notes.problem(Kind.REFUSED, span, message);
  }
}
