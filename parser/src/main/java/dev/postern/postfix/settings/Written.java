package dev.postern.postfix.settings;

import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.Span;

/**
 * A parameter that main.cf or a {@code -o} sets.
 *
 * @param text the value before expansion
 * @param conditional whether a template decides if it is set
 */
public record Written(String name, String text, Span span, boolean conditional) {

  /** The statement, secrets masked, long values cut. */
  public Origin origin() {
    return new Origin.Setting(
        span, name + " = " + Text.quoted(Text.normalised(Secrets.masked(name, text))));
  }
}
