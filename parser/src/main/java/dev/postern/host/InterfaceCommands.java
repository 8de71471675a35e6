package dev.postern.host;

import dev.postern.source.SourceFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that interfaces(5) has run when an interface comes up. */
final class InterfaceCommands {
  private static final Pattern UP =
      Pattern.compile("[ \\t]*(?:pre-up|up|post-up)[ \\t]+(.*)", Pattern.DOTALL);

  private InterfaceCommands() {}

  /** The file with blanks in place of everything else, so that each command stands where it did. */
  static SourceFile of(SourceFile file) {
    StringBuilder text = new StringBuilder(file.text());
    int last = file.text().isEmpty() ? 0 : file.lines();
    for (int number = 1; number <= last; number++) {
      Matcher up = UP.matcher(file.line(number));
      int kept = up.matches() ? up.start(1) : file.line(number).length();
      for (int at = file.start(number); at < file.start(number) + kept; at++) {
        text.setCharAt(at, ' ');
      }
    }
    return SourceFile.of(file.path(), text.toString());
  }
}
