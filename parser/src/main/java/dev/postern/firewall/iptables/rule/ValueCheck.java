package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.net.Address;
import dev.postern.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** What the value of an option may be: the clauses of {@code extensions.tsv} that begin with it. */
final class ValueCheck {
  private static final String SIGNS = "@/<≤%";

  private ValueCheck() {}

  /** Whether a clause is about an option's value. */
  static boolean isAbout(String clause) {
    return sign(clause) > 0;
  }

  private static int sign(String clause) {
    for (int i = 0; i < clause.length(); i++) {
      if (SIGNS.indexOf(clause.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Refuses a value that the clause does not allow; an option that is not there has none. */
  static void check(Use use, String clause) throws Refusal {
    int at = sign(clause);
    Optional<Option> given = use.option(clause.substring(0, at));
    if (given.isEmpty() || given.get().arguments().isEmpty()) {
      return;
    }
    Option option = given.get();
    String bound = clause.substring(at + 1);
    switch (clause.charAt(at)) {
      case '@' ->
          require(
              List.of(bound.split(",", -1)).contains(option.value()),
              option,
              "one of " + bound.replace(",", ", "));
      case '/' -> require(isNetwork(option.value(), Integer.parseInt(bound)), option, "a network");
      case '<' ->
          require(
              compare(use, option, bound, (n, most) -> n < most),
              option,
              "less than the value of " + bound);
      case '≤' ->
          require(
              compare(use, option, bound, (n, most) -> n <= most),
              option,
              "no more than the value of " + bound);
      default ->
          require(
              compare(use, option, bound, (n, bits) -> n < 1L << bits),
              option,
              "a number of so many bits as the value of " + bound);
    }
  }

  /** Whether numbers compare so; true where there is nothing to compare with. */
  private static boolean compare(
      Use use, Option option, String bound, BiPredicate<Long, Long> comparison) {
    Optional<Long> other = use.option(bound).flatMap(of -> Values.unsigned(of.value()));
    return other.isEmpty()
        || Values.unsigned(option.value())
            .filter(number -> comparison.test(number, other.get()))
            .isPresent();
  }

  private static void require(boolean fits, Option option, String expected) throws Refusal {
    if (!fits) {
      throw new Refusal(
          option.argument(),
          "'%s' is no value for %s; expected %s"
              .formatted(option.value(), option.name(), expected));
    }
  }

  /** A network no longer than {@code most} bits, its other bits zero. */
  private static boolean isNetwork(String text, int most) {
    int slash = text.indexOf('/');
    Optional<Prefix> prefix = Prefix.parse(text);
    Optional<Address> base = slash < 0 ? Optional.empty() : Address.parse(text.substring(0, slash));
    return prefix.isPresent()
        && prefix.get().length() <= most
        && base.filter(address -> address.equals(prefix.get().base())).isPresent();
  }
}
