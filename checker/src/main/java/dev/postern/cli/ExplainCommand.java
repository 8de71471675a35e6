package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.check.Project;
import dev.postern.policy.Policy;
import dev.postern.policy.Rule;
import dev.postern.policy.yaml.NearestName;
import dev.postern.report.RulePage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code postern explain}: what a rule demands, why, and how to meet it. */
final class ExplainCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("explain");
    spec.usageMessage().description("Explains a rule: what it demands, why, and how to meet it.");
    spec.addPositional(Options.positional("1..*", "RULE", "A rule's id or name."));
    spec.addOption(
        Options.texts("PACK|FILE|DIR", "Where rules of your own are.", "-p", "--policy"));
    Manners.addTo(spec);
    return spec;
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws UsageError, IOException {
    Manners manners = new Manners(arguments, console);
    Policy policy = new PolicyArguments(arguments).everything(Project.NONE);
    List<Rule> rules = new ArrayList<>();
    for (String name : arguments.positional(List.of())) {
      rules.add(policy.rule(name).orElseThrow(() -> noSuchRule(name, policy)));
    }
    RulePage page = new RulePage(console.paint(manners.colour()));
    for (int i = 0; i < rules.size(); i++) {
      console.out().write(i == 0 ? "" : "\n");
      page.render(rules.get(i), console.out());
    }
    return ExitStatus.CLEAN;
  }

  private static UsageError noSuchRule(String name, Policy policy) {
    List<String> names = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      names.add(rule.id());
      names.add(rule.name());
    }
    return new UsageError(
        "there is no rule '"
            + name
            + "'"
            + NearestName.hint(name, names)
            + "; 'postern rules' lists them");
  }
}
