package dev.postern.dovecot.syntax;

import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.List;

/**
 * One file as statements, in order.
 *
 * @param comments the comment lines before the second statement, without the hash: doveconf and the
 *     distribution write versions there
 * @param notes what Dovecot would warn of while it reads the lines
 * @param unfinished what a backslash at the end of the last line keeps for the next line, which is
 *     one of another file; empty when there is none
 */
public record DovecotFile(
    SourceFile source,
    List<Statement> statements,
    List<Comment> comments,
    List<Problem> notes,
    String unfinished) {

  /** A comment line. */
  public record Comment(int line, String text) {}

  public DovecotFile {
    statements = List.copyOf(statements);
    comments = List.copyOf(comments);
    notes = List.copyOf(notes);
  }
}
