package dev.postern.dovecot.modern;

import java.util.ArrayList;
import java.util.List;

/** What Dovecot 2.4 says of a setting it does not know (config_set_unknown_key_error()). */
final class UnknownSetting {
  private UnknownSetting() {}

  static String message(TreeTable table, TreeKey section, String key) {
    String unknown = "Unknown setting: " + key;
    if (!section.isSection()) {
      return unknown;
    }
    StringBuilder text = new StringBuilder(unknown);
    text.append(" (").append(section.type()).append('_').append(key);
    if (!section.named()) {
      return text.append(" not found either.)").toString();
    }
    text.append(" or ").append(section.fullPrefix()).append('_').append(key);
    text.append(" not found either.");
    List<String> alike = alike(table, section.type() + "_", key);
    if (alike.size() == 1) {
      text.append(" Did you mean ").append(alike.get(0)).append('?');
    } else if (!alike.isEmpty()) {
      text.append(" Did you mean one of: ").append(String.join(", ", alike)).append('?');
    }
    return text.append(')').toString();
  }

  /** Settings with one word more between the section's type and the key. */
  private static List<String> alike(TreeTable table, String prefix, String key) {
    List<String> found = new ArrayList<>();
    for (TreeSetting setting : table.all()) {
      if (setting.key().startsWith(prefix)) {
        int underscore = setting.key().indexOf('_', prefix.length());
        if (underscore >= 0 && setting.key().substring(underscore + 1).equals(key)) {
          found.add(setting.key());
        }
      }
    }
    return found;
  }
}
