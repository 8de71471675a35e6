package dev.postern.postfix.settings;

import dev.postern.fact.Origin;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Templates;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.Span;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parameter that main.cf or a {@code -o} sets. It is asked for many times; for one thread. */
public final class Written {
  private final String name;
  private final String text;
  private final Span span;
  private final boolean conditional;
  private @Nullable Origin origin;

  /** Empty for none; null until it is asked for. */
  private @Nullable String placeholder;

  /**
   * One statement.
   *
   * @param text the value before expansion
   * @param conditional whether a template decides if it is set
   */
  public Written(String name, String text, Span span, boolean conditional) {
    this.name = name;
    this.text = text;
    this.span = span;
    this.conditional = conditional;
  }

  public String name() {
    return name;
  }

  /** The value before expansion. */
  public String text() {
    return text;
  }

  public Span span() {
    return span;
  }

  /** Whether a template decides if it is set. */
  public boolean conditional() {
    return conditional;
  }

  /** The statement, secrets masked, long values cut. */
  public Origin origin() {
    Origin found = origin;
    if (found == null) {
      String shown = Text.quoted(Text.normalised(Secrets.masked(name, text)));
      found = new Origin.Setting(span, name + " = " + shown);
      origin = found;
    }
    return found;
  }

  /** A template's placeholder in the value. */
  Optional<String> placeholder() {
    String found = placeholder;
    if (found == null) {
      found = Templates.placeholder(text).orElse("");
      placeholder = found;
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }
}
