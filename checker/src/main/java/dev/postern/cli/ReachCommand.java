package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.check.Project;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.host.HostFiles;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.host.PacketFilters;
import dev.postern.host.Ports;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.Endpoint;
import dev.postern.report.Paint;
import dev.postern.report.ProblemLines;
import dev.postern.source.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern reach}: which sources reach which ports through the packet filter. */
final class ReachCommand implements Command {
  private static final String PORT = "--port";
  private static final String FROM = "--from";
  private static final String FAMILY = "--family";
  private static final String INTERFACE = "--interface";
  private static final int HIGHEST_PORT = 65_535;

  private final Outputs outputs = new Outputs(List.of("text", "json"));

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("reach");
    spec.usageMessage()
        .description(
            "Tells which sources reach which ports through the packet filter: new TCP connections "
                + "that arrive on an interface other than lo. A port is the one the client dials.");
    spec.addPositional(
        Options.positional("1..*", "PATH", "One host: a directory, or files read together."));
    spec.addOption(
        Options.list(
            "N",
            "Ports; default: the mail ports and every port a listener uses.",
            ReachCommand::looksLikePort,
            PORT));
    spec.addOption(
        Options.list(
            "CIDR",
            "What counts as outside; default: every address that is not loopback.",
            HostArguments::looksLikePrefix,
            FROM));
    spec.addOption(Options.text("4|6", "One address family; default: both.", FAMILY));
    spec.addOption(
        Options.text("NAME", "The arriving interface; default: every one but lo.", INTERFACE));
    outputs.addTo(spec);
    StandardInput.addTo(spec);
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    outputs.validate(arguments);
    Manners manners = new Manners(arguments, console);
    HostArguments given = new HostArguments(arguments, console);
    List<HostFiles> hosts = given.find(Project.NONE);
    if (hosts.size() > 1) {
      throw new UsageError("reach looks at one host; found " + hosts.size() + " below the paths");
    }
    HostFiles host = hosts.get(0);
    PacketFilters filters = PacketFilters.of(host);
    filters.lookAhead();
    List<Prefix> from = HostArguments.prefixes(FROM, arguments.texts(FROM));
    Networks outside = from.isEmpty() ? Networks.ANY : new Networks(from);
    String iface = arguments.text(INTERFACE, "");
    HostOptions options = given.options();
    List<Endpoint> listeners = HostReader.listeners(host, options);
    List<PortReach> reaches = new ArrayList<>();
    for (int port : ports(arguments, listeners)) {
      for (Family family : families(arguments)) {
        Question question = Question.anybody(port, family).from(outside);
        reaches.add(filters.reach(iface.isEmpty() ? question : question.arrivingOn(iface)));
      }
    }
    outputs.write(
        console,
        manners.colour(),
        (format, out, paint) ->
            out.write(
                format.equals("json")
                    ? ReachText.json(reaches)
                    : ReachText.table(reaches, host.root(), paint)
                        + ReachText.notes(
                            reaches, HostReader.filtering(host, options, filters, listeners))));
    List<Problem> problems = filters.problems();
    console.err().write(ProblemLines.of(problems, host.root(), Paint.PLAIN));
    return problems.stream().anyMatch(Problem::isError) ? ExitStatus.INCOMPLETE : ExitStatus.CLEAN;
  }

  private static SortedSet<Integer> ports(Arguments arguments, List<Endpoint> listeners)
      throws UsageError {
    TreeSet<Integer> ports = new TreeSet<>();
    for (String port : arguments.texts(PORT)) {
      ports.add(Arguments.number(PORT, port, 1, HIGHEST_PORT));
    }
    if (ports.isEmpty()) {
      ports.addAll(Ports.MAIL);
      for (Endpoint endpoint : listeners) {
        Optional<Integer> port = endpoint.port().toOptional();
        port.ifPresent(ports::add);
      }
    }
    return ports;
  }

  private static List<Family> families(Arguments arguments) throws UsageError {
    return switch (arguments.word(FAMILY, List.of("4", "6", "both"), "both")) {
      case "4" -> List.of(Family.V4);
      case "6" -> List.of(Family.V6);
      default -> List.of(Family.values());
    };
  }

  private static boolean looksLikePort(String argument) {
    for (int i = 0; i < argument.length(); i++) {
      if ("0123456789,".indexOf(argument.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
