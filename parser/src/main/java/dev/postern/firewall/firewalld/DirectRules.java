package dev.postern.firewall.firewalld;

import dev.postern.firewall.iptables.load.FamilyTables;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of direct.xml, which go to iptables whatever the backend is: firewalld.direct(5). */
final class DirectRules {
  private static final Set<String> BUILT_IN =
      Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");

  private final Map<String, FamilyTables> tables;
  private final boolean hasOwnChains;
  private final List<Problem> problems;

  /**
   * Direct rules that go into some tables.
   *
   * @param tables by {@code ipv4} and {@code ipv6}
   * @param hasOwnChains whether the built-in chains call chains of direct rules, as the iptables
   *     backend has it
   */
  DirectRules(Map<String, FamilyTables> tables, boolean hasOwnChains, List<Problem> problems) {
    this.tables = tables;
    this.hasOwnChains = hasOwnChains;
    this.problems = problems;
  }

  /** One that puts a rule at an end of a chain. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:(?:-t|--table)\\s+(?<table>\\S+)\\s+)?"
              + "(?:(?<append>-A|--append)|-I|--insert)\\s+(?<chain>\\S+)\\s+(?<rule>-.*)",
          Pattern.DOTALL);

  private record Direct(int priority, Element element) {}

  void load(Element root) throws Refused {
    List<Direct> rules = new ArrayList<>();
    List<Element> commands = new ArrayList<>();
    for (Element element : root.children()) {
      Optional<FamilyTables> family = family(element);
      if (family.isEmpty()) {
        continue;
      }
      switch (element.name()) {
        case "chain" -> {
          String table = element.attribute("table").orElse("filter");
          element
              .attribute("chain")
              .ifPresent(chain -> family.get().create(table, chain, element.origin()));
        }
        case "rule" -> rules.add(new Direct(priority(element), element));
        case "passthrough" -> commands.add(element);
        default ->
            throw new Refused(
                element.origin(), "direct.xml has no element '" + element.name() + "'");
      }
    }
    rules.sort(Comparator.comparingInt(Direct::priority));
    for (Direct rule : rules) {
      append(rule.element());
    }
    for (Element command : commands) {
      passThrough(command);
    }
  }

  /** Those of {@code eb} are for bridged frames, which no address of the host receives. */
  private Optional<FamilyTables> family(Element element) {
    return Optional.ofNullable(tables.get(element.attribute("ipv").orElse("")));
  }

  private static int priority(Element element) throws Refused {
    try {
      return Integer.parseInt(element.attribute("priority").orElse(""));
    } catch (NumberFormatException e) {
      throw new Refused(element.origin(), "a direct rule needs a priority, a number");
    }
  }

  private void append(Element element) throws Refused {
    String table = element.attribute("table").orElse("filter");
    String chain = element.attribute("chain").orElse("");
    if (hasOwnChains && BUILT_IN.contains(chain)) {
      chain = chain + "_direct";
    } else if (!hasOwnChains
        && chain.endsWith("_direct")
        && BUILT_IN.contains(chain.substring(0, chain.length() - "_direct".length()))) {
      chain = chain.substring(0, chain.length() - "_direct".length());
    }
    Optional<FamilyTables> family = family(element);
    Optional<String> wrong =
        family.isPresent()
            ? family.get().append(table, chain, element.text().strip(), element.origin())
            : Optional.empty();
    if (wrong.isPresent()) {
      throw new Refused(element.origin(), wrong.get());
    }
  }

  /** A command that iptables is given as it stands, once all rules are there. */
  private void passThrough(Element element) throws Refused {
    Optional<FamilyTables> family = family(element);
    if (family.isEmpty()) {
      return;
    }
    Matcher command = COMMAND.matcher(element.text().strip());
    if (!command.matches()) {
      notFollowed(element, family.get());
      return;
    }
    String table = command.group("table") == null ? "filter" : command.group("table");
    String chain = command.group("chain");
    String words = command.group("rule");
    Optional<String> wrong =
        command.group("append") == null
            ? family.get().insert(table, chain, words, element.origin())
            : family.get().append(table, chain, words, element.origin());
    if (wrong.isPresent()) {
      throw new Refused(element.origin(), wrong.get());
    }
  }

  private void notFollowed(Element element, FamilyTables family) {
    String what = "the direct command " + element.text().strip();
    problems.add(
        Problem.warning(
            Problem.Kind.UNMODELLED,
            element.origin().span(),
            "a command passed through to iptables; what it decides is unknown"));
    family.insert(
        "filter",
        "INPUT",
        new Rule(
            List.of(new Match.Undecidable(what)),
            List.of(),
            new Verdict.Undecided(what),
            element.origin()));
  }
}
