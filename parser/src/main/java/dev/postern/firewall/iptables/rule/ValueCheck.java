package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.net.Address;
import dev.postern.net.Prefix;
import java.util.List;
import java.util.Optional;

/** What the value of an option may be: the clauses of {@code extensions.tsv} that begin with it. */
final class ValueCheck {
  private static final String SIGNS = "#@%/<,";

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
      case '#' -> range(option, Long.parseUnsignedLong(bound));
      case '@' ->
          require(
              List.of(bound.split(",", -1)).contains(option.value()),
              option,
              "one of " + bound.replace(",", ", "));
      case '%' -> require(isPart(option.value()), option, "a number from 0 to 1");
      case '/' -> require(isNetwork(option.value(), Integer.parseInt(bound)), option, "a network");
      case '<' -> {
        long most = use.option(bound).flatMap(o -> Values.number(o.value())).orElse(0L);
        require(number(option.value()).filter(n -> n < most).isPresent(), option, "less");
      }
      default -> list(option, bound);
    }
  }

  private static void require(boolean fits, Option option, String expected) throws Refusal {
    if (!fits) {
      throw new Refusal(
          option.argument(),
          "'%s' is no value for %s; expected %s"
              .formatted(option.value(), option.name(), expected));
    }
  }

  /** A number, or {@code FIRST:LAST} of which each may be left out. */
  private static void range(Option option, long most) throws Refusal {
    String text = option.value();
    int colon = text.indexOf(':');
    String first = colon < 0 ? text : text.substring(0, colon);
    String last = text.substring(colon + 1);
    Optional<Long> from = first.isEmpty() && colon >= 0 ? Optional.of(0L) : number(first);
    Optional<Long> to = last.isEmpty() && colon >= 0 ? Optional.of(most) : number(last);
    boolean fits =
        from.isPresent()
            && to.isPresent()
            && Long.compareUnsigned(to.get(), most) <= 0
            && Long.compareUnsigned(from.get(), to.get()) <= 0;
    require(fits, option, "numbers up to " + Long.toUnsignedString(most));
  }

  /** As {@link Values#number}, and decimal up to 64 bits without a sign. */
  private static Optional<Long> number(String text) {
    Optional<Long> small = Values.number(text);
    if (small.isPresent() || text.isEmpty() || !Character.isDigit(text.charAt(0))) {
      return small;
    }
    try {
      return Optional.of(Long.parseUnsignedLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isPart(String text) {
    try {
      double part = Double.parseDouble(text);
      return part >= 0 && part <= 1;
    } catch (NumberFormatException e) {
      return false;
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

  /** Numbers within bounds, separated by commas; what begins with a letter is a name. */
  private static void list(Option option, String bounds) throws Refusal {
    int dash = bounds.indexOf('-');
    long least = Long.parseLong(bounds.substring(0, dash));
    long most = Long.parseLong(bounds.substring(dash + 1));
    for (String word : option.value().split(",", -1)) {
      boolean isName = !word.isEmpty() && Character.isLetter(word.charAt(0));
      boolean fits = number(word).filter(n -> n >= least && n <= most).isPresent();
      require(isName || fits, option, "numbers from " + least + " to " + most);
    }
  }
}
