package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.Machine;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters as one program reads them: its {@code -o} options over main.cf over the defaults
 * of the version. Values are expanded when they are read, in this same scope.
 */
public final class Scope {
  /** Parameters that nobody sets: each service has its own. */
  static final String PROCESS = "process_name";

  static final String SERVICE = "service_name";

  private static final Set<String> OF_THE_SERVICE = Set.of(PROCESS, SERVICE);

  /** postconf knows every parameter there is, and works each out when it is asked for. */
  static final String POSTCONF = "postconf";

  private final String program;
  private final Machine machine;
  private final PossibleVersions versions;
  private final boolean complete;
  private final Map<String, Written> main;
  private final Map<String, Written> options;
  private final Map<String, String> own;
  private final Map<String, String> servicesOwn;
  private final SharedValues shared;

  /** What was asked for before: many facts rest on the same few parameters. */
  private final Map<String, Fact<String>> values = new HashMap<>();

  /**
   * A scope.
   *
   * @param complete whether main.cf is among the files
   * @param program whose view it is: {@link #POSTCONF}, {@link RegisteredParameters#EVERY}, or one
   *     that master starts
   * @param own values that cannot be set: process_name, service_name
   * @param servicesOwn parameters that entries of master.cf bring, with their defaults
   * @param shared what scopes that differ in options and own values alone have worked out
   */
  Scope(
      String program,
      Machine machine,
      PossibleVersions versions,
      boolean complete,
      Map<String, Written> main,
      Map<String, Written> options,
      Map<String, String> own,
      Map<String, String> servicesOwn,
      SharedValues shared) {
    this.program = program;
    this.machine = machine;
    this.versions = versions;
    this.complete = complete;
    this.main = main;
    this.options = options;
    this.own = own;
    this.servicesOwn = servicesOwn;
    this.shared = shared;
  }

  /**
   * The same on a host of which the name and the networks, where no file tells them, are words
   * without a meaning: for what such words cannot touch.
   */
  public Scope onAnyHost() {
    Map<String, String> given = new HashMap<>(own);
    for (String name : List.of("myhostname", "mydomain", "mynetworks")) {
      if (written(name).isEmpty()) {
        given.put(name, "any-host");
      }
    }
    return new Scope(
        program,
        machine,
        versions,
        complete,
        main,
        options,
        given,
        servicesOwn,
        new SharedValues());
  }

  public PossibleVersions versions() {
    return versions;
  }

  public Machine machine() {
    return machine;
  }

  /** What sets the parameter; empty when its default holds, or the version does not read it. */
  public Optional<Written> written(String name) {
    return anywhere(name).filter(setting -> reads(name));
  }

  /** What other parameters get that refer to it. */
  private Optional<Written> anywhere(String name) {
    Written option = options.get(name);
    return Optional.ofNullable(option != null ? option : main.get(name));
  }

  /** Where one of several versions has it, what somebody set is taken to be there. */
  private boolean reads(String name) {
    return program.equals(POSTCONF)
        || versions.versions().stream().anyMatch(version -> Parameters.all().isRead(name, version));
  }

  /**
   * The value, expanded; empty text where a version has no such parameter. Unknown when the files
   * do not tell it, or when the versions still possible differ in it.
   */
  public Fact<String> value(String name) {
    Fact<String> known = values.get(name);
    if (known == null) {
      known = shared.find(name, this::isOwn).orElseGet(() -> work(name));
      values.put(name, known);
    }
    return known;
  }

  private Fact<String> work(String name) {
    Set<String> asked = new HashSet<>();
    Fact<String> value = value(name, "", asked);
    shared.add(name, value, asked, this::isOwn);
    return value;
  }

  /** Whether another service of the instance may have another text for it. */
  private boolean isOwn(String name) {
    return options.containsKey(name) || OF_THE_SERVICE.contains(name);
  }

  /** The same, with the text that stands for it in versions without the parameter. */
  public Fact<String> value(String name, String absent) {
    return value(name, absent, new HashSet<>());
  }

  private Fact<String> value(String name, String absent, Set<String> asked) {
    Map<String, List<Version>> byText = new LinkedHashMap<>();
    Set<Origin> origins = new LinkedHashSet<>();
    String reason = "";
    for (Version version : versions.versions()) {
      Lookup lookup = new Lookup(name, version, origins, asked);
      try {
        String value = lookup.value(name).orElse(absent);
        if (!lookup.differs()) {
          return Fact.known(value, List.copyOf(origins));
        }
        byText.computeIfAbsent(value, any -> new ArrayList<>()).add(version);
      } catch (UnknownValue e) {
        reason = e.reason();
      } catch (RefusedText e) {
        reason = "Postfix cannot expand " + name + ": " + e.message();
        if (!lookup.differs()) {
          break;
        }
      }
    }
    List<Origin> all = List.copyOf(origins);
    if (!reason.isEmpty()) {
      return Fact.unknown(reason, all);
    }
    return byText.size() == 1
        ? Fact.known(byText.keySet().iterator().next(), all)
        : Fact.oneOf(byText.keySet(), differing(name, byText), all);
  }

  private static String differing(String name, Map<String, List<Version>> byText) {
    List<String> parts = new ArrayList<>();
    byText.forEach(
        (text, versions) ->
            parts.add(
                "%s in Postfix %s"
                    .formatted(text.isEmpty() ? "empty" : text, PossibleVersions.text(versions))));
    return "%s is %s; tell the version with --software postfix=VERSION"
        .formatted(name, String.join(", ", parts));
  }

  /** Yes or no; anything else counts as no, and the program does not start with it. */
  public Fact<Boolean> yes(String name) {
    return value(name).map(text -> text.equalsIgnoreCase("yes"));
  }

  /** Whether a list has a word. */
  public Fact<Boolean> lists(String name, String word) {
    return value(name).map(list -> Text.elements(list).contains(word));
  }

  /** The text before expansion, for one version, without regard to templates. */
  public Optional<String> text(String name, Version version) {
    try {
      return lookup(name, version).plain(name);
    } catch (UnknownValue e) {
      return Optional.empty();
    }
  }

  /** Expands a parameter's text as a program of one version does, without regard to templates. */
  public String expanded(String name, String text, Version version)
      throws RefusedText, UnknownValue {
    Lookup lookup = lookup(name, version);
    return Expansion.expand(text, version, other -> lookup.plain(other));
  }

  private Lookup lookup(String name, Version version) {
    return new Lookup(name, version, new LinkedHashSet<>(), new HashSet<>());
  }

  /** Finds texts and notes where they come from. */
  private final class Lookup implements Expansion.Names {
    private final Version version;
    private final Set<Origin> origins;
    private final Set<String> asked;
    private boolean differs;

    /** The parameter that the program reads. */
    private String reader;

    /** Parameters whose default is being worked out: until it is, they have no value. */
    private final Set<String> pending = new HashSet<>();

    /**
     * A lookup of one value.
     *
     * @param asked takes the names of all that it is worked out from
     */
    Lookup(String reader, Version version, Set<Origin> origins, Set<String> asked) {
      this.reader = reader;
      this.version = version;
      this.origins = origins;
      this.asked = asked;
    }

    /** The value, expanded; empty where the version has no such parameter. */
    Optional<String> value(String name) throws RefusedText, UnknownValue {
      Optional<String> text = text(name);
      differs |= text.isEmpty();
      if (text.isEmpty() || ParameterTypes.all().isRaw(name)) {
        return text;
      }
      differs |= text.get().indexOf('$') >= 0 && Expansion.differs(versions);
      return Optional.of(Expansion.expand(text.get(), version, this));
    }

    /** Whether another version may give another value. */
    boolean differs() {
      return differs;
    }

    @Override
    public Optional<String> text(String name) throws UnknownValue {
      asked.add(name);
      if (own.containsKey(name)) {
        return plain(name);
      }
      Optional<Written> written = found(name);
      if (written.isEmpty() && !complete) {
        throw new UnknownValue("main.cf is not among the files");
      }
      if (written.isPresent()) {
        Written setting = written.get();
        origins.add(setting.origin());
        if (setting.conditional()) {
          throw new UnknownValue(
              "a template decides whether %s is set at %s".formatted(name, setting.span()));
        }
        Optional<String> placeholder = setting.placeholder();
        if (placeholder.isPresent()) {
          throw new UnknownValue(
              "%s holds the template placeholder %s".formatted(name, placeholder.get()));
        }
      }
      return plain(name);
    }

    Optional<String> plain(String name) throws UnknownValue {
      asked.add(name);
      String given = own.get(name);
      if (given != null) {
        return Optional.of(given);
      }
      Optional<Written> written = found(name);
      if (written.isPresent()) {
        return written.map(Written::text);
      }
      differs = true;
      if (!isThere(name)) {
        return Optional.empty();
      }
      Optional<Parameters.Row> row = Parameters.all().row(name, version);
      if (row.isEmpty()) {
        return Optional.ofNullable(servicesOwn.get(name));
      }
      String text = row.get().text();
      if (text.equals(Parameters.NOT_KNOWN)) {
        throw new UnknownValue("the default of " + name + " is not in Postern's data");
      }
      if (!row.get().legacy()) {
        origins.add(
            new Origin.Default(
                "Postfix",
                versions.known() ? version.toString() : row.get().range(),
                name + " = " + text));
      }
      return text.equals(Parameters.OF_THE_HOST) ? ofTheHost(name) : Optional.of(text);
    }

    private Optional<Written> found(String name) throws UnknownValue {
      if (!name.equals(reader)) {
        return anywhere(name);
      }
      Optional<Written> written = written(name);
      if (written.isEmpty() && anywhere(name).isPresent() && BackportedParameters.has(name)) {
        throw new UnknownValue(
            "Postfix %s has %s only where a distribution added it".formatted(version, name));
      }
      return written;
    }

    private boolean isThere(String name) {
      return name.equals(reader)
          || program.equals(POSTCONF)
          || RegisteredParameters.all().isThere(name, reader, program, version);
    }

    private Optional<String> ofTheHost(String name) throws UnknownValue {
      if (!pending.add(name)) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            switch (name) {
              case "myhostname" -> hostName();
              case "mydomain" -> domain();
              default -> OwnNetworks.text(this::ask, origins);
            });
      } finally {
        pending.remove(name);
      }
    }

    private String domain() throws UnknownValue {
      String full = ask("myhostname");
      int dot = full.indexOf('.');
      return dot < 0 ? "localdomain" : full.substring(dot + 1);
    }

    private String hostName() throws UnknownValue {
      asked.add("mydomain");
      String host =
          machine
              .hostName()
              .orElseThrow(() -> new UnknownValue("the files do not tell the host's name"));
      return host.indexOf('.') >= 0
          ? host
          : host + "." + (written("mydomain").isPresent() ? expanded("mydomain") : "localdomain");
    }

    /** The value of a parameter that was read before. */
    private String ask(String name) throws UnknownValue {
      String reading = reader;
      reader = name;
      try {
        return expanded(name);
      } finally {
        reader = reading;
      }
    }

    private String expanded(String name) throws UnknownValue {
      try {
        return Expansion.expand(text(name).orElse(""), version, this);
      } catch (RefusedText e) {
        throw new UnknownValue("Postfix cannot expand " + name + ": " + e.message());
      }
    }
  }
}
