package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which parameters count as used, as postconf decides it (postconf/postconf_user.c, _unused.c,
 * _dbms.c of Postfix 3.7): built-in names, those of services, and names of the user's own that a
 * value refers to. The rest is never listed and draws a warning.
 */
final class PostconfNames {
  private static final String CLASSES = "smtpd_restriction_classes";
  private static final Set<String> READ_ONLY = Set.of("process_name", "service_name", "process_id");

  /** One name space: main.cf, or the options of one service. */
  record Space(String file, Map<String, Written> settings, Scope scope, Set<String> valid) {
    static Space of(String file, Map<String, Written> settings, Scope scope) {
      return new Space(file, settings, scope, new TreeSet<>());
    }
  }

  private final Version version;
  private final Space main;
  private final List<Space> services;
  private final Map<String, String> servicesOwn;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> undefined = new HashSet<>();
  private final Set<String> classes = new HashSet<>();
  private final Map<String, List<String>> databases = new TreeMap<>();
  private final Map<String, String[]> deprecated = new TreeMap<>();
  private final boolean advised;

  PostconfNames(
      Version version, Space main, List<Space> services, Map<String, String> servicesOwn) {
    this.version = version;
    this.main = main;
    this.services = services;
    this.servicesOwn = servicesOwn;
    for (String[] row : DataFile.rows(PostconfNames.class, "database-parameters.tsv", 2)) {
      databases.put(row[0], List.of(row[1].split(" ", -1)));
    }
    for (String[] row : DataFile.rows(PostconfNames.class, "deprecated-parameters.tsv", 3)) {
      if (version.atLeast(row[1])) {
        deprecated.put(row[0], row);
      }
    }
    for (Space space : services) {
      scan(space);
    }
    for (String name : Parameters.all().names()) {
      if (!main.settings().containsKey(name)) {
        Parameters.all()
            .row(name, version)
            .ifPresent(
                row -> Expansion.references(row.text(), version, found -> flag(found, main, null)));
      }
    }
    scan(main);
    boolean any = unused(main);
    for (Space space : services) {
      any |= unused(space);
    }
    this.advised = any && version.atLeast("3.11");
  }

  /** What is said once, behind all warnings, where any parameter is deprecated. */
  Optional<Problem> advice() {
    return advised
        ? Optional.of(
            new Problem(
                Problem.Kind.NOTE,
                Problem.Level.WARNING,
                main.file(),
                null,
                "See https://www.postfix.org/DEPRECATION_README.html for details"))
        : Optional.empty();
  }

  /** Warnings, and values that cannot be expanded. */
  List<Problem> problems() {
    return problems;
  }

  /** Whether a name is listed when main.cf sets it. */
  boolean isValid(String name) {
    return isBuiltIn(name) || main.valid().contains(name);
  }

  private boolean isBuiltIn(String name) {
    return Parameters.all().row(name, version).isPresent()
        || servicesOwn.containsKey(name)
        || READ_ONLY.contains(name)
        || name.equals("mail_version")
        || name.equals("config_directory");
  }

  /** A parameter that is read as its successor's default counts as one of the user's own. */
  private boolean isLegacy(String name) {
    return Parameters.all().row(name, version).filter(Parameters.Row::legacy).isPresent();
  }

  private void scan(Space space) {
    Written own = space.settings().get(CLASSES);
    if (own != null) {
      for (String name : classes(own, space)) {
        if (space.equals(main)) {
          classes.add(name);
        }
        flag(name, space, own.span());
      }
    }
    for (Written setting : List.copyOf(space.settings().values())) {
      if (!space.equals(main) && classes.contains(setting.name())) {
        space.valid().add(setting.name());
      }
      if (READ_ONLY.contains(setting.name())) {
        note(
            setting.span(),
            "read-only parameter assignment: %s=%s".formatted(setting.name(), shown(setting)));
        space.settings().remove(setting.name());
        continue;
      }
      if (ParameterTypes.all().isRaw(setting.name())) {
        continue;
      }
      for (String mistake :
          Expansion.references(
              setting.text(), version, name -> flag(name, space, setting.span()))) {
        note(setting.span(), mistake);
      }
      if (isBuiltIn(setting.name()) && !isLegacy(setting.name())) {
        expanded(setting, space).ifPresent(text -> databases(text, space, setting.span(), 0));
      }
    }
  }

  /** Restriction classes, expanded with what the same space sets and nothing else. */
  private List<String> classes(Written setting, Space space) {
    Expansion.Names own =
        name -> Optional.ofNullable(space.settings().get(name)).map(Written::text);
    String list =
        expanded(setting, () -> Expansion.expand(setting.text(), version, own)).orElse("");
    return Stream.of(list.split("[, \t\r\n]+", -1)).filter(name -> !name.isEmpty()).toList();
  }

  private Optional<String> expanded(Written setting, Space space) {
    return expanded(setting, () -> space.scope().expanded(setting.name(), setting.text(), version));
  }

  private interface Expanding {
    String result() throws RefusedText, UnknownValue;
  }

  private Optional<String> expanded(Written setting, Expanding expanding) {
    try {
      return Optional.of(expanding.result());
    } catch (RefusedText e) {
      problems.add(
          Problem.error(
              Problem.Kind.REFUSED,
              setting.span(),
              "macro processing error in " + setting.name() + ": " + e.message()));
      return Optional.empty();
    } catch (UnknownValue e) {
      return Optional.empty();
    }
  }

  /** A name that is used: valid where it is set; undefined when it is set nowhere. */
  private void flag(String name, Space from, @org.jspecify.annotations.Nullable Span place) {
    boolean set = false;
    if (from.settings().containsKey(name)) {
      from.valid().add(name);
      set = true;
    } else if (main.settings().containsKey(name)) {
      main.valid().add(name);
      set = true;
    }
    if (from.equals(main)) {
      for (Space service : services) {
        if (service.settings().containsKey(name)) {
          service.valid().add(name);
          set = true;
        }
      }
    }
    if (!set
        && place != null
        && !isBuiltIn(name)
        && !main.valid().contains(name)
        && undefined.add(from.file() + "\n" + name)) {
      note(place, "undefined parameter: " + name);
    }
  }

  /** {@code mysql:prefix} uses parameters of main.cf: {@code prefix_user} and so on. */
  private void databases(String value, Space space, Span place, int depth) {
    if (depth > 10) {
      return;
    }
    for (Text.Token token : Text.tokens(value, true)) {
      String element = token.text();
      if (element.startsWith("#") && version.atLeast("3.8")) {
        String rest = value.substring(Math.min(value.length(), token.start() + element.length()));
        String after = rest.isEmpty() ? "" : rest.substring(1);
        note(
            place,
            "#comment after other text is not allowed: %s %s..."
                .formatted(element, after.substring(0, Math.min(20, after.length()))));
        return;
      }
      if (element.startsWith("{")) {
        databases(inside(element, place), space, place, depth + 1);
        continue;
      }
      String rest = element;
      while (rest.startsWith("proxy:")) {
        rest = rest.substring("proxy:".length());
      }
      int colon = rest.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String name = rest.substring(colon + 1);
      if (name.startsWith("{")) {
        databases(inside(name, place), space, place, depth + 1);
      } else if (!name.startsWith("/") && !name.startsWith(".")) {
        for (String suffix : databases.getOrDefault(rest.substring(0, colon), List.of())) {
          flag(name + "_" + suffix, space, null);
        }
      }
    }
  }

  private String inside(String text, Span place) {
    Braces.Extracted extracted = Braces.extract(text);
    extracted.error().ifPresent(error -> note(place, error));
    return extracted.inside();
  }

  /** Whether any parameter was deprecated. */
  private boolean unused(Space space) {
    boolean any = false;
    for (Written setting : space.settings().values()) {
      String name = setting.name();
      boolean used = isValid(name) || space.valid().contains(name);
      String[] advice = deprecated.get(name);
      if (advice != null) {
        any = true;
        note(
            setting.span(),
            used
                ? "support for parameter \"%s\" will be removed; instead, %s"
                    .formatted(name, advice[2])
                : "support for parameter %s has been removed; instead, %s"
                    .formatted(name, advice[2]));
      } else if (!used) {
        note(setting.span(), "unused parameter: %s=%s".formatted(name, shown(setting)));
      }
    }
    return any;
  }

  private static String shown(Written setting) {
    return Text.quoted(Secrets.masked(setting.name(), setting.text()));
  }

  private void note(Span place, String message) {
    problems.add(Problem.warning(Problem.Kind.NOTE, place, message));
  }
}
