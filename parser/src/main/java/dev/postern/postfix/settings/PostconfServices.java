package dev.postern.postfix.settings;

import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * master.cf as postconf sees and prints it (postconf/postconf_master.c, postconf_user.c). Entries
 * of one name and type share their options there, unlike in the daemons.
 */
final class PostconfServices {
  /** Those that have options, or share the options of an entry above them. */
  private final List<MasterEntry> withOptions = new ArrayList<>();

  private final List<String> lines = new ArrayList<>();
  private final Map<String, Map<String, Written>> options = new LinkedHashMap<>();
  private final Map<String, MasterEntry> last = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  PostconfServices(List<MasterEntry> entries) {
    for (MasterEntry entry : entries) {
      PostconfOptions parsed = PostconfOptions.of(entry);
      lines.add(parsed.text());
      for (String complaint : parsed.complaints()) {
        problems.add(Problem.warning(Problem.Kind.NOTE, entry.line().span(), complaint));
      }
      Map<String, Written> own = options.computeIfAbsent(entry.name(), name -> new TreeMap<>());
      last.put(entry.name(), entry);
      parsed
          .parameters()
          .forEach(
              (name, value) -> own.put(name, new Written(name, value, entry.line().span(), false)));
      if (!own.isEmpty()) {
        withOptions.add(entry);
      }
    }
  }

  /** What {@code postconf -M} prints, a line each. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** What it warns of. */
  List<Problem> problems() {
    return problems;
  }

  /** Does something with the options of each name and type, and with the last entry of them. */
  interface Action {
    void on(MasterEntry entry, Map<String, Written> options);
  }

  /** Goes through the names and types; options that the action takes out are gone. */
  void forEach(Action action) {
    last.forEach((name, entry) -> action.on(entry, options.getOrDefault(name, Map.of())));
  }

  /** What {@code postconf -P} prints: names are {@code service/type/parameter}. */
  List<Parameter> overrides() {
    List<Parameter> result = new ArrayList<>();
    for (MasterEntry entry : withOptions) {
      options
          .getOrDefault(entry.name(), Map.of())
          .forEach(
              (name, written) ->
                  result.add(
                      new Parameter(
                          entry.name() + "/" + name,
                          Text.normalised(Secrets.masked(name, written.text())),
                          written.origin())));
    }
    return result;
  }
}
