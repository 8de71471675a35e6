package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.net.Family;
import java.util.Optional;

/**
 * What a rule has to say for its extensions: the last field of {@code extensions.tsv}, as the
 * extensions' own checks in iptables 1.8.9 want it.
 */
public final class Requirements {
  private final Catalogue catalogue;
  private final RuleText rule;
  private final Family family;

  private Requirements(Catalogue catalogue, RuleText rule, Family family) {
    this.catalogue = catalogue;
    this.rule = rule;
    this.family = family;
  }

  /** Refuses a rule that lacks something, or says what does not go together. */
  static void check(Catalogue catalogue, RuleText rule, Family family) throws Refusal {
    Requirements requirements = new Requirements(catalogue, rule, family);
    for (Use use : rule.matches()) {
      requirements.check(use);
    }
    if (rule.target().isPresent()) {
      requirements.check(rule.target().get());
    }
  }

  private void check(Use use) throws Refusal {
    if (use.extension().isPresent()) {
      for (String clause : use.extension().get().needs()) {
        check(use, clause);
      }
      OptionValues.check(use, catalogue, family);
      if (use.name().equals("RATEEST")) {
        EstimatorTimes.check(use);
      }
    }
  }

  private void check(Use use, String clause) throws Refusal {
    int condition = clause.indexOf('>');
    if (condition > 0) {
      if (holds(use, clause.substring(0, condition))) {
        check(use, clause.substring(condition + 1));
      }
    } else if (clause.startsWith("f")) {
      family(use, clause.equals("f4") ? Family.V4 : Family.V6);
    } else if (clause.startsWith("p")) {
      protocol(use, clause);
    } else if (ValueCheck.isAbout(clause)) {
      ValueCheck.check(use, clause);
    } else {
      options(use, clause);
    }
  }

  /** {@code --option}, {@code --option=value} or {@code --option+port}. */
  private static boolean holds(Use use, String condition) {
    int equals = condition.indexOf('=');
    int plus = condition.indexOf('+');
    if (equals > 0) {
      return use.option(condition.substring(0, equals))
          .filter(option -> option.value().startsWith(condition.substring(equals + 1)))
          .isPresent();
    }
    if (plus > 0) {
      return use.option(condition.substring(0, plus))
          .filter(option -> hasPort(option.value()))
          .isPresent();
    }
    return use.option(condition).isPresent();
  }

  private static boolean hasPort(String address) {
    int bracket = address.indexOf(']');
    boolean isPlainV6 = bracket < 0 && address.indexOf(':') != address.lastIndexOf(':');
    return !isPlainV6 && address.indexOf(':', Math.max(0, bracket)) >= 0;
  }

  private void family(Use use, Family of) throws Refusal {
    if (family != of) {
      throw new Refusal(
          use.word(), "%s is for rules of IPv%d alone".formatted(use.name(), of.number()));
    }
  }

  /** {@code p:tcp,udp}, or {@code p4:…} for IPv4 alone. */
  private void protocol(Use use, String clause) throws Refusal {
    boolean isForV4 = clause.startsWith("p4:");
    if (isForV4 && family != Family.V4) {
      return;
    }
    String names = clause.substring(clause.indexOf(':') + 1);
    for (Option option : rule.basics()) {
      if (option.name().equals("-p") && !option.isNegated()) {
        Optional<Integer> number = catalogue.protocol(option.value());
        for (String name : names.split(",", -1)) {
          if (number.isPresent() && number.equals(catalogue.protocol(name))) {
            return;
          }
        }
      }
    }
    throw new Refusal(
        use.word(), "%s needs -p %s".formatted(use.name(), names.replace(",", " or ")));
  }

  /** {@code --a|--b}: one of them; {@code 1:--a|--b}: at most one of them. */
  private static void options(Use use, String clause) throws Refusal {
    boolean isLimit = clause.startsWith("1:");
    String names = isLimit ? clause.substring(2) : clause;
    int given = 0;
    for (String name : names.split("\\|", -1)) {
      given += use.option(name).isPresent() ? 1 : 0;
    }
    if (isLimit ? given > 1 : given == 0) {
      throw new Refusal(
          use.word(),
          "%s takes %s %s"
              .formatted(
                  use.name(), isLimit ? "no more than one of" : "", names.replace("|", " or ")));
    }
  }
}
