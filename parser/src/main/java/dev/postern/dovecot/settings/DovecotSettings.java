package dev.postern.dovecot.settings;

import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The effective settings of one Dovecot, for any connection, with the statement or default each
 * comes from: the answers of doveconf.
 */
public abstract class DovecotSettings {
  static final Function<List<Origin>, String> WITHOUT_NOTES = origins -> "";

  private final Dialect dialect;
  private final FileNotes notes;
  private final String mainFile;

  public DovecotSettings(Dialect dialect, FileNotes notes, String mainFile) {
    this.dialect = dialect;
    this.notes = notes;
    this.mainFile = mainFile;
  }

  /** In the order in which Dovecot would meet them. */
  public final List<Problem> problems() {
    return notes.problems();
  }

  /** What was read, in that order, with its own problems. */
  public final List<ReadFile> files() {
    return notes.files();
  }

  /** Whether doveconf -n refuses the configuration. */
  public final boolean refused() {
    return notes.refusal().isPresent();
  }

  /** The first error that doveconf -n stops at. */
  public Optional<Problem> refusal() {
    return notes.refusal();
  }

  /** The first error that keeps the server from starting. */
  public final Optional<Problem> serverRefusal() {
    return notes.serverRefusal();
  }

  /** Why no setting of this configuration is evaluated; empty when they are. */
  public final Optional<String> unevaluated() {
    return dialect.evaluated();
  }

  public final String mainFile() {
    return mainFile;
  }

  public final Dialect dialect() {
    return dialect;
  }

  public abstract Fact<Version> version();

  /** The version whose defaults hold. */
  public Fact<Version> defaultsVersion() {
    return version();
  }

  /** The same files as Dovecot 2.2 takes them, where they may be for it as well. */
  public Optional<DovecotSettings> older() {
    return Optional.empty();
  }

  /** Dovecot's message when the filters that match a connection contradict each other. */
  public final Optional<String> conflict(Scope scope) {
    return seenBy(scope).conflict();
  }

  /**
   * The value of a setting, as the server takes it.
   *
   * @param name a setting or a path: {@code ssl}, {@code
   *     service/imap-login/inet_listener/imap/port}, {@code plugin/quota}. Names of 2.3 are
   *     understood for 2.4 too, with their meaning in 2.3
   * @return unknown also when Dovecot has no such setting
   */
  public abstract Fact<String> value(Scope scope, String name);

  /** The names of the sections of a list, such as {@code service/imap-login/inet_listener}. */
  public abstract List<String> sections(Scope scope, String path);

  /**
   * What {@code doveconf -n} or {@code doveconf -a} prints, its comments left out; nothing when
   * doveconf refuses the configuration, and when the filters of the scope conflict no more than
   * what stands in each filter.
   *
   * @param all every setting, not only those that differ from the default
   */
  public final String print(boolean all, Scope scope) {
    return print(all, scope, WITHOUT_NOTES);
  }

  /**
   * The same with a note behind each value.
   *
   * @param note the note on a value of these origins, which are empty for a default
   */
  public abstract String print(boolean all, Scope scope, Function<List<Origin>, String> note);

  /**
   * The same as a map from path to value with its origins, secrets hidden: {@code
   * service/imap-login/inet_listener/imap/port}.
   */
  public abstract Map<String, Fact<String>> flat(boolean all, Scope scope);

  /** Whether every file that is included was there, but for those of packages. */
  public abstract boolean isComplete();

  /** Debian's own include of the packages' protocols, when what it names was not given. */
  public abstract Optional<Includes.Missing> absentPackageProtocols();

  /** What a connection sees of the settings. */
  public abstract View seenBy(Scope scope);

  /** Why auth does not start, with the place of the statement; nobody can log in then. */
  public Optional<Origin.Setting> brokenAuth() {
    return Optional.empty();
  }

  /** What was written for a setting outside all named sections, for any connection. */
  public abstract List<Written> everywhere(String name);

  /** The filters of the configuration, each with those around it. */
  public abstract List<Filter> filters();

  /** The filters by which auth tells protocols apart. */
  public abstract List<Filter> authFilters();
}
