package dev.postern.tls;

import dev.postern.data.DataFile;
import dev.postern.posture.Group;
import dev.postern.posture.Group.Kind;
import dev.postern.posture.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The groups of key agreement that OpenSSL knows. */
public final class Groups {
  /** Since when OpenSSL takes IANA's names of the curves of NIST besides its own. */
  private static final String IANA_NAMES = "3.0";

  private record Known(Group group, int securityBits, Version since) {}

  private static final class Loaded {
    private static final Map<String, Known> BY_NAME = new HashMap<>();
    private static final Map<String, Known> BY_OTHER_NAME = new HashMap<>();
    private static final List<String[]> DEFAULTS =
        DataFile.rows(Groups.class, "default-groups.tsv", 2);

    static {
      for (String[] row : DataFile.rows(Groups.class, "groups.tsv", 6)) {
        Known known =
            new Known(
                new Group(row[0], kind(row[2]), Integer.parseInt(row[3])),
                Integer.parseInt(row[4]),
                Version.of(row[5]));
        BY_NAME.put(row[0], known);
        for (String other : row[1].isEmpty() ? new String[0] : row[1].split(" ", -1)) {
          BY_OTHER_NAME.put(other, known);
        }
      }
    }
  }

  private Groups() {}

  private static Kind kind(String word) {
    return switch (word) {
      case "ec" -> Kind.ELLIPTIC_CURVE;
      case "ff" -> Kind.FINITE_FIELD;
      default -> Kind.POST_QUANTUM;
    };
  }

  /** Those that a version uses unless told otherwise, in order of preference. */
  public static List<Group> standard(Version openssl) {
    String names = "";
    for (String[] row : Loaded.DEFAULTS) {
      names = openssl.compareTo(Version.of(row[0])) >= 0 ? row[1] : names;
    }
    List<Group> groups = new ArrayList<>();
    for (String name : names.split(" ", -1)) {
      named(name, Version.of("99")).ifPresent(groups::add);
    }
    return List.copyOf(groups);
  }

  /** The group that a version knows by a name. */
  public static Optional<Group> named(String name, Version openssl) {
    Known known = Loaded.BY_OTHER_NAME.get(name);
    Known iana = Loaded.BY_NAME.get(name);
    boolean taken =
        iana != null
            && (openssl.atLeast(IANA_NAMES)
                || Loaded.BY_OTHER_NAME.values().stream().noneMatch(iana::equals)
                || name.startsWith("sect"));
    return Optional.ofNullable(known != null ? known : taken ? iana : null)
        .filter(found -> openssl.compareTo(found.since()) >= 0)
        .map(Known::group);
  }

  /**
   * A list as SSL_CTX_set1_groups_list() reads it: names with colons between.
   *
   * @return empty when OpenSSL refuses it
   */
  public static Optional<List<Group>> list(String text, Version openssl) {
    LinkedHashSet<Group> groups = new LinkedHashSet<>();
    for (String name : text.split(":", -1)) {
      Optional<Group> group = named(name, openssl);
      if (group.isEmpty() || !groups.add(group.get())) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(groups));
  }

  /** Whether a list has a name that a version does not know. */
  static boolean hasUnknown(String text, Version openssl) {
    for (String name : text.split(":", -1)) {
      if (named(name, openssl).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Those that a security level lets through. */
  static List<Group> allowed(List<Group> groups, SecurityLevel level) {
    return groups.stream().filter(group -> level.allowsBits(securityBits(group))).toList();
  }

  private static int securityBits(Group group) {
    Known known = Loaded.BY_NAME.get(group.name());
    return known == null ? 0 : known.securityBits();
  }
}
