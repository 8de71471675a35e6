package dev.postern.cli;

import dev.postern.check.Project;
import dev.postern.policy.Pack;
import dev.postern.policy.Policy;
import dev.postern.policy.Rule;
import dev.postern.policy.read.PolicyLoader;
import dev.postern.policy.yaml.PolicyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** The options that choose the rules. */
final class PolicyArguments {
  static final String POLICY = "--policy";
  private static final String ONLY = "--only";
  private static final String SKIP = "--skip";
  private static final List<String> STANDARD = List.of("baseline");

  private final Arguments arguments;

  PolicyArguments(Arguments arguments) {
    this.arguments = arguments;
  }

  static void addTo(CommandSpec spec) {
    spec.addOption(
        Options.texts("PACK|FILE|DIR", "Rules to judge by; default: baseline.", "-p", POLICY));
    spec.addOption(
        Options.list(
            "RULE",
            "Only these rules: ids, names or families.",
            PolicyArguments::looksLikeRule,
            ONLY));
    spec.addOption(
        Options.list("RULE", "All but these rules.", PolicyArguments::looksLikeRule, SKIP));
  }

  /**
   * The rules in force.
   *
   * @throws UsageError for policies that cannot be used, for rules that do not exist, and for rules
   *     that no chosen pack has
   */
  Policy load(Project project) throws UsageError {
    List<String> only = arguments.texts(ONLY);
    List<String> skip = arguments.texts(SKIP);
    Policy policy = chosen(project);
    if (only.isEmpty() && skip.isEmpty()) {
      return policy;
    }
    List<String> selectors = new ArrayList<>(only);
    selectors.addAll(skip);
    List<String> unknown = PolicyLoader.unknownSelectors(policy, selectors);
    if (!unknown.isEmpty()) {
      throw new UsageError(String.join("\n", unknown));
    }
    for (String selector : only) {
      if (policy.only(List.of(selector)).rules().isEmpty()) {
        throw new UsageError(notChosen(selector, policy));
      }
    }
    return (only.isEmpty() ? policy : policy.only(only)).skip(skip);
  }

  /** A rule that exists and would be judged by nobody, which would look as if it passed. */
  private static String notChosen(String selector, Policy policy) throws UsageError {
    List<String> having = new ArrayList<>();
    for (Pack pack : PolicyLoader.packs()) {
      if (!builtIn(pack).only(List.of(selector)).rules().isEmpty()) {
        having.add(pack.name());
      }
    }
    String chosen = String.join(", ", policy.packs().stream().map(Pack::name).toList());
    return "%s is not among the chosen rules%s%s"
        .formatted(
            selector,
            chosen.isEmpty() ? "" : " (" + chosen + ")",
            having.isEmpty() ? "" : "; packs with it: " + String.join(", ", having));
  }

  private static Policy builtIn(Pack pack) throws UsageError {
    try {
      return PolicyLoader.builtIn(List.of(pack.name()));
    } catch (PolicyException e) {
      throw new UsageError(String.valueOf(e.getMessage()), e);
    }
  }

  private Policy chosen(Project project) throws UsageError {
    List<String> chosen = arguments.texts(POLICY);
    try {
      if (!chosen.isEmpty()) {
        return PolicyLoader.load(chosen, Path.of(""), project.parameters());
      }
      return project.policy().isEmpty()
          ? PolicyLoader.load(STANDARD, Path.of(""), project.parameters())
          : PolicyLoader.load(project.policy(), project.directory(), project.parameters());
    } catch (PolicyException e) {
      throw new UsageError(String.valueOf(e.getMessage()), e);
    }
  }

  /** A rule of any kind, whether or not a chosen pack has it. */
  Policy everything(Project project) throws UsageError {
    Policy chosen = chosen(project);
    List<Rule> rules = new ArrayList<>(chosen.rules());
    for (Rule rule : PolicyLoader.catalogue().rules()) {
      if (chosen.rule(rule.id()).isEmpty()) {
        rules.add(rule);
      }
    }
    return new Policy(chosen.packs(), rules);
  }

  /** Whether an argument after an option's first value is one more rule: {@code AUTH-001}. */
  static boolean looksLikeRule(String argument) {
    return argument.indexOf('/') < 0
        && argument.indexOf('.') < 0
        && !argument.startsWith("-")
        && argument.equals(argument.toUpperCase(Locale.ROOT));
  }
}
