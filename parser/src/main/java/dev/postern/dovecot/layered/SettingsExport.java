package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Settings as flat keys and values, the form in which Dovecot hands them from process to process
 * (settings_export(), Dovecot 2.3.19.1 src/config/config-request.c).
 */
final class SettingsExport {

  /** Which settings to export. */
  enum Choice {
    /** Those that differ from the default: doveconf -n. */
    CHANGED,
    /** Those that were written. */
    WRITTEN,
    /** Every one: doveconf -a. */
    ALL
  }

  /** What a key stands for. */
  enum Kind {
    /** Sections: the value has their names, separated by blanks; empty where any key may stand. */
    LIST,
    /** A setting. */
    VALUE,
    /** The name of the section it stands in. */
    NAME
  }

  /**
   * One key.
   *
   * @param key with the sections around it: {@code service/imap-login/client_limit}
   * @param written what gave the value; empty for a default
   */
  record Entry(Kind kind, String key, String value, Optional<Written> written) {}

  private final Defaults defaults;
  private final Choice choice;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();

  private SettingsExport(Defaults defaults, Choice choice) {
    this.defaults = defaults;
    this.choice = choice;
  }

  /** In the order of Dovecot's tables; of sections with one name, the first to have a key. */
  static List<Entry> of(SectionView root, Defaults defaults, Choice choice) {
    SettingsExport export = new SettingsExport(defaults, choice);
    export.section(root, "", false);
    return Collections.unmodifiableList(export.entries);
  }

  private void section(SectionView section, String prefix, boolean named) {
    for (Definition definition : defaults.table().of(section.kind())) {
      String key = prefix + definition.key();
      switch (definition.type()) {
        case PAIRS -> pairs(section, definition.key(), key);
        case SECTIONS, ARRAY -> sections(section, definition, key);
        default -> value(section, definition, key, named);
      }
    }
  }

  private void pairs(SectionView section, String list, String key) {
    if (section.opened(list) && keys.add(key)) {
      entries.add(new Entry(Kind.LIST, key, "", Optional.empty()));
      section
          .pairs(list)
          .forEach(
              (name, written) ->
                  entries.add(
                      new Entry(
                          Kind.VALUE, key + "/" + name, written.text(), Optional.of(written))));
    }
  }

  private void sections(SectionView section, Definition definition, String key) {
    List<SectionView> children = section.children(definition.key());
    if (children.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (String id : section.ids(definition.key())) {
      names.add(SectionNames.escape(id));
    }
    if (keys.add(key)) {
      entries.add(new Entry(Kind.LIST, key, String.join(" ", names), Optional.empty()));
    }
    boolean named = definition.type() == SettingType.SECTIONS;
    for (int i = 0; i < children.size(); i++) {
      section(children.get(i), key + "/" + names.get(i) + "/", named);
    }
  }

  private void value(SectionView section, Definition definition, String key, boolean named) {
    Optional<Written> written = section.written(definition.key());
    boolean changed = section.isChanged(definition.key());
    Optional<String> value =
        definition.name() && named
            ? Optional.of(section.name())
            : written.map(Written::text).or(() -> fallback(section, definition));
    boolean shown =
        switch (choice) {
          case WRITTEN -> changed;
          case CHANGED -> changed && definition.twice();
          case ALL -> changed || !definition.hidden();
        };
    if (named) {
      // Of such sections doveconf does not know the defaults: what is written is taken for changed,
      // the rest for the default. Texts with variables it compares in two forms, never the same.
      shown |= changed || definition.name() || definition.type() == SettingType.VARS;
    } else {
      shown |= !isDefault(section, definition, value);
    }
    if (shown && value.isPresent() && keys.add(key)) {
      Kind kind = named && definition.name() ? Kind.NAME : Kind.VALUE;
      entries.add(new Entry(kind, key, value.get(), written));
    }
  }

  /**
   * Whether doveconf takes a value for the default. Of words it compares no more letters than the
   * value has, so {@code return} counts as {@code return-ok}.
   */
  private boolean isDefault(SectionView section, Definition definition, Optional<String> value) {
    if (definition.type() == SettingType.WORDS) {
      return value.filter(definition.words()::startsWith).isPresent();
    }
    if (choice != Choice.WRITTEN && defaults.isTold(section.base(), definition)) {
      return value.equals(section.base().fallback(definition));
    }
    boolean top = section.kind().isEmpty();
    return value.equals(top ? fallback(section, definition) : definition.fallback());
  }

  private Optional<String> fallback(SectionView section, Definition definition) {
    return defaults.printed(section.base(), definition);
  }
}
