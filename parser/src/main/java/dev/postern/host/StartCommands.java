package dev.postern.host;

import dev.postern.source.SourceFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands in files of other languages that are run when a host starts. */
enum StartCommands {
  /** When an interface comes up: interfaces(5). */
  OF_INTERFACES("[ \\t]*(?:pre-up|up|post-up)[ \\t]+(.*)"),

  /** When a unit is started: systemd.service(5), with or without a shell around them. */
  OF_UNITS(
      "[ \\t]*ExecStart(?:Pre|Post)?[ \\t]*=[ \\t]*[-@:+!|]*"
          + "(?:(?:/usr)?/bin/(?:ba|da)?sh[ \\t]+-[a-z]*c[ \\t]+[\"'])?(.*?)[\"']?[ \\t]*");

  private final Pattern line;

  StartCommands(String line) {
    this.line = Pattern.compile(line, Pattern.DOTALL);
  }

  /** The file with blanks in place of everything else, so that each command stands where it did. */
  SourceFile in(SourceFile file) {
    StringBuilder text = new StringBuilder(file.text().replaceAll("[^\\n]", " "));
    int last = file.text().isEmpty() ? 0 : file.lines();
    for (int number = 1; number <= last; number++) {
      Matcher command = line.matcher(file.line(number));
      if (command.matches()) {
        int start = file.start(number) + command.start(1);
        text.replace(start, start + command.group(1).length(), command.group(1));
      }
    }
    return SourceFile.of(file.path(), text.toString());
  }
}
