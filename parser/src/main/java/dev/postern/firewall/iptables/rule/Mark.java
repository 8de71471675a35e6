package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.Values;
import java.util.Optional;

/** {@code VALUE[/MASK]} of a mark. */
record Mark(long value, long mask) {
  private static final long ALL = 0xFFFF_FFFFL;

  static Mark of(Option option) throws Refusal {
    String text = option.value();
    int slash = text.indexOf('/');
    Optional<Long> value = number(slash < 0 ? text : text.substring(0, slash));
    Optional<Long> mask = slash < 0 ? Optional.of(ALL) : number(text.substring(slash + 1));
    if (value.isEmpty() || mask.isEmpty()) {
      throw new Refusal(
          option.argument(),
          "'%s' is no mark for %s; expected VALUE or VALUE/MASK".formatted(text, option.name()));
    }
    return new Mark(value.get(), mask.get());
  }

  private static Optional<Long> number(String text) {
    return Values.unsigned(text).filter(number -> Long.compareUnsigned(number, ALL) <= 0);
  }
}
