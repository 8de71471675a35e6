package dev.postern.report;

import dev.postern.policy.FixPlan;
import dev.postern.policy.Parameter;
import dev.postern.policy.Reference;
import dev.postern.policy.Rule;
import dev.postern.policy.Verdict;
import dev.postern.policy.cases.RuleExample;
import dev.postern.posture.shape.Word;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything a rule has to say for itself, for a person. */
public final class RulePage {
  private static final int WIDTH = 88;
  private static final String INDENT = "  ";

  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  public RulePage(Paint paint) {
    this.paint = paint;
  }

  /**
   * Writes the page of one rule.
   *
   * @param examples configurations that fail or pass
   */
  public void render(Rule rule, List<RuleExample> examples, Writer out) throws IOException {
    text.setLength(0);
    text.append(paint.paint(Paint.Ink.PLACE, rule.id() + " " + rule.name()))
        .append(" (")
        .append(Word.of(rule.severity()))
        .append(")\n")
        .append(rule.title())
        .append("\n\nJudged for each ")
        .append(rule.each().name())
        .append(". Fails with: ")
        .append(rule.message())
        .append('\n');
    section("Why", rule.why());
    fix(rule.fix());
    parameters(rule.parameters());
    section("What it leaves alone", rule.falsePositives());
    examples.forEach(this::example);
    references(rule.references());
    out.append(text);
  }

  private void fix(@Nullable FixPlan fix) {
    if (fix == null) {
      return;
    }
    section("How to fix", fix.text().toString());
    for (Map.Entry<String, List<FixPlan.Change>> entry : fix.changes().entrySet()) {
      for (FixPlan.Change change : entry.getValue()) {
        String head = entry.getKey() + change.versions() + ": ";
        change.set().forEach((setting, value) -> item(head + setting + " = " + value));
        if (change.text() != null) {
          item(head + change.text());
        }
      }
    }
  }

  private void parameters(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    heading("Parameters");
    for (Parameter parameter : parameters) {
      item(parameter.name() + " = " + parameter.value() + ": " + parameter.description());
    }
  }

  private void example(RuleExample example) {
    heading("Example that " + (example.expected() == Verdict.FAIL ? "fails" : "passes"));
    example
        .files()
        .forEach(
            (path, content) -> {
              text.append(INDENT).append(path).append('\n');
              for (String line : content.stripTrailing().split("\n", -1)) {
                text.append(INDENT).append(INDENT).append(place(line)).append('\n');
              }
            });
  }

  /** Cases mark the line that a finding must point to, or the line before it. */
  private static String place(String line) {
    int mark = line.indexOf("# expect: ");
    if (mark < 0) {
      return Printable.whole(line);
    }
    boolean alone = line.substring(0, mark).isBlank();
    return Printable.whole(line.substring(0, mark))
        + (alone ? "# the finding is on the next line" : "# <- the finding");
  }

  private void references(List<Reference> references) {
    if (references.isEmpty()) {
      return;
    }
    heading("References");
    for (Reference reference : references) {
      item(reference.toString());
    }
  }

  private void section(String name, String body) {
    if (!body.isBlank()) {
      heading(name);
      for (String paragraph : body.strip().split("\n", -1)) {
        item(paragraph);
      }
    }
  }

  private void heading(String name) {
    text.append('\n').append(paint.paint(Paint.Ink.PLACE, name)).append('\n');
  }

  /** A paragraph, broken between words. */
  private void item(String paragraph) {
    int column = 0;
    for (String word : paragraph.strip().split(" +", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? INDENT : " ").append(word);
      column += 1 + word.length();
    }
    text.append('\n');
  }
}
