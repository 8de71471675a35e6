package dev.postern.firewall.iptables.rule;

import dev.postern.data.DataFile;
import dev.postern.firewall.iptables.set.AddressSets;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What rules need of the machine that they are loaded on: without it they are refused, with all
 * that stands beside them, and no rule file tells whether it is there.
 */
public final class Prerequisites {
  private final AddressSets sets;

  /**
   * What an option needs.
   *
   * @param always values that every machine has
   */
  private record Prerequisite(String extension, String option, Pattern always, String why) {}

  /** Those that there are, read at first use. */
  private static final class Loaded {
    static final List<Prerequisite> ALL =
        DataFile.rows(Prerequisites.class, "prerequisites.tsv", 4).stream()
            .map(row -> new Prerequisite(row[0], row[1], Pattern.compile(row[2]), row[3]))
            .toList();
  }

  /**
   * What rules need.
   *
   * @param sets those that are made before the rules are loaded
   */
  Prerequisites(AddressSets sets) {
    this.sets = sets;
  }

  /** Why iptables may refuse an extension of a rule; empty when nothing but the rule decides. */
  Optional<String> missing(Use use) {
    if (use.name().equalsIgnoreCase("set")) {
      return set(use);
    }
    for (Prerequisite known : Loaded.ALL) {
      Optional<String> value =
          known.extension().equals(use.name())
              ? use.option(known.option()).map(Option::value)
              : Optional.empty();
      if (value.isPresent() && !known.always().matcher(value.get()).matches()) {
        return Optional.of(known.why().formatted(value.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> set(Use use) {
    for (Option option : use.options()) {
      if (option.name().endsWith("-set")) {
        String name = option.value();
        Optional<String> why = sets.missing(name);
        if (why.isPresent()) {
          return Optional.of(
              "iptables-restore refuses the file unless the set '%s' is there, and %s"
                  .formatted(name, why.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** Why one of the two that are called iptables refuses an extension that the other takes. */
  public static Optional<String> ofLegacy(Use use, RuleText rule) {
    return use.name().equals("TCPMSS") && rule.matches().stream().noneMatch(Prerequisites::isOfSyn)
        ? Optional.of(
            "iptables-legacy refuses the table: TCPMSS is for packets with SYN (-p tcp --syn);"
                + " iptables-nft takes it")
        : Optional.empty();
  }

  /** find_syn_match() of xt_TCPMSS.c. */
  private static boolean isOfSyn(Use use) {
    Optional<Option> flags = use.option("--tcp-flags");
    boolean isNamed =
        use.option("--syn").filter(syn -> !syn.isNegated()).isPresent()
            || flags
                .filter(option -> !option.isNegated())
                .map(option -> List.of(option.arguments().get(1).text().split(",", -1)))
                .filter(names -> names.contains("SYN") || names.contains("ALL"))
                .isPresent();
    return use.name().equals("tcp") && isNamed;
  }
}
