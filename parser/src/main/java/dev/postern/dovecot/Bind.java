package dev.postern.dovecot;

import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An address a listener is bound to.
 *
 * @param text {@code *}, {@code ::} or one address or name
 * @param families empty when a name tells neither
 * @param one the address, when it is a single one
 */
record Bind(String text, List<Family> families, Optional<Address> one) {
  private static final List<String> LOCALHOST = List.of("localhost", "localhost.localdomain");

  /** The addresses of a list such as {@code *, ::}; both wildcards together are {@code *}. */
  static List<Bind> of(String list) {
    List<Bind> binds = new ArrayList<>();
    boolean v4 = false;
    boolean v6 = false;
    for (String word : list.split("[, ]+", -1)) {
      switch (word) {
        case "" -> {}
        case "*", "0.0.0.0" -> v4 = true;
        case "::", "[::]" -> v6 = true;
        default -> binds.add(single(word));
      }
    }
    if (v4) {
      binds.add(
          0,
          new Bind("*", v6 ? List.of(Family.V4, Family.V6) : List.of(Family.V4), Optional.empty()));
    } else if (v6) {
      binds.add(0, new Bind("::", List.of(Family.V6), Optional.empty()));
    }
    return binds;
  }

  private static Bind single(String word) {
    Optional<Address> address =
        LOCALHOST.contains(word) ? Optional.of(Address.v4(0x7F00_0001L)) : Address.parse(word);
    return new Bind(word, address.map(a -> List.of(a.family())).orElse(List.of()), address);
  }

  boolean isLoopback() {
    return one.filter(Address::isLoopback).isPresent();
  }
}
