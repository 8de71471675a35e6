package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.check.Project;
import dev.postern.policy.Policy;
import dev.postern.report.RuleList;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern rules}: the rules in force. */
final class RulesCommand implements Command {
  private final Outputs outputs = new Outputs(List.of("text", "json"));

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("rules");
    spec.usageMessage().description("Lists the rules of the chosen packs.");
    PolicyArguments.addTo(spec);
    outputs.addTo(spec);
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    outputs.validate(arguments);
    Manners manners = new Manners(arguments, console);
    Policy policy = new PolicyArguments(arguments).load(Project.NONE);
    outputs.write(
        console,
        manners.colour(),
        (format, out, paint) -> {
          if (format.equals("json")) {
            RuleList.json(policy, out);
          } else {
            RuleList.table(policy, out, paint);
          }
        });
    return ExitStatus.CLEAN;
  }
}
