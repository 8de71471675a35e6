package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Filter;

/**
 * What makes two sections in the same place one.
 *
 * @param filter the connections, of this section alone
 * @param type the setting that a section is of; empty for a filter of connections
 * @param name the name behind it; empty when it has none
 * @param named whether sections of the type have names
 */
record TreeKey(Filter filter, String type, String name, boolean named) {
  static final TreeKey ROOT = new TreeKey(Filter.NONE, "", "", false);

  static TreeKey of(Filter filter) {
    return new TreeKey(filter.key(), "", "", false);
  }

  static TreeKey of(String type) {
    return new TreeKey(Filter.NONE, type, "", false);
  }

  static TreeKey of(String type, String name) {
    return new TreeKey(Filter.NONE, type, name, true);
  }

  boolean isSection() {
    return !type.isEmpty();
  }

  boolean isGroup() {
    return type.startsWith("@");
  }

  /** The prefix that a section's own settings have: {@code service}, {@code service_auth}. */
  String fullPrefix() {
    return named ? (type + "_" + name).replace('/', '_') : type;
  }
}
