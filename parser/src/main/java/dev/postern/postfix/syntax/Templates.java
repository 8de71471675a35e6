package dev.postern.postfix.syntax;

import dev.postern.source.SourceFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traces of a template that has not been rendered.
 *
 * @param first line of its first statement; 0 without any
 * @param last line of its last statement
 */
public record Templates(int first, int last) {
  private static final Pattern STATEMENT =
      Pattern.compile("\\{%.*|<%(?!=).*|\\{\\{[-~]?\\s*[#/][^}]*}}.*|\\{#.*#}", Pattern.DOTALL);

  /**
   * {@code {{ name }}} (not Postfix's own {@code ${{…} == …}} or {@code type:{{…}}}), {@code <%= x
   * %>}, {@code @NAME@}, {@code %%NAME%%}.
   */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?<![$:{])\\{\\{[-~]?\\s*[A-Za-z_.][^{}=]*}}"
              + "|<%=?[^%]*%>"
              + "|\\{%[^%]*%}"
              + "|(?<![\\w.+-])@[A-Z][A-Z0-9_]*@(?![\\w.])"
              + "|%%[A-Za-z_]+%%");

  public static Templates of(SourceFile file) {
    String text = file.text();
    if (text.indexOf("{%") < 0 && text.indexOf("<%") < 0 && text.indexOf("{{") < 0) {
      return new Templates(0, 0);
    }
    int first = 0;
    int last = 0;
    for (int line = 1; line <= file.lines(); line++) {
      if (STATEMENT.matcher(file.line(line).strip()).matches()) {
        first = first == 0 ? line : first;
        last = line;
      }
    }
    return new Templates(first, last);
  }

  /** Whether a line belongs to the template's own language. */
  boolean isStatement(String line) {
    return first > 0 && STATEMENT.matcher(line.strip()).matches();
  }

  /** Whether a statement of the template may leave a line out. */
  boolean isConditional(int line) {
    return line > first && line < last;
  }

  /** The first placeholder of a value. */
  public static Optional<String> placeholder(String value) {
    if (value.indexOf("{{") < 0
        && value.indexOf("<%") < 0
        && value.indexOf("{%") < 0
        && value.indexOf('@') < 0
        && value.indexOf("%%") < 0) {
      return Optional.empty();
    }
    Matcher matcher = PLACEHOLDER.matcher(value);
    return matcher.find() ? Optional.of(Text.quoted(matcher.group())) : Optional.empty();
  }
}
