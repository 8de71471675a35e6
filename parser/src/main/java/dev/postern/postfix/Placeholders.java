package dev.postern.postfix;

import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Written;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Templates;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Placeholders of templates in main.cf and master.cf; what depends on them is unknown. */
final class Placeholders {
  private Placeholders() {}

  /** A warning of each. */
  static List<Problem> of(PostfixSettings settings) {
    List<Problem> found = new ArrayList<>();
    for (Written written : settings.settings().values()) {
      problem(written.name(), written.text(), written.span()).ifPresent(found::add);
    }
    for (MasterEntry entry : settings.entries()) {
      problem(entry.name(), entry.line().text(), entry.line().span()).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Problem> problem(String name, String text, Span place) {
    return Templates.placeholder(text)
        .map(
            found ->
                Problem.warning(
                    Problem.Kind.UNRESOLVED,
                    place,
                    "%s holds the template placeholder %s; what depends on it is unknown"
                        .formatted(name, found)));
  }
}
