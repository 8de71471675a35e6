package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.check.Project;
import dev.postern.host.ConfigFile;
import dev.postern.host.ConfigKind;
import dev.postern.host.HostFiles;
import dev.postern.host.HostReader;
import dev.postern.posture.service.Platform;
import dev.postern.report.Paint;
import dev.postern.report.ProblemLines;
import dev.postern.source.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern settings}: the effective settings of one daemon, as its own tool prints them. */
final class SettingsCommand implements Command {
  private static final String FORMAT = "--format";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("settings");
    spec.usageMessage()
        .description(
            "Prints the effective settings of one daemon, as doveconf -n or postconf -n would.");
    spec.addPositional(
        Options.positional(
            "1", "PATH", "A dovecot.conf, or a Postfix directory, main.cf or master.cf."));
    spec.addOption(Options.flag("Every setting, not only those that are set.", "--all"));
    spec.addOption(Options.flag("Say where each value was set.", "--origins"));
    spec.addOption(Options.text("FORMAT", "text (default) or json.", "-f", FORMAT));
    spec.addOption(
        Options.text(
            "NAME",
            "Dovecot: a protocol. Postfix: the service whose parameters to print, as smtp/inet.",
            "--service"));
    spec.addOption(Options.text("IP", "Dovecot: the address a client dialled.", "--local"));
    spec.addOption(Options.text("IP", "Dovecot: the client's address.", "--remote"));
    spec.addOption(
        Options.text(
            "HOST|FILE",
            "Dovecot: the name a client asked for by TLS. With -: what to call standard input.",
            StandardInput.NAME));
    spec.addOption(Options.flag("Postfix: values with their $names replaced.", "--expand"));
    spec.addOption(Options.flag("Postfix: master.cf, as postconf -M prints it.", "--services"));
    spec.addOption(
        Options.texts(
            "NAME=VERSION,…",
            "What cannot be read from the files, such as dovecot=2.3.19.",
            "--software"));
    StandardInput.addTo(spec);
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    String format = arguments.word(FORMAT, List.of("text", "json"), "text");
    Manners manners = new Manners(arguments, console);
    HostArguments given = new HostArguments(arguments, console);
    HostFiles host = given.find(Project.NONE).get(0);
    ConfigFile config = daemon(host, arguments.positional(List.of()));
    Platform platform = HostReader.platform(host.tree(), given.options());
    DaemonSettings settings =
        config.kind() == ConfigKind.DOVECOT
            ? DovecotPrinter.read(host.tree(), config.path(), platform, arguments)
            : PostfixPrinter.read(host.tree(), config.path(), platform, arguments);
    console.err().write(ProblemLines.of(toTell(settings, manners), host.root(), Paint.PLAIN));
    if (settings.isRefused()) {
      return ExitStatus.INCOMPLETE;
    }
    boolean origins = arguments.flag("--origins");
    console
        .out()
        .write(
            format.equals("json")
                ? SettingsJson.of(settings, host.root(), origins)
                : settings.text(origins ? new OriginNotes(host.root()) : OriginNotes.NONE));
    return settings.canRun() ? ExitStatus.CLEAN : ExitStatus.INCOMPLETE;
  }

  /** Errors first: the first of them is what the daemon names first. */
  private static List<Problem> toTell(DaemonSettings settings, Manners manners) {
    List<Problem> errors = new ArrayList<>();
    List<Problem> warnings = new ArrayList<>();
    for (Problem problem : settings.problems()) {
      (problem.isError() ? errors : warnings).add(problem);
    }
    if (!manners.quiet()) {
      errors.addAll(warnings);
    }
    return errors;
  }

  private static ConfigFile daemon(HostFiles host, List<String> given) throws UsageError {
    List<ConfigFile> daemons = new ArrayList<>();
    for (ConfigFile config : host.configs()) {
      if (config.kind() == ConfigKind.DOVECOT || config.kind() == ConfigKind.POSTFIX) {
        daemons.add(config);
      }
    }
    if (daemons.size() == 1) {
      return daemons.get(0);
    }
    String path = String.join(" ", given);
    if (daemons.isEmpty()) {
      throw new UsageError(
          path + ": expected a dovecot.conf, or a Postfix directory, main.cf or master.cf");
    }
    StringBuilder choices = new StringBuilder();
    for (ConfigFile config : daemons) {
      choices.append(choices.isEmpty() ? "" : ", ").append(config.path());
    }
    throw new UsageError(path + ": holds several configurations, name one of them: " + choices);
  }
}
