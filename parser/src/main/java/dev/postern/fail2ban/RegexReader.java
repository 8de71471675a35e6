package dev.postern.fail2ban;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over an expression of Python's re: whether Python takes it (re/_parser.py of Python
 * 3.11), and the same for Java.
 */
final class RegexReader {
  private static final int MAX_DEPTH = 40;
  private static final String POSITIONS = "AbBZ";
  private static final String FLAGS = "aiLmsux";

  private final String source;
  private final Set<String> kept;
  private final StringBuilder java = new StringBuilder();
  private final RegexGroups groups = new RegexGroups();
  private Optional<String> foreign = Optional.empty();
  private int at;
  private int depth;

  private RegexReader(String source, Set<String> kept) {
    this.source = source;
    this.kept = kept;
  }

  /** What Python refuses, in its words. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * An expression that Python takes.
   *
   * @param java the same for Java
   * @param names of its groups
   * @param foreign why Java's is not the same; empty when it is
   */
  record Expression(String java, Set<String> names, Optional<String> foreign) {}

  /** What the last item of a sequence is to a quantifier behind it. */
  private enum Last {
    NOTHING,
    ITEM,
    REPEAT
  }

  /**
   * Reads an expression.
   *
   * @param kept the groups whose names Java's shall have
   * @throws Invalid when Python refuses it
   * @throws PythonRegex.Untranslatable when it is nested too deep to be read, or verbose
   */
  static Expression read(String source, Set<String> kept)
      throws Invalid, PythonRegex.Untranslatable {
    RegexReader reader = new RegexReader(source, kept);
    reader.alternatives();
    if (reader.at < source.length()) {
      throw new Invalid("unbalanced parenthesis");
    }
    return new Expression(reader.java.toString(), reader.groups.names(), reader.foreign);
  }

  private boolean eat(String text) {
    boolean found = source.startsWith(text, at);
    at += found ? text.length() : 0;
    return found;
  }

  private void copy(String text) {
    java.append(text);
    at += text.length();
  }

  private void isForeign(String why) {
    foreign = foreign.or(() -> Optional.of(why));
  }

  private RegexWidth alternatives() throws Invalid, PythonRegex.Untranslatable {
    RegexWidth width = sequence();
    while (at < source.length() && source.charAt(at) == '|') {
      copy("|");
      width = width.or(sequence());
    }
    return width;
  }

  private RegexWidth sequence() throws Invalid, PythonRegex.Untranslatable {
    RegexWidth before = RegexWidth.NONE;
    RegexWidth item = RegexWidth.NONE;
    Last last = Last.NOTHING;
    while (at < source.length() && "|)".indexOf(source.charAt(at)) < 0) {
      Optional<RegexCount> count = RegexCount.at(source, at);
      if (count.isPresent()) {
        item = repeated(item, count.get(), last);
        last = Last.REPEAT;
        continue;
      }
      before = before.then(item);
      item = RegexWidth.NONE;
      char c = source.charAt(at);
      if (c == '(') {
        boolean isItem = !flagsOrComment();
        item = isItem ? group() : item;
        last = isItem ? Last.ITEM : last;
      } else if (c == '\\') {
        last = isPosition() ? Last.NOTHING : Last.ITEM;
        item = last == Last.ITEM ? RegexWidth.ONE : RegexWidth.NONE;
        escape();
      } else if (c == '^' || c == '$') {
        copy(String.valueOf(c));
        last = Last.NOTHING;
      } else {
        character(c);
        item = RegexWidth.ONE;
        last = Last.ITEM;
      }
    }
    return before.then(item);
  }

  private void character(char c) throws Invalid {
    if (c == '.') {
      copy(".");
    } else if (c == '[') {
      RegexClass members = RegexClass.at(source, at);
      java.append(members.java());
      at = members.end();
      members.foreign().ifPresent(this::isForeign);
    } else {
      java.append(RegexClass.literal(c));
      at++;
    }
  }

  private RegexWidth repeated(RegexWidth item, RegexCount count, Last last) throws Invalid {
    if (last != Last.ITEM) {
      throw new Invalid(last == Last.REPEAT ? "multiple repeat" : "nothing to repeat");
    }
    if (count.most() < count.least()) {
      throw new Invalid("min repeat greater than max repeat");
    }
    java.append(count.java());
    at = count.end();
    if (at < source.length() && "?+".indexOf(source.charAt(at)) >= 0) {
      copy(source.substring(at, at + 1));
    }
    return item.times(count.least(), Math.min(count.most(), RegexWidth.ENDLESS));
  }

  private boolean isPosition() {
    return at + 1 < source.length() && POSITIONS.indexOf(source.charAt(at + 1)) >= 0;
  }

  private void escape() throws Invalid {
    if (at + 1 >= source.length()) {
      throw new Invalid("bad escape (end of pattern)");
    }
    char next = source.charAt(at + 1);
    if (POSITIONS.indexOf(next) >= 0) {
      java.append(next == 'Z' ? "\\z" : "\\" + next);
      at += 2;
    } else if (next >= '1' && next <= '9') {
      numbered(next);
    } else {
      RegexClass.Member member = RegexClass.escape(source, at, false);
      java.append(member.java());
      at = member.end();
      member.foreign().ifPresent(this::isForeign);
    }
  }

  /** A reference to a group by its number, of two digits where there are two. */
  private void numbered(char first) throws Invalid {
    int end = at + 2;
    end += end < source.length() && Character.isDigit(source.charAt(end)) ? 1 : 0;
    int number = Integer.parseInt(source.substring(at + 1, end));
    boolean mayBeOctal = first <= '3' && source.substring(at + 1).matches("(?s)[0-7]{3}.*");
    if (!mayBeOctal) {
      groups.refer(number);
    }
    isForeign("it refers to a group");
    at = end;
  }

  /** Flags for all of an expression, or a comment: no item. */
  private boolean flagsOrComment() throws Invalid, PythonRegex.Untranslatable {
    if (source.startsWith("(?#", at)) {
      int end = source.indexOf(')', at);
      if (end < 0) {
        throw new Invalid("missing ), unterminated comment");
      }
      at = end + 1;
      return true;
    }
    int end = flagsEnd(at + 2);
    if (!source.startsWith("(?", at) || end == at + 2 || !source.startsWith(")", end)) {
      return false;
    }
    if (java.toString().replaceAll("\\(\\?[a-zA-Z]+\\)", "").length() > 0) {
      throw new Invalid("global flags not at the start of the expression");
    }
    java.append("(?").append(flags(at + 2, end)).append(')');
    at = end + 1;
    return true;
  }

  private int flagsEnd(int from) {
    int end = from;
    while (end < source.length() && FLAGS.indexOf(source.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  private String flags(int from, int to) throws Invalid, PythonRegex.Untranslatable {
    String flags = source.substring(from, to);
    if (flags.indexOf('L') >= 0) {
      throw new Invalid("bad inline flags: cannot use 'L' flag with a str pattern");
    }
    if (flags.indexOf('x') >= 0) {
      throw new PythonRegex.Untranslatable("it is written in the verbose form");
    }
    if (flags.indexOf('a') >= 0) {
      isForeign("flag 'a' is not known to Java");
    }
    String known = flags.replaceAll("[au]", "");
    return known.isEmpty() ? "d" : known;
  }

  private RegexWidth group() throws Invalid, PythonRegex.Untranslatable {
    if (++depth > MAX_DEPTH) {
      throw new PythonRegex.Untranslatable("its groups are nested too deep");
    }
    boolean behind = source.startsWith("(?<=", at) || source.startsWith("(?<!", at);
    boolean ahead = source.startsWith("(?=", at) || source.startsWith("(?!", at);
    List<String> begun = List.of();
    if (behind || ahead) {
      copy(source.substring(at, at + (behind ? 4 : 3)));
    } else if (eat("(?P<")) {
      String name = upTo('>');
      begun = groups.begin(name);
      java.append(kept.contains(name) ? "(?<" + name + ">" : "(?:");
    } else if (eat("(?P=")) {
      groups.refer(upTo(')'));
      isForeign("it refers to a group");
      depth--;
      return new RegexWidth(0, RegexWidth.ENDLESS);
    } else if (eat("(?(")) {
      String condition = upTo(')');
      if (!condition.matches("[0-9]+")) {
        groups.refer(condition);
      }
      isForeign("it asks whether a group has matched");
      java.append("(?:");
    } else if (source.startsWith("(?:", at) || source.startsWith("(?>", at)) {
      copy(source.substring(at, at + 3));
    } else if (source.startsWith("(?", at)) {
      localFlags();
    } else {
      begun = groups.begin();
      copy("(");
    }
    RegexWidth width = alternatives();
    if (!source.startsWith(")", at)) {
      throw new Invalid("missing ), unterminated subpattern");
    }
    copy(")");
    depth--;
    groups.end(begun);
    if (behind && width.least() != width.most()) {
      throw new Invalid("look-behind requires fixed-width pattern");
    }
    return behind || ahead ? RegexWidth.NONE : width;
  }

  private void localFlags() throws Invalid, PythonRegex.Untranslatable {
    int on = flagsEnd(at + 2);
    int off = source.startsWith("-", on) ? flagsEnd(on + 1) : on;
    if (!source.startsWith(":", off) || off == at + 2) {
      throw new Invalid(
          "unknown extension " + source.substring(at + 1, Math.min(at + 3, source.length())));
    }
    java.append("(?").append(flags(at + 2, on));
    if (off > on) {
      java.append('-').append(flags(on + 1, off));
    }
    java.append(':');
    at = off + 1;
  }

  private String upTo(char end) throws Invalid {
    int close = source.indexOf(end, at);
    if (close < 0) {
      throw new Invalid("missing " + end + ", unterminated name");
    }
    String name = source.substring(at, close);
    at = close + 1;
    return name;
  }
}
