package dev.postern.dovecot.settings;

import dev.postern.net.Address;
import dev.postern.net.Prefix;
import java.util.Optional;

/**
 * A network as a filter writes it; unlike a {@link Prefix} it keeps the bits below its length,
 * since doveconf prints them.
 *
 * @param bits 0 matches every address, of either family
 */
public record Net(Address address, int bits) {

  /** Reads {@code 10.0.0.0/8}, {@code 10.0.0.1}, {@code ::1}; empty for host names. */
  static Optional<Net> parse(String text) {
    int slash = text.indexOf('/');
    return Prefix.parse(text)
        .flatMap(
            prefix ->
                Address.parse(slash < 0 ? text : text.substring(0, slash))
                    .map(address -> new Net(address, prefix.length())));
  }

  public Prefix prefix() {
    return new Prefix(address, bits);
  }

  boolean contains(Net inner) {
    return bits == 0 || (inner.bits >= bits && prefix().contains(inner.address));
  }

  /** As doveconf prints it: a whole address without its length. */
  @Override
  public String toString() {
    return bits == address.family().bits() ? address.toString() : address + "/" + bits;
  }
}
