package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Literals;
import dev.postern.source.TextStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The words of nft's language, with a short way over long lists of IPv4 addresses: the grammar's
 * automaton takes longer for a hundred thousand of them than the kernel does to load them.
 */
public final class ListLexer extends RulesetLexer {
  private final String text;

  public ListLexer(String text) {
    super(new TextStream(text));
    this.text = text;
    removeErrorListeners();
  }

  @Override
  public Token nextToken() {
    int start = getInputStream().index();
    if (getInputStream().LA(1) == '{') {
      int end = Literals.endOfAddresses(text, start);
      if (end > start) {
        CommonToken token = new CommonToken(LITERALS);
        token.setStartIndex(start);
        token.setStopIndex(end - 1);
        token.setText(text.substring(start, end));
        getInputStream().seek(end);
        return token;
      }
    }
    return super.nextToken();
  }
}
