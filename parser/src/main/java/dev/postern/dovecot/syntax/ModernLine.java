package dev.postern.dovecot.syntax;

import dev.postern.dovecot.syntax.Statement.Form;
import dev.postern.source.Span;

/**
 * A logical line of Dovecot 2.4 as a statement (config_parse_line(), Dovecot 2.4.4
 * src/config/config-parser.c).
 */
final class ModernLine {
  private final Span span;
  private final String text;

  /** An error of the line, or text without its escapes. */
  private record Unescaped(String text, String error) {}

  private ModernLine(Span span, String text) {
    this.span = span;
    this.text = text;
  }

  /**
   * The statement of a line.
   *
   * @param text without blanks around it, its comment taken off
   */
  static Statement statement(Span span, String text, String comment) {
    return new ModernLine(span, text).statement(comment);
  }

  private Statement statement(String comment) {
    boolean quotedKey = text.startsWith("\"");
    int keyEnd = quotedKey ? closingQuote() : wordEnd(text, 0, true);
    int keyStart = quotedKey ? 1 : 0;
    Unescaped key =
        quotedKey
            ? unescape(text.substring(1, keyEnd))
            : new Unescaped(text.substring(0, keyEnd), "");
    if (!key.error().isEmpty()) {
      return malformed(key.error());
    }
    int behind = Math.min(text.length(), keyEnd + keyStart);
    String rest = Syntax.MODERN.trimStart(text.substring(behind));
    String name = key.text();
    if (name.equals("!include") || name.equals("!include_try")) {
      return new Statement.Include(span, rest, name.equals("!include_try"));
    }
    if (rest.startsWith("=")) {
      return assignment(name, !quotedKey, Syntax.MODERN.trimStart(rest.substring(1)), comment);
    }
    if (name.equals("}") && rest.isEmpty()) {
      return new Statement.SectionEnd(span);
    }
    return rest.startsWith("{") || !name.equals("group") ? section(name, rest) : group(rest);
  }

  private Statement assignment(String key, boolean mayBeGroup, String value, String comment) {
    Form form = Form.TEXT;
    String read = value;
    boolean quoted = value.startsWith("\"") || value.startsWith("'");
    if (value.isEmpty() && comment.equals(DovecotParser.HIDDEN)) {
      form = Form.HIDDEN;
    } else if (value.startsWith("<")) {
      form = Form.FILE;
      read = Syntax.MODERN.trimStart(value.substring(1));
    } else if (!quoted && value.indexOf('$') >= 0) {
      form = Form.VARIABLE;
    } else if (quoted && value.charAt(value.length() - 1) == value.charAt(0)) {
      Unescaped inner = unescape(value.length() == 1 ? "" : value.substring(1, value.length() - 1));
      read = inner.text();
      if (!inner.error().isEmpty()) {
        String formerly = DovecotParser.unescape(value.substring(1, value.length() - 1));
        return new Statement.StrayEscape(
            malformed(inner.error()), setting(key, mayBeGroup, formerly, form));
      }
    }
    return setting(key, mayBeGroup, read, form);
  }

  private Statement setting(String key, boolean mayBeGroup, String read, Form form) {
    return mayBeGroup && key.startsWith("@")
        ? new Statement.GroupUse(span, key.substring(1), read, form)
        : new Statement.Assignment(span, key, read, form);
  }

  private Statement group(String rest) {
    int labelEnd = wordEnd(rest, 0, false);
    if (labelEnd == rest.length()) {
      return malformed("Expecting group name");
    }
    String behind = Syntax.MODERN.trimStart(rest.substring(labelEnd));
    int nameEnd = wordEnd(behind, 0, false);
    String tail = Syntax.MODERN.trimStart(behind.substring(nameEnd));
    return opening(
        tail,
        new Statement.GroupStart(span, rest.substring(0, labelEnd), behind.substring(0, nameEnd)));
  }

  private Statement section(String type, String rest) {
    if (rest.startsWith("{")) {
      return opening(rest, new Statement.SectionStart(span, type, "", false));
    }
    if (rest.startsWith("\"")) {
      int close = rest.indexOf('"', 1);
      if (close < 0) {
        return malformed("Expecting '{'");
      }
      Unescaped name = unescape(rest.substring(1, close));
      return name.error().isEmpty()
          ? opening(
              Syntax.MODERN.trimStart(rest.substring(close + 1)),
              new Statement.SectionStart(span, type, name.text(), true))
          : malformed(name.error());
    }
    int end = wordEnd(rest, 0, false);
    return opening(
        Syntax.MODERN.trimStart(rest.substring(end)),
        new Statement.SectionStart(span, type, rest.substring(0, end), end > 0));
  }

  private Statement opening(String tail, Statement start) {
    if (!tail.startsWith("{")) {
      return malformed("Expecting '{'");
    }
    return tail.length() == 1 ? start : malformed("Garbage after '{'");
  }

  private Statement.Malformed malformed(String message) {
    boolean opens = text.endsWith("{") || (message.startsWith("Garbage") && !text.endsWith("}"));
    return new Statement.Malformed(span, text, message, opens);
  }

  private int closingQuote() {
    int at = 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
    }
    return at;
  }

  private static int wordEnd(String text, int start, boolean key) {
    int end = start;
    while (end < text.length()
        && !Syntax.MODERN.isBlank(text.charAt(end))
        && !(key && text.charAt(end) == '=')) {
      end++;
    }
    return end;
  }

  private static Unescaped unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return new Unescaped(text, "");
    }
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        char escaped = i < text.length() ? text.charAt(i) : ' ';
        if (escaped != '\\' && escaped != '"') {
          return new Unescaped("", "Unknown escape sequence \\" + escaped);
        }
        c = escaped;
      }
      result.append(c);
    }
    return new Unescaped(result.toString(), "");
  }
}
