package dev.postern.tls;

import dev.postern.fact.Origin;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration file of OpenSSL says, together with all that it includes (config(5)).
 *
 * @param sections by name; the settings of each in the order in which they hold
 * @param unknown why it is not known what the file says; empty when it is
 * @param systemPolicy whether it includes a cryptographic policy that is not among the files
 */
record OpensslConf(
    Map<String, Map<String, Setting>> sections,
    Optional<Gap> unknown,
    boolean systemPolicy,
    List<ReadFile> files,
    List<Problem> problems) {
  /** The section of what stands before all others. */
  static final String DEFAULT_SECTION = "default";

  static final OpensslConf EMPTY =
      new OpensslConf(Map.of(), Optional.empty(), false, List.of(), List.of());

  /**
   * One setting.
   *
   * @param value variables replaced
   * @param known whether no variable of the environment is part of it
   */
  record Setting(String value, boolean known, Span place, String text) {}

  /** Something that the files do not tell; the reason is a clause. */
  record Gap(String reason, List<Origin> origins) {
    Gap {
      origins = List.copyOf(origins);
    }
  }

  OpensslConf {
    sections = new LinkedHashMap<>(sections);
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  Optional<Setting> setting(String section, String name) {
    return Optional.ofNullable(section(section).get(name));
  }

  Map<String, Setting> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }
}
