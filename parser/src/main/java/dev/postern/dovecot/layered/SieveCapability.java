package dev.postern.dovecot.layered;

import dev.postern.data.DataFile;
import dev.postern.dovecot.syntax.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Pigeonhole's managesieve tells doveconf that it can do, which is the default of two settings
 * (doveconf -n prints it as well, as nobody has compiled it in) (managesieve_capabilities_dump(),
 * Pigeonhole 0.5.19 src/managesieve/managesieve-capabilities.c, and sieve_extensions_set_string(),
 * src/lib-sieve/sieve-extensions.c).
 */
final class SieveCapability {
  private static final String SIEVE = "managesieve_sieve_capability";
  private static final String NOTIFY = "managesieve_notify_capability";

  static final Set<String> SETTINGS = Set.of(SIEVE, NOTIFY);

  private final List<Extension> extensions = new ArrayList<>();
  private final Map<String, Written> plugin;

  private record Extension(String name, boolean byDefault) {}

  private SieveCapability(Map<String, Written> plugin) {
    this.plugin = plugin;
    List<String> loaded = words("sieve_plugins");
    for (String[] row : DataFile.rows(SieveCapability.class, "sieve-extensions.tsv", 3)) {
      if (row[2].isEmpty() || loaded.contains(row[2])) {
        extensions.add(new Extension(row[0], row[1].equals("yes")));
      }
    }
  }

  /**
   * The defaults by setting; a setting that has none is left out.
   *
   * @param plugin what is written for plugins outside all filters
   */
  static Map<String, String> defaults(Map<String, Written> plugin) {
    SieveCapability capability = new SieveCapability(plugin);
    Set<String> enabled = new HashSet<>();
    for (Extension extension : capability.extensions) {
      if (extension.byDefault()) {
        enabled.add(extension.name());
      }
    }
    if (plugin.containsKey("sieve_extensions")) {
      enabled = capability.chosen("sieve_extensions", enabled);
    }
    Set<String> global = capability.chosen("sieve_global_extensions", Set.of());
    List<String> told = new ArrayList<>();
    for (Extension extension : capability.extensions) {
      if (enabled.contains(extension.name()) && !global.contains(extension.name())) {
        told.add(extension.name());
      }
    }
    Map<String, String> defaults = new HashMap<>();
    defaults.put(SIEVE, String.join(" ", told));
    if (enabled.contains("enotify")) {
      defaults.put(NOTIFY, "mailto");
    }
    return defaults;
  }

  /** Names replace the default; where one has a sign, all are added or taken away. */
  private Set<String> chosen(String setting, Set<String> byDefault) {
    Set<String> added = new HashSet<>();
    Set<String> removed = new HashSet<>();
    boolean relative = false;
    for (String word : words(setting)) {
      boolean signed = word.startsWith("+") || word.startsWith("-");
      relative |= signed;
      (word.startsWith("-") ? removed : added).add(signed ? word.substring(1) : word);
    }
    Set<String> chosen = new HashSet<>(relative ? byDefault : Set.of());
    chosen.removeAll(removed);
    chosen.addAll(added);
    return chosen;
  }

  private List<String> words(String setting) {
    Written written = plugin.get(setting);
    String text = written == null ? "" : written.text();
    return List.of(text.split("[ \t]+", -1)).stream().filter(word -> !word.isEmpty()).toList();
  }
}
