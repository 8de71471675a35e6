package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable;

/**
 * A setting of Dovecot 2.4, whose names are unique whatever section they stand in.
 *
 * @param hidden whether doveconf -a leaves it out unless it is set
 * @param auth whether it belongs to the auth service, which knows no local or remote
 * @param fallback the built-in value; of a list its words, separated by blanks
 * @param words of an enumeration the allowed words, separated by colons
 * @param nameField of a named filter the setting that holds the name
 * @param required of a filter the setting that must stand inside; empty when none must
 */
record TreeSetting(
    String key,
    SettingType type,
    boolean hidden,
    boolean auth,
    String fallback,
    String words,
    String nameField,
    String required,
    SettingsTable.Use use) {

  boolean isFilter() {
    return type == SettingType.FILTER || type == SettingType.NAMED_FILTERS;
  }

  boolean isList() {
    return type == SettingType.WORD_LIST || type == SettingType.PAIR_LIST;
  }
}
