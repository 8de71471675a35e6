package dev.postern.dovecot.syntax;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks of files that a program fills in before Dovecot sees them: Jinja, ERB, shell and make
 * placeholders. Dovecot's own {@code %{variable}} and {@code $setting} are none.
 */
public final class Template {
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "\\{\\{.{0,200}?\\}\\}|<%.{0,200}?%>|\\{%.{0,200}?%\\}"
              + "|\\$\\{[A-Za-z_][A-Za-z0-9_.]{0,80}\\}"
              + "|@[A-Z][A-Z0-9_]{1,80}@|%%[A-Z][A-Z0-9_]{1,80}%%"
              + "|^\\{[A-Za-z_][A-Za-z0-9_]{1,80}\\}$");

  private Template() {}

  /** The first placeholder of a text. */
  public static Optional<String> placeholder(String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }
}
