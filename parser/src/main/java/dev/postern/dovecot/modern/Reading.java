package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreeTable.Change;
import dev.postern.dovecot.syntax.BuildHints;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which defaults a program of Dovecot 2.4 takes for a configuration (old_settings_default(), 2.4.4
 * src/config/old-set-parser.c): those of the configuration's version, as far as the program finds
 * them. With Pigeonhole, 2.4.2 to 2.4.4 search the history of defaults from the wrong end and give
 * up at once for any version but 2.4.0, so that their own hold (repaired after 2.4.4,
 * "lib-settings: Fix sorting settings history").
 *
 * @param configured the value of dovecot_config_version
 * @param program the version that runs; 2.4.4 for a later one
 * @param oldestFirst whether it searches from the wrong end
 */
record Reading(Version configured, Version program, boolean oldestFirst) {
  private static final Version SINCE = Version.of("2.4.2");

  /** All that are possible, without those that differ in nothing; a sound search comes first. */
  static List<Reading> possible(TreeTable table, Version configured, BuildHints hints) {
    Set<Version> versions = hints.version().possibilities();
    List<Reading> sound = new ArrayList<>();
    List<Reading> wrong = new ArrayList<>();
    for (String name : TreeTable.VERSIONS) {
      Version program = Version.of(name);
      if (program.compareTo(configured) >= 0
          && (versions.isEmpty() || versions.contains(program))) {
        boolean mayFail = program.compareTo(SINCE) >= 0 && !program.equals(configured);
        if (!mayFail || hints.pigeonhole().mayBe(false)) {
          sound.add(new Reading(configured, program, false));
        }
        if (mayFail && hints.pigeonhole().mayBe(true)) {
          wrong.add(new Reading(configured, program, true));
        }
      }
    }
    sound.addAll(wrong);
    if (sound.isEmpty()) {
      sound.add(new Reading(configured, TreeTable.LAST, false));
    }
    Set<List<Optional<String>>> seen = new HashSet<>();
    sound.removeIf(reading -> !seen.add(reading.all(table)));
    return List.copyOf(sound);
  }

  /** The version whose defaults hold; where they are mixed, the one that was asked for. */
  Version defaults() {
    return oldestFirst && configured.atLeast(TreeTable.FIRST_CHANGE) ? program : configured;
  }

  /**
   * A default as it holds, when it is not that of the last version.
   *
   * @param path the setting with the sections around it
   */
  Optional<String> changed(TreeTable table, String key, String path) {
    for (Change change : oldestFirst ? table.oldestFirst() : table.newestFirst()) {
      if (change.since().compareTo(program) <= 0) {
        if (change.since().compareTo(configured) <= 0) {
          break;
        }
        if (change.isOf(key, path)) {
          return Optional.of(change.before());
        }
      }
    }
    return own(table, key, path);
  }

  /** What the program itself has by default, when it is not what the last version has. */
  Optional<String> own(TreeTable table, String key, String path) {
    Optional<Change> first = Optional.empty();
    for (Change change : table.newestFirst()) {
      if (change.since().compareTo(program) > 0
          && change.isOf(key, path)
          && first.filter(one -> one.since().compareTo(change.since()) <= 0).isEmpty()) {
        first = Optional.of(change);
      }
    }
    return first.map(Change::before);
  }

  /** Why the value of a setting is not known where other readings have another default. */
  String differs(String setting) {
    return "the default of %s has changed since dovecot_config_version %s, and which one holds depends on the Dovecot that runs and on Pigeonhole: tell it with --software dovecot=VERSION, or raise dovecot_config_version"
        .formatted(setting, configured);
  }

  /**
   * Whether 2.4.2 or later reads the files: it merges a group into the section that includes it at
   * once (config_parser_include_merge()), expands {@code $SET:} at the end, and refuses what
   * escapes nothing in quotes. Asked of 2.4.1 and 2.4.4.
   */
  boolean isSince242() {
    return program.compareTo(SINCE) >= 0;
  }

  private List<Optional<String>> all(TreeTable table) {
    List<Optional<String>> all = new ArrayList<>();
    all.add(Optional.of(String.valueOf(isSince242())));
    for (Change change : table.newestFirst()) {
      all.add(changed(table, change.setting(), change.path()));
      all.add(own(table, change.setting(), change.path()));
    }
    return all;
  }
}
