package dev.postern.cli;

import dev.postern.check.Project;
import dev.postern.check.Workers;
import dev.postern.host.HostFiles;
import dev.postern.host.HostFinder;
import dev.postern.host.HostOptions;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.policy.yaml.PolicyException;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say which hosts to look at and how, the same for every command that does. */
final class HostArguments {
  private static final String SOFTWARE = "--software";
  private static final String CLIENTS = "--clients";
  private static final String JOBS = "--jobs";
  private static final String TODAY = "--today";
  private static final String CONFIG = "--config";
  private static final String NO_CONFIG = "--no-config";
  private static final int MOST_JOBS = 1024;

  private final Arguments arguments;
  private final Console console;

  HostArguments(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  static void addTo(CommandSpec spec) {
    spec.addPositional(
        Options.positional(
            "0..*",
            "PATH",
            "Directories, files, archives, or - for standard input; default: the current directory."));
    spec.addOption(
        Options.texts(
            "NAME=VERSION,…",
            "What cannot be read from the files, such as dovecot=2.3.19,openssl=3.0.",
            SOFTWARE));
    spec.addOption(
        Options.list(
            "CIDR",
            "What counts as outside; default: every address that is not loopback.",
            HostArguments::looksLikePrefix,
            CLIENTS));
    spec.addOption(
        Options.text(
            "YYYY-MM-DD",
            "The day by which certificates and waivers are judged; default: by the clock.",
            TODAY));
    spec.addOption(
        Options.text("N", "Hosts to judge at the same time; default: one a processor.", JOBS));
    spec.addOption(
        Options.text(
            "FILE",
            "Default: the nearest postern.yaml from PATH upward to the repository's root.",
            CONFIG));
    spec.addOption(Options.flag("Do not look for a postern.yaml.", NO_CONFIG));
    StandardInput.addTo(spec);
  }

  List<Path> paths() throws UsageError {
    List<Path> paths = new ArrayList<>();
    try {
      for (String path : arguments.positional(List.of("."))) {
        paths.add(Path.of(path));
      }
    } catch (InvalidPathException e) {
      throw new UsageError("not a path: " + e.getMessage(), e);
    }
    return paths;
  }

  /** The repository's own settings. */
  Project project() throws UsageError {
    try {
      String file = arguments.text(CONFIG, "");
      if (arguments.flag(NO_CONFIG)) {
        return Project.NONE;
      }
      return file.isEmpty() ? Project.nearest(paths().get(0)) : Project.read(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new UsageError(CONFIG + ": cannot be read: " + e.getMessage(), e);
    } catch (PolicyException e) {
      throw new UsageError(String.valueOf(e.getMessage()), e);
    }
  }

  /** The hosts below the paths, called what the project calls them. */
  List<HostFiles> find(Project project) throws UsageError {
    try {
      List<HostFiles> named = new ArrayList<>();
      List<Path> paths = paths();
      boolean standard = paths.remove(Path.of(StandardInput.SIGN));
      for (HostFiles host : new HostFinder().find(paths)) {
        named.add(project.named(host));
      }
      if (standard) {
        named.add(StandardInput.host(arguments, console.in()));
      }
      return named;
    } catch (HostFinder.BadPath e) {
      throw new UsageError(String.valueOf(e.getMessage()), e);
    }
  }

  Workers workers() throws UsageError {
    String jobs = arguments.text(JOBS, "");
    return new Workers(
        jobs.isEmpty()
            ? Runtime.getRuntime().availableProcessors()
            : Arguments.number(JOBS, jobs, 1, MOST_JOBS));
  }

  HostOptions options() throws UsageError {
    Map<SoftwareName, Version> software = new EnumMap<>(SoftwareName.class);
    for (String pair : arguments.texts(SOFTWARE)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new UsageError(SOFTWARE + ": expected NAME=VERSION, found '" + pair + "'");
      }
      SoftwareName name =
          Arguments.constant(SOFTWARE, pair.substring(0, equals), SoftwareName.values());
      String version = pair.substring(equals + 1);
      software.put(
          name,
          Version.parse(version)
              .orElseThrow(
                  () -> new UsageError(SOFTWARE + ": '" + version + "' is not a version")));
    }
    return new HostOptions(software, outside(), today());
  }

  /** The day that was told, or the clock's. */
  Supplier<LocalDate> today() throws UsageError {
    String told = arguments.text(TODAY, "");
    if (told.isEmpty()) {
      return console.today();
    }
    try {
      LocalDate day = LocalDate.parse(told);
      return () -> day;
    } catch (DateTimeParseException e) {
      throw new UsageError(TODAY + ": '" + told + "' is not a day such as 2026-11-25", e);
    }
  }

  private Networks outside() throws UsageError {
    List<Prefix> prefixes = prefixes(CLIENTS, arguments.texts(CLIENTS));
    return prefixes.isEmpty() ? Networks.ANY : new Networks(prefixes);
  }

  /** The prefixes that an option names. */
  static List<Prefix> prefixes(String option, List<String> texts) throws UsageError {
    List<Prefix> prefixes = new ArrayList<>();
    for (String text : texts) {
      prefixes.add(
          Prefix.parse(text)
              .orElseThrow(
                  () ->
                      new UsageError(
                          option + ": '" + text + "' is not an address or network in CIDR form")));
    }
    return prefixes;
  }

  /** Whether an argument after an option's first value is one more of its networks. */
  static boolean looksLikePrefix(String argument) {
    for (int i = 0; i < argument.length(); i++) {
      if ("0123456789abcdefABCDEF.:/,".indexOf(argument.charAt(i)) < 0) {
        return false;
      }
    }
    return argument.indexOf('/') > 0 || argument.indexOf(':') >= 0;
  }
}
