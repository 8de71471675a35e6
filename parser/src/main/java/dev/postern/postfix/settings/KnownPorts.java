package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.Numbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code known_tcp_ports}: names that Postfix does not look up in the services database
 * (global/config_known_tcp_ports.c, util/known_tcp_ports.c).
 */
final class KnownPorts {
  private final Map<String, Integer> ports = new HashMap<>();

  /** Reads {@code name = other = port, …}; what is no such thing is left out, as Postfix does. */
  KnownPorts(String text) {
    for (String association : text.split(",", -1)) {
      List<String> words = List.of(association.split("=", -1)).stream().map(String::strip).toList();
      Optional<Integer> port = number(words.get(words.size() - 1));
      for (String name : words.subList(0, words.size() - 1)) {
        if (port.isPresent() && isName(name)) {
          ports.putIfAbsent(name, port.get());
        }
      }
    }
  }

  Optional<Integer> find(String name) {
    return Optional.ofNullable(ports.get(name));
  }

  private static Optional<Integer> number(String text) {
    return text.chars().allMatch(Character::isDigit)
        ? Numbers.integer(text).map(Long::intValue)
        : Optional.empty();
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.chars().noneMatch(Character::isWhitespace)
        && !text.chars().allMatch(Character::isDigit);
  }
}
