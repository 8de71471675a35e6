package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.Written;
import java.util.Map;
import java.util.Optional;

/**
 * Finds settings by their path: {@code ssl}, {@code service/imap-login/inet_listener/imap/port}.
 */
final class SettingPath {
  private SettingPath() {}

  /**
   * A setting that exists, written or not.
   *
   * @param definition empty for a key of a section that takes any key
   * @param values where its value goes
   */
  record Target(
      Section section, Optional<Definition> definition, String key, Map<String, Written> values) {

    Optional<Written> get() {
      return Optional.ofNullable(values.get(key));
    }

    void put(Written written) {
      values.put(key, written);
    }
  }

  /** Empty when Dovecot has no such setting, or a section on the way was never opened. */
  static Optional<Target> find(SettingsTable table, Section from, String path) {
    int last = path.lastIndexOf('/');
    if (last < 0) {
      return table
          .find(from.kind(), path)
          .map(found -> new Target(from, Optional.of(found), found.key(), from.values()));
    }
    String key = path.substring(last + 1);
    Optional<Target> pair = pairByPath(table, from, path);
    return pair.isPresent()
        ? pair
        : section(table, from, path.substring(0, last)).flatMap(s -> find(table, s, key));
  }

  private static Optional<Target> pairByPath(SettingsTable table, Section from, String path) {
    String[] parts = path.split("/", -1);
    boolean any =
        parts.length <= 3
            && table
                .find(from.kind(), parts[0])
                .filter(d -> d.type() == SettingType.PAIRS)
                .isPresent();
    if (!any) {
      return Optional.empty();
    }
    if (parts.length == 3) {
      return pair(from, parts[0], parts[0] + "/" + parts[1], parts[2]);
    }
    Map<String, Written> values =
        from.pairs(parts[0]).orElseGet(() -> from.openPairs(parts[0], parts[0] + "/0"));
    return Optional.of(new Target(from, Optional.empty(), parts[1], values));
  }

  /**
   * A key of a section that takes any key, except one with a slash.
   *
   * @param path of that section; empty is the answer when the same filter has not opened it: {@code
   *     plugin { protocol imap { .. } }} sets nothing
   */
  static Optional<Target> pair(Section root, String pairs, String path, String key) {
    return root.pairs(pairs)
        .filter(values -> key.indexOf('/') < 0 && root.hasOpenedPairs(path))
        .map(values -> new Target(root, Optional.empty(), key, values));
  }

  /** The section of a path such as {@code service/imap-login}, with or without a slash behind. */
  static Optional<Section> section(SettingsTable table, Section from, String path) {
    String[] parts = path.split("/", 0);
    if (parts.length % 2 != 0) {
      return Optional.empty();
    }
    Optional<Section> at = Optional.of(from);
    for (int i = 0; i < parts.length && at.isPresent(); i += 2) {
      String list = parts[i];
      String id = SectionNames.unescape(parts[i + 1]);
      at = at.filter(s -> table.find(s.kind(), list).isPresent()).flatMap(s -> s.find(list, id));
    }
    return at;
  }

  /** The definition of a key that may be a path, seen from a kind of section. */
  static Optional<Definition> definition(SettingsTable table, String kind, String path) {
    String[] parts = path.split("/", -1);
    String at = kind;
    for (int i = 0; i + 2 < parts.length; i += 2) {
      at = at.isEmpty() ? parts[i] : at + "/" + parts[i];
    }
    return table.find(at, parts[parts.length - 1]);
  }
}
