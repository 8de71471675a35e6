package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.MasterCf;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Machine;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The effective parameters and services of one Postfix instance: what {@code postconf} prints, what
 * it warns of, what it refuses.
 *
 * <p>Where the version is not known, texts are those of the newest version possible.
 */
public final class PostfixSettings {
  public static final String MAIN = "main.cf";
  static final String MASTER = "master.cf";
  private static final String MAIL_VERSION = "mail_version";
  private static final String COMPATIBILITY_LEVEL = "compatibility_level";
  private static final Set<String> INET_PROTOCOLS = Set.of("all", "ipv4", "ipv6");

  private final InstanceFiles files;
  private final Machine machine;
  private final PossibleVersions versions;
  private final Map<String, Written> settings = new TreeMap<>();
  private final Map<String, String> servicesOwn;
  private final PostconfServices postconfServices;
  private final PostconfNames names;
  private final Map<String, SharedValues> shared = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private PostfixSettings(InstanceFiles files, Machine machine, Platform platform) {
    this.files = files;
    this.machine = machine;
    problems.addAll(files.unreadable());
    main().ifPresent(file -> problems.addAll(file.problems()));
    main().ifPresent(file -> file.assignments().forEach(this::assign));
    this.versions = PossibleVersions.of(version(platform), level());
    master().ifPresent(file -> problems.addAll(file.problems()));
    this.servicesOwn = ServiceParameters.of(entries());
    this.postconfServices = new PostconfServices(entries());
    problems.addAll(postconfServices.problems());
    List<PostconfNames.Space> spaces = new ArrayList<>();
    postconfServices.forEach(
        (entry, options) ->
            spaces.add(
                PostconfNames.Space.of(
                    path(MASTER), options, scope(Scope.POSTCONF, options, ownValues(entry)))));
    PostconfNames.Space global = PostconfNames.Space.of(path(MAIN), settings, global());
    if (files.printed().isPresent()) {
      // It prints none that is not used.
      global.valid().addAll(settings.keySet());
    }
    this.names = new PostconfNames(versions.newest(), global, spaces, servicesOwn);
    problems.addAll(names.problems());
    checkProtocols();
    checkLevel();
    files.withoutServices().ifPresent(problems::add);
    problems.sort(Problem.ORDER);
    names.advice().ifPresent(problems::add);
  }

  /**
   * Reads main.cf and master.cf of a directory; either may be missing. A path of one file reads
   * that file alone: main.cf or master.cf if its name says so, else anything that postconf has
   * printed.
   *
   * @param path relative to the tree's root
   */
  public static PostfixSettings read(FileTree tree, String path, Platform platform) {
    return of(InstanceFiles.read(tree, Paths.normalise(path).orElse(path)), tree, platform);
  }

  static PostfixSettings of(InstanceFiles files, FileTree tree, Platform platform) {
    return new PostfixSettings(
        files, new Machine(tree, files.directory(), platform.distribution()), platform);
  }

  private Fact<Version> version(Platform platform) {
    Fact<Version> told = platform.version(SoftwareName.POSTFIX);
    Optional<Version> printed = files.printed().flatMap(InstanceFiles.Printed::version);
    return told.isKnown() ? told : printed.<Fact<Version>>map(Fact::known).orElse(told);
  }

  private String level() {
    Written level = settings.get(COMPATIBILITY_LEVEL);
    return level == null ? "" : level.text();
  }

  private void assign(MainCf.Assignment assignment) {
    Written old = settings.get(assignment.name());
    if (old != null && !old.text().equals(assignment.value())) {
      problems.add(
          Problem.warning(
              Problem.Kind.NOTE,
              assignment.span(),
              "overriding earlier entry: %s=%s"
                  .formatted(old.name(), Text.quoted(Secrets.masked(old.name(), old.text())))));
    }
    settings.put(
        assignment.name(),
        new Written(
            assignment.name(),
            assignment.value(),
            assignment.span(),
            assignment.conditional() || (old != null && old.conditional())));
  }

  /** Every program refuses other words (util/inet_proto.c). */
  private void checkProtocols() {
    Written written = settings.get("inet_protocols");
    String value = written == null ? "" : global().value("inet_protocols").toOptional().orElse("");
    for (String word : Text.elements(value)) {
      if (written != null && !INET_PROTOCOLS.contains(Text.lower(word))) {
        problems.add(
            Problem.error(
                Problem.Kind.REFUSED,
                written.span(),
                "unknown inet_protocols value \"%s\" in \"%s\""
                    .formatted(Text.quoted(word), Text.quoted(value))));
      }
    }
  }

  /**
   * postconf compares it for the default of mynetworks alone, and before 3.6 it was a plain number.
   */
  private void checkLevel() {
    Written written = settings.get(COMPATIBILITY_LEVEL);
    if (written == null
        || settings.containsKey("mynetworks")
        || settings.containsKey("mynetworks_style")
        || !versions.newest().atLeast(PossibleVersions.DOTTED_LEVELS)) {
      return;
    }
    String value = global().value(COMPATIBILITY_LEVEL).toOptional().orElse("0");
    Comparisons.levelComplaint(value)
        .ifPresent(
            complaint ->
                problems.add(Problem.error(Problem.Kind.REFUSED, written.span(), complaint)));
  }

  /** Where one of the two files is, or would be. */
  public String path(String file) {
    return switch (file) {
      case MAIN -> main().map(found -> found.file().path()).orElse(inDirectory(file));
      default -> master().map(found -> found.file().path()).orElse(inDirectory(file));
    };
  }

  private String inDirectory(String file) {
    return machine.directory().isEmpty() ? file : machine.directory() + "/" + file;
  }

  /** Warnings and errors, sorted by place; last what postconf says once behind its warnings. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The first thing that Postfix refuses; with it, nothing is listed by postconf. */
  public Optional<Problem> refusal() {
    // Both files are read before any value is expanded.
    return problems.stream()
        .filter(Problem::isRefusal)
        .min(Comparator.comparing(problem -> problem.kind() != Problem.Kind.SYNTAX));
  }

  /** Its parameters as postconf lists them. */
  public PostconfParameters parameters() {
    return new PostconfParameters(this, versions.newest());
  }

  /** What {@code postconf -M} prints, a line each. */
  public List<String> services() {
    return postconfServices.lines();
  }

  /** What {@code postconf -P} prints: names are {@code service/type/parameter}. */
  public List<Parameter> overrides() {
    return files
        .printed()
        .filter(printed -> master().isEmpty())
        .map(InstanceFiles.Printed::options)
        .orElseGet(postconfServices::overrides);
  }

  /** What stands in main.cf; empty when it was not given. */
  public Optional<MainCf> main() {
    return files.main();
  }

  /** What stands in master.cf; empty when it was not given. */
  public Optional<MasterCf> master() {
    return files.master();
  }

  /** The entries of master.cf, also those that a later one replaces. */
  public List<MasterEntry> entries() {
    return master().map(MasterCf::entries).orElse(List.of());
  }

  /** What master runs, as far as the files tell. */
  public List<MasterEntry> running() {
    return files.services();
  }

  Machine machine() {
    return machine;
  }

  /** Parameters that entries of master.cf bring, with their defaults. */
  Map<String, String> servicesOwn() {
    return servicesOwn;
  }

  /** Whether postconf takes a name that main.cf sets for a parameter. */
  boolean isUsed(String name) {
    return names.isValid(name);
  }

  /** What main.cf sets, by parameter. */
  public Map<String, Written> settings() {
    return settings;
  }

  /** The parameters without any service's options, as postconf works them out. */
  public Scope global() {
    return withoutOptions(Scope.POSTCONF);
  }

  /** The parameters that every program reads, without any service's options. */
  public Scope everyProgram() {
    return withoutOptions(RegisteredParameters.EVERY);
  }

  private Scope withoutOptions(String program) {
    return scope(program, Map.of(), Map.of(Scope.PROCESS, Scope.POSTCONF, Scope.SERVICE, ""));
  }

  /** The parameters as the program of a service reads them. */
  public Scope scope(MasterEntry entry) {
    Map<String, Written> options = new TreeMap<>();
    for (MasterEntry.Option option : entry.options()) {
      options.put(
          option.name(),
          new Written(option.name(), option.value(), option.span(), entry.conditional()));
    }
    Map<String, String> own = new TreeMap<>(ownValues(entry));
    own.keySet().removeIf(name -> name.equals(Scope.PROCESS) && options.containsKey(name));
    own.put(Scope.SERVICE, entry.serviceName());
    return scope(entry.program(), options, own);
  }

  private Scope scope(String program, Map<String, Written> options, Map<String, String> own) {
    Map<String, String> given = new TreeMap<>(own);
    given.put("config_directory", machine.configDirectory());
    if (!settings.containsKey(MAIL_VERSION) && !options.containsKey(MAIL_VERSION)) {
      given.put(MAIL_VERSION, versions.newest().toString());
    }
    return new Scope(
        program,
        machine,
        versions,
        hasMain(),
        settings,
        options,
        given,
        servicesOwn,
        shared.computeIfAbsent(program, any -> new SharedValues()));
  }

  /** Whether main.cf is there, though perhaps it cannot be read: that is a reason of its own. */
  private boolean hasMain() {
    return main().isPresent() || !files.unreadable().isEmpty();
  }

  private static Map<String, String> ownValues(MasterEntry entry) {
    return Map.of(Scope.PROCESS, entry.program(), Scope.SERVICE, entry.service());
  }

  /** What is told of the version, or the versions that are possible. */
  public Fact<Version> version() {
    return Fact.oneOf(
        new java.util.LinkedHashSet<>(versions.versions()),
        "the version of Postfix is not known; tell it with --software postfix=VERSION",
        List.of());
  }
}
