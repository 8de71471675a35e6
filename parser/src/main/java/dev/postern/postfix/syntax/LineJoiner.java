package dev.postern.postfix.syntax;

import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Makes logical lines of statements. */
final class LineJoiner {
  private final SourceFile file;

  LineJoiner(SourceFile file) {
    this.file = file;
  }

  /** The tokens of the statement's first line with what lies between, then its continuations. */
  LogicalLine line(ParserRuleContext statement) {
    StringBuilder text = new StringBuilder();
    List<LogicalLine.Piece> pieces = new ArrayList<>();
    int start = -1;
    int end = -1;
    for (int i = 0; i < statement.getChildCount(); i++) {
      if (!(statement.getChild(i) instanceof TerminalNode node)) {
        continue;
      }
      Token token = node.getSymbol();
      if (token.getType() == LogicalLineLexer.CONTINUATION && start >= 0) {
        append(start, end, text, pieces);
        start = -1;
      }
      start = start < 0 ? token.getStartIndex() : start;
      end = token.getStopIndex() + 1;
    }
    append(start, end, text, pieces);
    return new LogicalLine(file, text.toString(), pieces);
  }

  /** With the blanks at the line's end: Postfix shows them where it complains of the line. */
  private void append(int start, int last, StringBuilder text, List<LogicalLine.Piece> pieces) {
    String all = file.text();
    int end = last;
    while (end < all.length() && all.charAt(end) != '\n' && Text.isSpace(all.charAt(end))) {
      end++;
    }
    pieces.add(new LogicalLine.Piece(text.length(), start, end - start));
    text.append(all, start, end);
  }
}
