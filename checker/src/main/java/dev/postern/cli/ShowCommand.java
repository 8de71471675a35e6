package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.check.Project;
import dev.postern.check.Threshold;
import dev.postern.host.HostFiles;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.posture.Host;
import dev.postern.report.PostureJson;
import dev.postern.report.PostureTable;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern show}: what each host really does, without judgement. */
final class ShowCommand implements Command {
  private final Outputs outputs = new Outputs(List.of("text", "json"));

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("show");
    spec.usageMessage()
        .description("Shows what every host found below PATH really does, without judgement.");
    HostArguments.addTo(spec);
    outputs.addTo(spec);
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    outputs.validate(arguments);
    Manners manners = new Manners(arguments, console);
    HostArguments given = new HostArguments(arguments, console);
    HostOptions options = given.options();
    Project project = given.project();
    manners.remark("configuration: " + project.place());
    List<HostFiles> files = given.find(project);
    List<Host> hosts =
        given.workers().map(files, host -> HostReader.read(host, project.options(host, options)));
    outputs.write(
        console,
        manners.colour(),
        (format, out, paint) -> {
          if (format.equals("json")) {
            PostureJson.render(hosts, out);
          } else {
            new PostureTable(paint).render(hosts, out);
          }
        });
    ExitStatus status = ExitStatus.CLEAN;
    for (Host host : hosts) {
      status = status.or(Threshold.status(host));
    }
    return status;
  }
}
