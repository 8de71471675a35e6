package dev.postern.tls;

import dev.postern.data.DataFile;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Group.Kind;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** The group that a version knows by a name, since 3.5 in whatever letters. */
  public static Optional<Group> named(String name, Version openssl) {
    Optional<Group> exact = known(name, openssl);
    if (exact.isPresent() || !openssl.atLeast("3.5")) {
      return exact;
    }
    for (Known known : Loaded.BY_NAME.values()) {
      if (known.group().name().equalsIgnoreCase(name)) {
        return Optional.of(known.group());
      }
    }
    for (Map.Entry<String, Known> other : Loaded.BY_OTHER_NAME.entrySet()) {
      if (other.getKey().equalsIgnoreCase(name)) {
        return Optional.of(other.getValue().group());
      }
    }
    return Optional.empty();
  }

  private static Optional<Group> known(String name, Version openssl) {
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
   * A list as OpenSSL reads it.
   *
   * @return empty when OpenSSL refuses it
   */
  public static Optional<List<Group>> list(String text, Version openssl) {
    return GroupList.of(text, openssl).groups();
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
