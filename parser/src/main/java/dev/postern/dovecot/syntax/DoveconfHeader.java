package dev.postern.dovecot.syntax;

import dev.postern.posture.service.Version;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments that doveconf prints above the settings, from which its saved output is known:
 * {@code 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf}. Builds without a revision say {@code
 * 2.2.10: /etc/dovecot/dovecot.conf}.
 */
public final class DoveconfHeader {
  private static final Pattern FIRST =
      Pattern.compile("(\\d+\\.\\d+[0-9.]*)[a-z0-9-]*(?: \\([0-9a-f]*\\): \\S.*|: \\S*[/.]\\S*)");

  /** What stands above the output of {@code doveconf -a} only (2.3.19.1 src/config/doveconf.c). */
  private static final String EVERYTHING =
      "NOTE: Send doveconf -n output instead when asking for help.";

  private DoveconfHeader() {}

  /**
   * The version of the doveconf that printed the first comment; empty when it is another comment.
   *
   * @param comment without its hash and the blanks behind it
   */
  public static Optional<Version> version(String comment) {
    Matcher matcher = FIRST.matcher(comment);
    return matcher.matches() ? Version.parse(matcher.group(1)) : Optional.empty();
  }

  /** Whether a file is what {@code doveconf -a} printed. */
  public static boolean isOfEverything(DovecotFile file) {
    boolean printed = false;
    for (DovecotFile.Comment comment : file.comments()) {
      printed |= comment.text().equals(EVERYTHING);
    }
    return printed && version(file.comments().get(0).text()).isPresent();
  }
}
