package dev.postern.check;

import dev.postern.posture.Host;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.Span;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waivers in the configuration itself: {@code # postern: allow RULE until DATE – reason} on the
 * line before the setting, or on several lines before it.
 */
final class InlineWaivers {
  private static final String MARK = "# postern: allow ";
  private static final String UNTIL = "until";

  private InlineWaivers() {}

  static List<Waiver> of(Host host) {
    List<Waiver> waivers = new ArrayList<>();
    for (ReadFile file : host.files()) {
      SourceFile source = file.source();
      if (!source.text().contains(MARK)) {
        continue;
      }
      for (int line = 1; line <= source.lines(); line++) {
        String text = source.line(line).strip();
        if (text.startsWith(MARK)) {
          waivers.add(read(host, source, line, text.substring(MARK.length()).strip()));
        }
      }
    }
    return waivers;
  }

  private static Waiver read(Host host, SourceFile source, int line, String text) {
    String[] words = text.split("\\s+", 4);
    boolean dated = words.length > 2 && words[1].equals(UNTIL);
    String reason = dated && words.length > 3 ? withoutDash(words[3]) : "";
    Span comment = source.lineSpan(line);
    return new Waiver(
        (host.root().equals(".") ? "" : host.root() + "/") + comment,
        words[0],
        "*",
        host.name(),
        source.lineSpan(statementAfter(source, line)),
        reason,
        dated ? date(words[2]) : null);
  }

  /** The first line after a comment that is neither a comment nor blank. */
  private static int statementAfter(SourceFile source, int comment) {
    int line = comment + 1;
    while (line < source.lines() && isSkipped(source.line(line).strip())) {
      line++;
    }
    return line;
  }

  private static boolean isSkipped(String line) {
    return line.isEmpty() || line.startsWith("#");
  }

  private static String withoutDash(String reason) {
    String text = reason.strip();
    return text.startsWith("–") || text.startsWith("-") || text.startsWith("—")
        ? text.substring(1).strip()
        : text;
  }

  static @Nullable LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
