package dev.postern.cli;

import dev.postern.check.AskedDay;
import dev.postern.check.Attempt;
import dev.postern.check.ExitStatus;
import dev.postern.check.JudgedHost;
import dev.postern.check.Project;
import dev.postern.check.Results;
import dev.postern.check.Summary;
import dev.postern.check.Threshold;
import dev.postern.check.Waivers;
import dev.postern.check.Workers;
import dev.postern.host.HostFiles;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.policy.Judge;
import dev.postern.policy.Judgement;
import dev.postern.policy.Policy;
import dev.postern.policy.Severity;
import dev.postern.policy.Verdict;
import dev.postern.posture.Host;
import dev.postern.posture.shape.Word;
import dev.postern.report.ConciseReport;
import dev.postern.report.JsonReport;
import dev.postern.report.Renderer;
import dev.postern.report.TextReport;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern check}: judges every host found below the paths. */
final class CheckCommand implements Command {
  private static final String FAIL_ON = "--fail-on";
  private static final String FAIL_ON_UNKNOWN = "--fail-on-unknown";
  private static final String NEVER = "never";
  private static final String SHOW = "--show";

  private final Outputs outputs = new Outputs(List.of("text", "concise", "json"));

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("check");
    spec.usageMessage()
        .description("Judges every host found below PATH.")
        .footer(
            "",
            "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage, configuration or",
            "policy error, 3 an input could not be read or parsed far enough, 70 a bug in Postern.");
    HostArguments.addTo(spec);
    PolicyArguments.addTo(spec);
    outputs.addTo(spec);
    spec.addOption(
        Options.text(
            "SEVERITY",
            "The least severity that makes the exit status 1, or 'never'; default: low.",
            FAIL_ON));
    spec.addOption(Options.flag("Count unknown as a finding.", FAIL_ON_UNKNOWN));
    spec.addOption(
        Options.texts(
            "VERDICT,…",
            "Verdicts to show: pass, fail, unknown, waived, not-applicable; default: fail,unknown.",
            SHOW));
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    outputs.validate(arguments);
    Manners manners = new Manners(arguments, console);
    HostArguments hosts = new HostArguments(arguments, console);
    Threshold threshold = new Threshold(failOn(arguments), arguments.flag(FAIL_ON_UNKNOWN));
    Set<Verdict> shown = shown(arguments);
    HostOptions given = hosts.options();
    AskedDay today = new AskedDay(given.today());
    HostOptions options = new HostOptions(given.software(), given.outside(), today);
    Project project = hosts.project();
    manners.remark("configuration: " + project.place());
    CompletableFuture<Policy> loading = loading(new PolicyArguments(arguments), project);
    List<HostFiles> files = hosts.find(project);
    Workers workers = hosts.workers();
    Executor executor = workers.ofParts(files.size());
    Waivers waivers = new Waivers(project, today);
    ExitStatus status = ExitStatus.CLEAN;
    Summary summary = Summary.NONE;
    Set<Verdict> told = EnumSet.of(Verdict.FAIL, Verdict.UNKNOWN);
    told.addAll(shown);
    try (Results<Attempt<JudgedHost>> results =
            workers.inOrder(
                files,
                host ->
                    Attempt.at(
                        host.name(),
                        () -> {
                          Host posture =
                              HostReader.read(host, project.options(host, options), executor);
                          Judgement judgement = Judge.judge(posture, loading.join(), told);
                          return new JudgedHost(posture, judgement);
                        }));
        Reports reports =
            new Reports(
                outputs, console, manners.colour(), output -> renderer(output, manners.quiet()))) {
      while (results.hasNext()) {
        Attempt<JudgedHost> attempt = results.next();
        loading.join();
        if (attempt.bug().isPresent()) {
          manners.bug(attempt.name(), attempt.bug().get());
          status = status.or(ExitStatus.BUG);
          continue;
        }
        JudgedHost judged = waivers.apply(attempt.result());
        status = status.or(threshold.status(judged));
        summary = summary.plus(Summary.of(judged));
        reports.host(judged.showing(shown));
      }
      for (String warning : waivers.warnings(loading.join())) {
        manners.warn(warning);
      }
      reports.end(summary.on(today.asked()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof UsageError usage) {
        throw usage;
      }
      throw e;
    }
    return status;
  }

  /** Loads the rules while the first host is read. */
  private static CompletableFuture<Policy> loading(PolicyArguments arguments, Project project) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return arguments.load(project);
          } catch (UsageError e) {
            throw new CompletionException(e);
          }
        });
  }

  private static Renderer renderer(Output output, boolean quiet) throws IOException {
    return switch (output.format()) {
      case "json" -> new JsonReport(output.out(), BuildVersion.read());
      case "concise" -> new ConciseReport(output.out(), output.paint());
      default -> new TextReport(output.out(), output.paint(), !quiet);
    };
  }

  private static Optional<Severity> failOn(Arguments arguments) throws UsageError {
    String word = arguments.text(FAIL_ON, Word.of(Severity.LOW));
    return word.equals(NEVER)
        ? Optional.empty()
        : Optional.of(Arguments.constant(FAIL_ON, word, Severity.values(), NEVER));
  }

  private static Set<Verdict> shown(Arguments arguments) throws UsageError {
    List<String> words = arguments.texts(SHOW);
    Set<Verdict> shown = EnumSet.noneOf(Verdict.class);
    for (String word : words) {
      shown.add(Arguments.constant(SHOW, word, Verdict.values()));
    }
    return words.isEmpty() ? EnumSet.of(Verdict.FAIL, Verdict.UNKNOWN) : shown;
  }
}
