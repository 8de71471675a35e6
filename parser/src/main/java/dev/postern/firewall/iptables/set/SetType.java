package dev.postern.firewall.iptables.set;

import dev.postern.data.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A type of set: {@code set-types.tsv}.
 *
 * @param name such as {@code hash:ip,port}
 * @param parts what an element consists of
 * @param createOptions what a {@code create} line may say of a set, and what its value has to be
 * @param addOptions the same of an {@code add} line
 */
record SetType(
    String name,
    List<Part> parts,
    Map<String, String> createOptions,
    Map<String, String> addOptions) {

  /** A part of an element. */
  enum Part {
    /** An address, a block of them, or a run of IPv4 addresses. */
    IP,
    /** One address. */
    ADDRESS,
    /** As an {@link #IP}, but no block of all addresses. */
    NET,
    /** As a {@link #NET}, with the block of all addresses. */
    ANY_NET,
    /** A protocol and its port, or some ports in a row. */
    PORT,
    /** A port of TCP or UDP without its protocol, or some in a row. */
    TCP_PORT,
    IFACE,
    MARK,
    MAC,
    /** The name of another set. */
    SET
  }

  /** Read when it is first asked for. */
  private static final class Loaded {
    private static final Map<String, SetType> TYPES = load();
  }

  /** Whether its elements are other sets. */
  boolean isList() {
    return parts.get(0) == Part.SET;
  }

  /** The type of a name, or of the name that it had in ipset 4. */
  static Optional<SetType> named(String name) {
    return Optional.ofNullable(Loaded.TYPES.get(name));
  }

  private static Map<String, SetType> load() {
    Map<String, SetType> types = new HashMap<>();
    for (String[] row : DataFile.rows(SetType.class, "set-types.tsv", 5)) {
      List<Part> parts = new ArrayList<>();
      for (String part : row[2].split(",", -1)) {
        parts.add(Part.valueOf(part.replace('-', '_').toUpperCase(Locale.ROOT)));
      }
      SetType type = new SetType(row[0], parts, options(row[3]), options(row[4]));
      types.put(row[0], type);
      if (!row[1].isEmpty()) {
        types.put(row[1], type);
      }
    }
    return types;
  }

  private static Map<String, String> options(String cell) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : cell.split(" ", -1)) {
      int colon = option.lastIndexOf(':');
      options.put(option.substring(0, colon), option.substring(colon + 1));
    }
    return options;
  }

  /** Whether an option of an element has a value. */
  boolean takesValue(String option) {
    String kind = addOptions.get(option);
    return kind != null && !kind.equals("flag");
  }

  /** Refuses a value that an option of an element does not take. */
  void checkOption(String option, String value) throws SetRefusal {
    SetOptions.check(option, addOptions.getOrDefault(option, ""), value);
  }

  /** Whether the elements are of one address family, so that only its rules may name the set. */
  boolean isOfFamily() {
    Part first = parts.get(0);
    return first != Part.TCP_PORT && first != Part.MAC && !isList();
  }

  /** Whether a set has room for every element from the start. */
  boolean isBitmap() {
    return name.startsWith("bitmap:");
  }

  /** Whether elements beyond a number are refused. */
  boolean isHash() {
    return name.startsWith("hash:");
  }
}
