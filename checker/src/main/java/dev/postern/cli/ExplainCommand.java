package dev.postern.cli;

import dev.postern.check.ExitStatus;
import dev.postern.check.Project;
import dev.postern.policy.Policy;
import dev.postern.policy.Rule;
import dev.postern.policy.cases.RuleExample;
import dev.postern.policy.read.RuleExamples;
import dev.postern.policy.yaml.NearestName;
import dev.postern.policy.yaml.PolicyException;
import dev.postern.report.RulePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Options.texts(
            "PACK|FILE|DIR", "Where rules of your own are.", "-p", PolicyArguments.POLICY));
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
    RuleExamples builtIn = RuleExamples.builtIn();
    RuleExamples own = own(arguments);
    RulePage page = new RulePage(console.paint(manners.colour()));
    for (int i = 0; i < rules.size(); i++) {
      console.out().write(i == 0 ? "" : "\n");
      String id = rules.get(i).id();
      List<RuleExample> examples = own.of(id).isEmpty() ? builtIn.of(id) : own.of(id);
      page.render(rules.get(i), examples, console.out());
    }
    return ExitStatus.CLEAN;
  }

  /** Those of the rules that the arguments bring. */
  private static RuleExamples own(Arguments arguments) throws UsageError {
    List<Path> paths = new ArrayList<>();
    for (String chosen : arguments.texts(PolicyArguments.POLICY)) {
      if (Files.exists(Path.of(chosen))) {
        paths.add(Path.of(chosen));
      }
    }
    try {
      return RuleExamples.of(paths);
    } catch (PolicyException e) {
      throw new UsageError(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UsageError("the cases of a rule cannot be read: " + e.getMessage(), e);
    }
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
