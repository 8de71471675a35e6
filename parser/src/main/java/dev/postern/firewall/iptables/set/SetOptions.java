package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.iptables.syntax.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a line of ipset, each with its value: what {@code create} says of a set, and
 * {@code add} of an element.
 */
record SetOptions(Map<String, String> values) {
  static final SetOptions NONE = new SetOptions(Map.of());

  /** IPSET_MAX_COMMENT_SIZE. */
  private static final int LONGEST_COMMENT = 255;

  private static final String FAMILY = "family";

  /** Options that say the family by themselves. */
  private static final Map<String, String> FAMILIES = Map.of("-4", "inet", "-6", "inet6");

  private static final long MOST_SECONDS = 2_147_483;

  /**
   * Reads them as ipset 7.17 does.
   *
   * @param known the options there are, and of which kind their values are
   */
  static SetOptions read(Map<String, String> known, List<Word> words) throws SetRefusal {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String name = words.get(i).text();
      String kind = known.get(name);
      if (kind == null) {
        throw SetRefusal.of(
            "'%s' is no option of this set; expected one of %s"
                .formatted(name, String.join(", ", known.keySet())));
      }
      if (kind.equals("flag")) {
        values.put(name, "");
        continue;
      }
      boolean isWord = FAMILIES.containsKey(name);
      String value = FAMILIES.getOrDefault(name, "");
      if (!isWord && ++i < words.size()) {
        value = words.get(i).text();
      }
      if (value.isEmpty()) {
        throw SetRefusal.of("'" + name + "' needs a value");
      }
      if (values.put(isWord ? FAMILY : name, value) != null) {
        throw SetRefusal.of("'" + name + "' stands here twice");
      }
      check(name, kind, value);
    }
    return new SetOptions(values);
  }

  /** Refuses a value that is not of its kind. */
  static void check(String name, String kind, String value) throws SetRefusal {
    String expected =
        switch (kind) {
          case "number" -> within(value, 0xFFFF_FFFFL) ? "" : "a number up to 4294967295";
          case "short" -> within(value, 0xFFFF) ? "" : "a number up to 65535";
          case "mark" -> isMark(value) ? "" : "MARK or MARK/MASK";
          case "byte" -> within(value, 255) ? "" : "a number up to 255";
          case "seconds" -> within(value, MOST_SECONDS) ? "" : "seconds, up to " + MOST_SECONDS;
          case "count" -> isCount(value) ? "" : "a number";
          case "netmask" -> within(value, 128) ? "" : "a number of bits";
          case "family" -> isFamily(value) ? "" : "inet or inet6";
          case "text" -> value.length() <= LONGEST_COMMENT ? "" : "at most 255 characters";
          case "priority" -> value.indexOf(':') > 0 ? "" : "MAJOR:MINOR";
          default -> "";
        };
    if (!expected.isEmpty()) {
      throw SetRefusal.of("'%s %s': expected %s".formatted(name, value, expected));
    }
  }

  private static boolean within(String value, long most) {
    return Values.number(value).filter(number -> number <= most).isPresent();
  }

  /** Counters have 64 bits. */
  private static boolean isCount(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return within(value, 0xFFFF_FFFFL);
      }
    }
    return value.length() < 20;
  }

  private static boolean isMark(String value) {
    int slash = value.indexOf('/');
    String mask = slash < 0 ? "" : value.substring(slash + 1);
    return within(slash < 0 ? value : value.substring(0, slash), 0xFFFF_FFFFL)
        && (mask.isEmpty() || within(mask, 0xFFFF_FFFFL));
  }

  private static boolean isFamily(String value) {
    return switch (value) {
      case "inet", "ipv4", "inet6", "ipv6" -> true;
      default -> false;
    };
  }

  boolean isV6() {
    return value(FAMILY).filter(name -> name.endsWith("6")).isPresent();
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Whether an element's place among the others is asked for. */
  boolean isPlace() {
    return has("before") || has("after");
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  Optional<Long> number(String name) {
    return value(name).flatMap(Values::number);
  }

  /** Whether two sets of these options are the same: mtype_same_set() of ip_set_hash_gen.h. */
  boolean isAsKernelCompares(SetOptions other) {
    return compared().equals(other.compared());
  }

  private Map<String, String> compared() {
    Map<String, String> compared = new LinkedHashMap<>(values);
    for (String name : List.of("hashsize", "bucketsize", "initval", FAMILY)) {
      compared.remove(name);
    }
    return compared;
  }

  /** Which of a set's extensions an element needs, for which it must have been created. */
  Optional<String> missingIn(SetOptions set) {
    for (String name : values.keySet()) {
      String extension =
          switch (name) {
            case "packets", "bytes" -> "counters";
            case "skbmark", "skbprio", "skbqueue" -> "skbinfo";
            case "timeout", "comment" -> name;
            default -> "";
          };
      if (!extension.isEmpty() && !set.has(extension)) {
        return Optional.of(
            "'%s' needs a set that was created with '%s'".formatted(name, extension));
      }
    }
    return Optional.empty();
  }
}
