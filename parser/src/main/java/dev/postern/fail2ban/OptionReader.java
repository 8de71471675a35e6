package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes sections and options of a file's lines, in RawConfigParser._read's way (Python 3.11). */
final class OptionReader {
  static final String DEFAULT = "DEFAULT";

  /** {@code {{ name }}}, {@code <%= name %>}, {@code {% if name %}}; fail2ban has none of these. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{[^}]*}}|<%=?\\s[^%]*%>|\\{%[^%]*%}");

  private final SourceFile source;
  private final Map<String, Value> defaults = new LinkedHashMap<>();
  private final Map<String, Map<String, Value>> sections = new LinkedHashMap<>();
  private final Set<List<String>> seen = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private @Nullable Map<String, Value> section;
  private String sectionName = "";
  private String option = "";
  private int optionStart;
  private int optionEnd;
  private int indent;
  private int statements;

  OptionReader(SourceFile source) {
    this.source = source;
  }

  /** A line without text or comment belongs to the value above it. */
  void emptyLine() {
    if (!option.isEmpty()) {
      lines.add("");
    }
  }

  /** A line of text between two offsets of the file, comments and outer white space left out. */
  void statement(int lineIndent, int start, int end) {
    statements++;
    String text = source.text().substring(start, end);
    if (!option.isEmpty() && lineIndent > indent) {
      lines.add(text);
      optionEnd = end;
      return;
    }
    finishOption();
    indent = lineIndent;
    int close = text.lastIndexOf(']');
    if (text.charAt(0) == '[' && close > 1) {
      startSection(text.substring(1, close), source.span(start, end));
    } else if (section == null) {
      refuse(source.span(start, end), "found '%s' where a [section] must stand first", text);
    } else {
      startOption(text, start, end);
    }
  }

  IniFile file() {
    finishOption();
    return new IniFile(source, defaults, sections, statements, problems);
  }

  private void startSection(String name, Span span) {
    sectionName = name;
    if (name.equals(DEFAULT)) {
      section = defaults;
      return;
    }
    if (sections.containsKey(name)) {
      refuse(span, "section [%s] stands twice in this file; join the two", name);
    }
    section = sections.computeIfAbsent(name, key -> new LinkedHashMap<>());
  }

  private void startOption(String text, int start, int end) {
    int delimiter = delimiter(text);
    if (delimiter < 0) {
      refuse(source.span(start, end), "found '%s', expected 'name = value'", text);
      return;
    }
    String name = Python.strip(text.substring(0, delimiter)).toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      refuse(source.span(start, end), "the name is missing in '%s'", text);
      return;
    }
    if (!seen.add(List.of(sectionName, name))) {
      refuse(source.span(start, end), "option '%s' stands twice in one section of this file", name);
    }
    option = name;
    optionStart = start;
    optionEnd = end;
    lines.add(Python.strip(text.substring(delimiter + 1)));
  }

  private static int delimiter(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '=' || text.charAt(at) == ':') {
        return at;
      }
    }
    return -1;
  }

  private void finishOption() {
    if (!option.isEmpty() && section != null) {
      String text = Python.stripEnd(String.join("\n", lines));
      Span span = source.span(optionStart, optionEnd);
      if (PLACEHOLDER.matcher(text).find()) {
        problems.add(
            Problem.error(
                Problem.Kind.UNRESOLVED,
                span,
                "option '%s' holds a template's placeholder, which Postern does not fill in; give it the rendered file"
                    .formatted(option)));
      }
      section.put(
          option, new Value(text, List.of(new Origin.Setting(span, Secrets.shown(option, text)))));
    }
    option = "";
    lines.clear();
  }

  /** Only the first word of a line is shown: what follows may be a password. */
  private void refuse(Span span, String message, String text) {
    int end = 0;
    while (end < Math.min(text.length(), 60)
        && !Python.isSpace(text.charAt(end))
        && text.charAt(end) != '='
        && text.charAt(end) != ':') {
      end++;
    }
    String shown = end == text.length() ? text : text.substring(0, end) + " " + Secrets.MASK;
    problems.add(
        Problem.error(
            Problem.Kind.SYNTAX,
            span,
            message.formatted(shown) + "; fail2ban does not start with it"));
  }
}
