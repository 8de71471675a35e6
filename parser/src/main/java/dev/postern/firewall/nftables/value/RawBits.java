package dev.postern.firewall.nftables.value;

import dev.postern.firewall.nftables.syntax.Expression;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bits of a header that are asked for by their place: {@code @th,16,16}.
 *
 * @param layer nh for the header of IP, th for that of TCP
 * @param offset the first bit
 * @param length how many bits
 */
public record RawBits(String layer, int offset, int length) {
  private static final Pattern NAME = Pattern.compile("@(nh|th),(\\d{1,6}),(\\d{1,2})");

  /** Empty where the selector is for something else, or more bits than 63. */
  public static Optional<RawBits> of(Expression.Selector selector) {
    Matcher parts = NAME.matcher(selector.name());
    return parts.matches() && Integer.parseInt(parts.group(3)) < Long.SIZE
        ? Optional.of(
            new RawBits(
                parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }
}
