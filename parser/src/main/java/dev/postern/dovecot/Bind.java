package dev.postern.dovecot;

import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.ShortAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Set<Family> all = EnumSet.noneOf(Family.class);
    for (String word : words(list)) {
      Optional<Address> address = address(word);
      if (address.filter(Bind::isEvery).isPresent()) {
        all.add(address.get().family());
      } else {
        binds.add(new Bind(word, address.map(a -> List.of(a.family())).orElse(List.of()), address));
      }
    }
    if (!all.isEmpty()) {
      String text = all.contains(Family.V4) ? "*" : "::";
      binds.add(0, new Bind(text, List.copyOf(all), Optional.empty()));
    }
    return binds;
  }

  static List<String> words(String list) {
    return Arrays.stream(list.split("[, ]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  /**
   * The address that a word stands for (resolve_ip() and getaddrinfo(3)); the one of zeros for all
   * of a family. Empty for names, whose address the files do not tell.
   */
  static Optional<Address> address(String word) {
    if (word.equals("*")) {
      return Optional.of(Address.v4(0));
    }
    if (LOCALHOST.contains(word)) {
      return Optional.of(Address.v4(0x7F00_0001L));
    }
    return word.indexOf(':') >= 0 ? Address.parse(word) : ShortAddress.parse(word);
  }

  static boolean isEvery(Address address) {
    return address.high() == 0 && address.low() == 0;
  }

  boolean isLoopback() {
    return one.filter(Address::isLoopback).isPresent();
  }
}
