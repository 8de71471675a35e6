package dev.postern.postfix.settings;

import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters of an instance as postconf lists them. Where the version is not known, texts are
 * those of the newest version possible.
 */
public final class PostconfParameters {
  private final PostfixSettings settings;
  private final Version version;

  PostconfParameters(PostfixSettings settings, Version version) {
    this.settings = settings;
    this.version = version;
  }

  /** What {@code postconf -n} prints: what main.cf sets, sorted by name. */
  public List<Parameter> written() {
    return list(settings.settings().keySet(), false);
  }

  /** What {@code postconf -x -n} prints. */
  public List<Parameter> writtenExpanded() {
    return list(settings.settings().keySet(), true);
  }

  /** What {@code postconf} prints: every parameter, sorted by name. */
  public List<Parameter> all() {
    return list(allNames(), false);
  }

  /** What {@code postconf -x} prints. */
  public List<Parameter> allExpanded() {
    return list(allNames(), true);
  }

  /** What {@code postconf NAME} or {@code postconf -x NAME} prints; empty for an unknown name. */
  public Optional<Parameter> parameter(String name, boolean expanded) {
    return settings.isUsed(name)
        ? parameter(name, settings.global(), settings.settings().containsKey(name), expanded)
        : Optional.empty();
  }

  /**
   * Every parameter as one service reads it, expanded, sorted by name. Of several entries of the
   * same endpoint the last one runs.
   *
   * @param service {@code smtp/inet}, {@code 25/inet}
   * @return empty when there is no such service
   */
  public Optional<List<Parameter>> service(String service) {
    return Services.of(settings).find(service).map(this::parametersOf);
  }

  private List<Parameter> parametersOf(MasterEntry entry) {
    Scope scope = settings.scope(entry);
    TreeSet<String> all = new TreeSet<>(allNames());
    entry.options().forEach(option -> all.add(option.name()));
    List<Parameter> result = new ArrayList<>();
    for (String name : all) {
      parameter(name, scope, scope.written(name).isPresent(), true).ifPresent(result::add);
    }
    return result;
  }

  private Set<String> allNames() {
    TreeSet<String> result = new TreeSet<>(settings.servicesOwn().keySet());
    result.addAll(settings.settings().keySet());
    result.addAll(List.of("config_directory", "mail_version", Scope.PROCESS, Scope.SERVICE));
    for (String name : Parameters.all().names()) {
      Parameters.all()
          .row(name, version)
          .filter(row -> !row.legacy())
          .ifPresent(row -> result.add(name));
    }
    return result;
  }

  private List<Parameter> list(Collection<String> all, boolean expanded) {
    List<Parameter> result = new ArrayList<>();
    Scope scope = settings.global();
    for (String name : all) {
      if (settings.isUsed(name)) {
        parameter(name, scope, settings.settings().containsKey(name), expanded)
            .ifPresent(result::add);
      }
    }
    return result;
  }

  private Optional<Parameter> parameter(String name, Scope scope, boolean set, boolean expanded) {
    Optional<Written> written = set ? scope.written(name) : Optional.empty();
    String text = scope.text(name, version).orElse("(unknown)");
    if (expanded && !ParameterTypes.all().isRaw(name)) {
      try {
        text = scope.expanded(name, text, version);
      } catch (RefusedText | UnknownValue e) {
        text = "(unknown)";
      }
    }
    String value = Text.normalised(Secrets.masked(name, text));
    return Optional.of(
        new Parameter(
            name,
            value,
            written
                .map(Written::origin)
                .orElse(new Origin.Default("Postfix", version.toString(), name + " = " + value))));
  }
}
