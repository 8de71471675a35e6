package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.settings.SettingsTable.Variant;
import dev.postern.dovecot.syntax.BuildHints;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Built-in values, as far as version and distribution are known. */
record Defaults(SettingsTable table, BuildHints hints, Map<String, Written> plugin) {
  private static final String SOFTWARE = "Dovecot";

  /** The same where these settings of plugins stand outside all filters. */
  Defaults with(Map<String, Written> plugin) {
    return new Defaults(table, hints, plugin);
  }

  /** The default that is compiled in, or told by a program that doveconf asks; empty for none. */
  private Optional<String> own(Section section, Definition definition) {
    if (!mayBeTold(section, definition)) {
      return section.fallback(definition);
    }
    return hints.pigeonhole().mayBe(true)
        ? Optional.ofNullable(SieveCapability.defaults(plugin).get(definition.key()))
        : Optional.empty();
  }

  /** Whether a program that is there tells doveconf the default, which is compiled in as none. */
  boolean isTold(Section section, Definition definition) {
    return hints.pigeonhole().is(true) && mayBeTold(section, definition);
  }

  private static boolean mayBeTold(Section section, Definition definition) {
    return section.kind().isEmpty() && SieveCapability.SETTINGS.contains(definition.key());
  }

  /** The default as doveconf prints it, one of several where more are possible. */
  Optional<String> printed(Section section, Definition definition) {
    Optional<String> own = own(section, definition);
    return own.isEmpty() ? own : of(section, definition).toOptional().or(() -> own);
  }

  /** The value that holds when nothing is written; empty text where Dovecot has none at all. */
  Fact<String> of(Section section, Definition definition) {
    return of(section, definition, definition.key());
  }

  /**
   * The same value.
   *
   * @param path where the setting stands, for its origin: {@code
   *     service/imap-login/inet_listener/imap/port}
   */
  Fact<String> of(Section section, Definition definition, String path) {
    List<Variant> variants = section.kind().isEmpty() ? possible(definition.key()) : List.of();
    if (variants.isEmpty()) {
      String value = own(section, definition).orElse("");
      return Fact.known(value, origin(versionText(table.versionRange()), path, value));
    }
    Map<String, Set<String>> byRange = new LinkedHashMap<>();
    Set<String> values = new LinkedHashSet<>();
    List<Origin> origins = new ArrayList<>();
    for (Variant variant : variants) {
      values.add(variant.value());
      boolean anyDistribution = variant.distribution().equals("any");
      String range =
          anyDistribution
              ? versionText(variant.versions())
              : versionText(variant.versions()) + " of " + variant.distribution();
      byRange.computeIfAbsent(variant.value(), v -> new LinkedHashSet<>()).add(range);
      origins.add(origin(range, definition.key(), variant.value()));
    }
    List<String> reasons = new ArrayList<>();
    byRange.forEach(
        (value, ranges) ->
            reasons.add(String.join(", ", ranges) + ": " + (value.isEmpty() ? "nothing" : value)));
    String reason =
        "the default of %s differs: %s".formatted(definition.key(), String.join(" / ", reasons));
    List<Origin> all = new ArrayList<>(origins);
    if (values.size() == 1) {
      return Fact.known(values.iterator().next(), all);
    }
    return Fact.oneOf(values, reason, all);
  }

  private List<Variant> possible(String setting) {
    return table.variants(setting).stream()
        .filter(variant -> mayBeVersion(variant.versions()))
        .filter(variant -> variant.distribution().equals("any") || mayBeOf(variant.distribution()))
        .toList();
  }

  private boolean mayBeVersion(String range) {
    Set<Version> candidates = hints.version().possibilities();
    return candidates.isEmpty() || candidates.stream().anyMatch(v -> within(v, range));
  }

  private boolean mayBeOf(String word) {
    Set<Distribution> candidates = hints.distribution().possibilities();
    return candidates.isEmpty() || candidates.stream().anyMatch(d -> Word.of(d).equals(word));
  }

  /** Whether a version lies in {@code FROM-TO}; TO stands for all that begin with it. */
  private static boolean within(Version version, String range) {
    int dash = range.indexOf('-');
    Version to = Version.of(range.substring(dash + 1));
    Version cut = Version.of(version.number(0) + "." + version.number(1) + "." + version.number(2));
    return version.atLeast(range.substring(0, dash)) && cut.compareTo(to) <= 0;
  }

  private String versionText(String otherwise) {
    return hints.version().toOptional().map(Version::toString).orElse(otherwise);
  }

  /** A setting of a section is told with the section: {@code inet_listener imap { port = 143 }}. */
  private static Origin origin(String versions, String path, String value) {
    int key = path.lastIndexOf('/');
    int id = path.lastIndexOf('/', key - 1);
    int kind = path.lastIndexOf('/', id - 1);
    String setting = path.substring(key + 1) + " = " + value;
    if (id >= 0) {
      setting =
          path.substring(kind + 1, id) + " " + path.substring(id + 1, key) + " { " + setting + " }";
    }
    return new Origin.Default(SOFTWARE, versions, setting);
  }
}
