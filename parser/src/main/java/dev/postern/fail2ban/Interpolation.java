package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code %(name)s}: BasicInterpolation of Python's configparser, with fail2ban's {@code
 * %(__name__)s} and {@code %(section/name)s} (configparserinc.py).
 */
final class Interpolation {
  /** MAX_INTERPOLATION_DEPTH of configparser. */
  private static final int MAX_DEPTH = 10;

  /** Python has no limits; these keep a file that was made to from filling the memory. */
  private static final int MAX_REPLACEMENTS = 20_000;

  private static final int MAX_LENGTH = 1 << 20;

  private static final Pattern SECTION_OPTION =
      Pattern.compile("%\\(([\\w-]+/([^)]+))\\)s", Pattern.UNICODE_CHARACTER_CLASS);

  private final Configuration configuration;
  private final String section;
  private final StringBuilder text = new StringBuilder();
  private final Set<Origin> origins = new LinkedHashSet<>();
  private int replacements;

  private Interpolation(Configuration configuration, String section) {
    this.configuration = configuration;
    this.section = section;
  }

  /**
   * A value of a section with every reference replaced.
   *
   * @param vars names that come before those of the section
   * @throws Refused when a name is missing, a percent sign stands alone, or names go in a circle
   */
  static Value of(Configuration configuration, String section, Value value, Map<String, Value> vars)
      throws Refused {
    if (value.text().indexOf('%') < 0) {
      return value;
    }
    Interpolation interpolation = new Interpolation(configuration, section);
    interpolation.origins.addAll(value.origins());
    interpolation.replace(value, vars, 1);
    return new Value(interpolation.text.toString(), new ArrayList<>(interpolation.origins));
  }

  private void replace(Value value, Map<String, Value> outerVars, int depth) throws Refused {
    String rest = value.text();
    if (depth > MAX_DEPTH) {
      throw new Refused("its references go in a circle or too deep", value.origins());
    }
    Map<String, Value> vars = new HashMap<>(outerVars);
    vars.put("__name__", Value.of(section));
    addSectionOptions(rest, vars);
    int at = 0;
    while (at < rest.length()) {
      int percent = rest.indexOf('%', at);
      if (percent < 0) {
        append(rest.substring(at), value);
        return;
      }
      append(rest.substring(at, percent), value);
      char next = percent + 1 < rest.length() ? rest.charAt(percent + 1) : ' ';
      if (next == '%') {
        append("%", value);
        at = percent + 2;
      } else if (next == '(') {
        int close = rest.indexOf(')', percent);
        if (close <= percent + 2 || !rest.startsWith("s", close + 1)) {
          throw new Refused("'%(' must begin a reference like %(name)s", value.origins());
        }
        reference(rest.substring(percent + 2, close).toLowerCase(Locale.ROOT), value, vars, depth);
        at = close + 2;
      } else {
        throw new Refused("'%' must be written %% where it begins no %(name)s", value.origins());
      }
    }
  }

  private void reference(String name, Value from, Map<String, Value> vars, int depth)
      throws Refused {
    Value found =
        configuration
            .lookUp(section, name, vars)
            .orElseThrow(
                () -> new Refused("nothing gives %(" + name + ")s a value", from.origins()));
    if (++replacements > MAX_REPLACEMENTS) {
      throw new Refused("it has more references than Postern follows", from.origins());
    }
    origins.addAll(found.origins());
    if (found.text().indexOf('%') >= 0) {
      replace(found, vars, depth + 1);
    } else {
      append(found.text(), found);
    }
  }

  private void append(String more, Value from) throws Refused {
    if (text.length() + more.length() > MAX_LENGTH) {
      throw new Refused("it grows beyond what Postern follows", from.origins());
    }
    text.append(more);
  }

  /** _map_section_options: values of other sections, of what a file before gave, of [DEFAULT]. */
  private void addSectionOptions(String rest, Map<String, Value> vars) {
    if (rest.indexOf('/') < 0 || !rest.contains("%(")) {
      return;
    }
    Matcher matcher = SECTION_OPTION.matcher(rest);
    while (matcher.find()) {
      String name = matcher.group(1);
      String option = matcher.group(2);
      if (configuration.lookUp(section, name, vars).isEmpty()) {
        String other = name.substring(0, name.length() - option.length() - 1);
        sectionOption(other, option).ifPresent(value -> vars.put(name, value));
      }
    }
  }

  private Optional<Value> sectionOption(String other, String option) {
    String lower = other.toLowerCase(Locale.ROOT);
    if (!lower.equals("default")) {
      String named = lower.equals("known") ? Configuration.KNOWN + section : other;
      if (lower.equals("known") || configuration.hasSection(named)) {
        Optional<Value> own = configuration.raw(named, option);
        if (own.isPresent()) {
          return own;
        }
      } else {
        return Optional.empty();
      }
    }
    return configuration.raw(OptionReader.DEFAULT, option);
  }
}
