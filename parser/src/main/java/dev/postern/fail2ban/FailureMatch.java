package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Whether a jail's expressions count log lines as failures of the client: Filter.processLine and
 * findFailure (filter.py of fail2ban 1.0.2) for single lines.
 */
final class FailureMatch {
  private final String prefix;
  private final List<String> failures;
  private final List<String> ignored;
  private final Map<String, PythonRegex> translated = new HashMap<>();

  private FailureMatch(JailSettings jail) {
    this.prefix = jail.filterOption("prefregex").map(Value::text).orElse("");
    this.failures = jail.expressions("failregex");
    this.ignored = jail.expressions("ignoreregex");
  }

  /**
   * Whether all of the lines are counted for the client, or none of them.
   *
   * @return unknown when some are, or when an expression is not understood
   */
  static Fact<Boolean> of(JailSettings jail, List<String> lines) {
    List<Origin> origins = origins(jail);
    try {
      FailureMatch match = new FailureMatch(jail);
      Set<Boolean> results = new LinkedHashSet<>();
      String missed = "";
      for (String line : lines) {
        boolean counted = match.address(line).filter(LogLines.CLIENT::equals).isPresent();
        results.add(counted);
        missed = counted ? missed : line.strip();
      }
      return Fact.oneOf(
          results,
          "filter "
              + jail.filter().map(JailSettings.Part::name).orElse("none")
              + " counts some failed logins, but not '"
              + missed
              + "'",
          origins);
    } catch (RegexReader.Invalid e) {
      return Fact.known(false, origins);
    } catch (PythonRegex.Untranslatable e) {
      return Fact.unknown(
          "an expression of filter "
              + jail.filter().map(JailSettings.Part::name).orElse("none")
              + " is not understood: "
              + e.why(),
          origins);
    }
  }

  private static List<Origin> origins(JailSettings jail) {
    return jail.option("failregex")
        .or(() -> jail.option("filter"))
        .map(Value::origins)
        .orElse(List.of());
  }

  /** The address that a line is counted for; empty for none. */
  private Optional<String> address(String line)
      throws RegexReader.Invalid, PythonRegex.Untranslatable {
    String text = line + "\n";
    if (ignored.size() < failures.size() - 2 && isIgnored(text)) {
      return Optional.empty();
    }
    if (!prefix.isEmpty()) {
      Optional<Matcher> matched = find(prefix, text);
      if (matched.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> content = PythonRegex.group(matched.get(), PythonRegex.CONTENT);
      text = content.filter(part -> !part.isEmpty()).map(part -> part + "\n").orElse(text);
    }
    for (String failure : failures) {
      Optional<Matcher> matched = find(failure, text);
      if (matched.isPresent()) {
        return isIgnored(text)
            ? Optional.empty()
            : PythonRegex.group(matched.get(), PythonRegex.IP4);
      }
    }
    return Optional.empty();
  }

  private boolean isIgnored(String text) throws RegexReader.Invalid, PythonRegex.Untranslatable {
    for (String ignore : ignored) {
      if (find(ignore, text).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Translated when it comes to it: what no line reaches need not be understood. */
  private Optional<Matcher> find(String expression, String text)
      throws RegexReader.Invalid, PythonRegex.Untranslatable {
    PythonRegex regex = translated.get(expression);
    if (regex == null) {
      regex = PythonRegex.of(expression);
      translated.put(expression, regex);
    }
    return regex.find(text);
  }
}
