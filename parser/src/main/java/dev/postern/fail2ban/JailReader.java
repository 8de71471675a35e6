package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one jail: JailReader.getOptions and convert (jailreader.py). */
final class JailReader {
  private static final List<String> FIRST = List.of("enabled", "backend", "filter");
  private static final List<String> ALL =
      List.of(
          "enabled",
          "backend",
          "maxretry",
          "maxmatches",
          "findtime",
          "bantime",
          "bantime.increment",
          "bantime.factor",
          "bantime.formula",
          "bantime.multipliers",
          "bantime.maxtime",
          "bantime.rndtime",
          "bantime.overalljails",
          "ignorecommand",
          "ignoreself",
          "ignoreip",
          "ignorecache",
          "filter",
          "logtimezone",
          "logencoding",
          "logpath",
          "action",
          "usedns",
          "prefregex",
          "ignoreregex",
          "failregex",
          "maxlines",
          "datepattern",
          "journalmatch");

  /** What fail2ban takes for a jail that does not say it (jailreader.py, _configOpts). */
  private static final Map<String, String> BUILT_IN =
      Map.of("enabled", "false", "backend", "auto", "filter", "", "action", "");

  /** Tags that are replaced when an address is banned: CommandAction._escapedTags and more. */
  private static final Set<String> LATE =
      Set.of("matches", "ipmatches", "ipjailmatches", "timeout", "bantime");

  private static final Set<String> WHERE_LOGS_LIE = Set.of("logpath", "backend");

  private final ConfigFiles files;
  private final Configuration jails;
  private final boolean partial;

  /**
   * A reader of the jails of one host.
   *
   * @param partial whether files of the package are missing, which then is no mistake
   */
  JailReader(ConfigFiles files, Configuration jails, boolean partial) {
    this.files = files;
    this.jails = jails;
    this.partial = partial;
  }

  /** A jail that fail2ban leaves out, while it starts the others. */
  private static final class Skipped extends Exception {
    private static final long serialVersionUID = 1L;

    Skipped(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Reads a jail.
   *
   * @throws Refused when fail2ban does not start because of it
   */
  JailSettings read(String name) throws Refused {
    Map<String, Value> first = options(name, FIRST);
    boolean enabled = Python.isTrue(text(first, "enabled"));
    if (!enabled) {
      return new JailSettings(
          name, false, first, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }
    try {
      return enabled(name, first);
    } catch (Skipped e) {
      return new JailSettings(
          name,
          true,
          first,
          Optional.empty(),
          List.of(),
          Optional.of(String.valueOf(e.getMessage())),
          Optional.empty());
    }
  }

  private JailSettings enabled(String name, Map<String, Value> first) throws Refused, Skipped {
    Optional<WithOptions> filterName = filterName(first);
    Optional<Definition> filter = Optional.empty();
    if (filterName.isPresent()) {
      filter = definition("filter.d/", filterName.get(), Definition.FILTER);
      if (filter.isPresent()) {
        boolean journal = text(first, "backend").startsWith("systemd");
        filter.get().setUnlessGiven("logtype", journal ? "journal" : "file");
        filter.get().read(first, true);
        jails.addKnown(name, filter.get().combined(Set.of()));
      }
    }
    Map<String, Value> all = options(name, ALL);
    Optional<JailSettings.Part> filterPart = Optional.empty();
    if (filterName.isPresent()) {
      Map<String, Value> given = values(filterName.get().options(), first, "filter");
      Optional<Map<String, Value>> combined = Optional.empty();
      if (filter.isPresent()) {
        filter.get().read(all, false);
        combined = Optional.of(filter.get().combined(Set.of()));
        given = filter.get().given();
      }
      filterPart = Optional.of(new JailSettings.Part(filterName.get().name(), given, combined));
    }
    return new JailSettings(
        name, true, all, filterPart, actions(name, all), Optional.empty(), Optional.empty());
  }

  private static Optional<WithOptions> filterName(Map<String, Value> first) throws Skipped {
    String filter = text(first, "filter");
    if (filter.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(WithOptions.of(filter));
    } catch (WithOptions.Malformed e) {
      throw new Skipped("its filter is not written as name[option=value]: " + e.getMessage());
    }
  }

  /** Empty when its files are not at hand and may be on the host. */
  private Optional<Definition> definition(String folder, WithOptions named, List<String> told)
      throws Refused, Skipped {
    return definition(folder, named.name(), told, values(named.options(), Map.of(), ""));
  }

  private Optional<Definition> definition(
      String folder, String name, List<String> told, Map<String, Value> given)
      throws Refused, Skipped {
    Optional<Configuration> configuration = files.load(folder + name);
    if (configuration.isEmpty() && !partial) {
      throw new Skipped("there is no " + files.directory() + "/" + folder + name + ".conf");
    }
    return configuration.map(found -> new Definition(found, told, given));
  }

  /** An action as the jail names it. */
  private record Action(String name, Map<String, Value> given, Optional<Definition> definition) {}

  /** All of them are found before the first is put together: a missing one skips the jail. */
  private List<JailSettings.Part> actions(String jail, Map<String, Value> options)
      throws Refused, Skipped {
    List<JailSettings.Part> parts = new ArrayList<>();
    for (Action action : found(jail, options)) {
      Optional<Definition> definition = action.definition();
      parts.add(
          definition.isEmpty()
              ? new JailSettings.Part(action.name(), action.given(), Optional.empty())
              : new JailSettings.Part(
                  action.name(),
                  definition.get().given(),
                  Optional.of(definition.get().combined(LATE))));
    }
    return parts;
  }

  private List<Action> found(String jail, Map<String, Value> options) throws Refused, Skipped {
    List<Action> actions = new ArrayList<>();
    for (String item : WithOptions.split(text(options, "action"))) {
      WithOptions named;
      try {
        named = WithOptions.of(item);
      } catch (WithOptions.Malformed e) {
        throw new Skipped("an action is not written as name[option=value]: " + e.getMessage());
      }
      Map<String, Value> given = values(named.options(), options, "action");
      if (named.name().endsWith(".py")) {
        actions.add(new Action(named.name(), given, Optional.empty()));
        continue;
      }
      nameAction(given, named.name(), jail);
      Optional<Definition> definition =
          definition("action.d/", named.name(), Definition.ACTION, given);
      if (definition.isPresent()) {
        definition.get().read(options, false);
      }
      actions.add(new Action(named.name(), given, definition));
    }
    return actions;
  }

  /** ActionReader.__init__: an action is known by the jail's name unless another is given. */
  private static void nameAction(Map<String, Value> given, String action, String jail) {
    given.putIfAbsent("name", Value.of(jail));
    String name = given.getOrDefault("name", Value.of(jail)).text();
    String own =
        name.equals(jail)
            ? action
            : action + (name.startsWith(jail) ? name.substring(jail.length()) : "-" + name);
    given.putIfAbsent("actname", Value.of(own));
  }

  private Map<String, Value> options(String jail, List<String> names) throws Refused {
    Map<String, Value> options = new LinkedHashMap<>();
    for (String name : names) {
      Optional<Value> value = option(jail, name);
      String builtIn = BUILT_IN.get(name);
      if (value.isPresent()) {
        options.put(name, value.get());
      } else if (builtIn != null) {
        options.put(name, Value.of(builtIn));
      }
    }
    return options;
  }

  /** Where logs lie is told by files of the package: without those it stays open. */
  private Optional<Value> option(String jail, String name) throws Refused {
    try {
      return jails.get(jail, name, Map.of());
    } catch (Refused e) {
      if (partial && WHERE_LOGS_LIE.contains(name)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String text(Map<String, Value> options, String name) {
    return options.getOrDefault(name, Value.of("")).text();
  }

  private static Map<String, Value> values(
      Map<String, String> texts, Map<String, Value> options, String from) {
    List<Origin> origins = options.getOrDefault(from, Value.of("")).origins();
    Map<String, Value> values = new HashMap<>();
    texts.forEach((name, text) -> values.put(name, new Value(text, origins)));
    return values;
  }
}
