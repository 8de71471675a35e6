package dev.postern.policy.read;

import dev.postern.policy.FixPlan;
import dev.postern.policy.FixPlan.Change;
import dev.postern.policy.FixPlan.NewValue;
import dev.postern.policy.Releases;
import dev.postern.policy.SubjectKind;
import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.ConditionReader;
import dev.postern.policy.condition.Template;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how a rule can be made to pass. */
final class FixReader {
  /** Software a fix may speak of, and the kind of file that its settings are written to. */
  private static final Map<String, String> FILES = files();

  private final SubjectKind<?> each;
  private final ConditionReader conditions;
  private final Mistakes mistakes;

  FixReader(SubjectKind<?> each, ConditionReader conditions, Mistakes mistakes) {
    this.each = each;
    this.conditions = conditions;
    this.mistakes = mistakes;
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("dovecot", "dovecot");
    files.put("postfix", "postfix-main");
    files.put("firewall", "");
    return files;
  }

  FixPlan read(Node node) {
    Fields fields = Fields.of(node, "a fix", mistakes);
    Template text = fields.required("text").map(this::template).orElse(Template.fixed(""));
    Map<String, List<Change>> changes = new LinkedHashMap<>();
    for (Map.Entry<String, String> software : FILES.entrySet()) {
      List<Change> found = new ArrayList<>();
      for (Node item : fields.items(software.getKey())) {
        found.add(change(item, software.getValue()));
      }
      if (!found.isEmpty()) {
        changes.put(software.getKey(), found);
      }
    }
    fields.end();
    return new FixPlan(text, changes);
  }

  private Change change(Node node, String usualFile) {
    Fields fields = Fields.of(node, "a change", mistakes);
    Condition when =
        fields
            .optional("when")
            .map(found -> conditions.read(found, each.shape()))
            .orElse(Condition.ALWAYS);
    Releases from = releases(fields, "from");
    Releases before = releases(fields, "before");
    Optional<String> file = fields.optionalText("file");
    String place = fields.optionalText("place").orElse("");
    Map<String, NewValue> set = new LinkedHashMap<>();
    for (Entry entry : fields.entries("set")) {
      set.put(entry.name(), newValue(entry.value()));
    }
    Optional<Template> text = fields.optional("text").map(this::template);
    Optional<Template> close =
        fields
            .optional("close")
            .map(
                port ->
                    Template.read(
                        "close port " + Fields.text(port, mistakes) + " in the packet filter",
                        port.mark(),
                        each.shape(),
                        mistakes));
    fields.end();
    return new Change(
        when,
        from,
        before,
        file.orElse(usualFile),
        file.isPresent(),
        place,
        set,
        text.or(() -> close).orElse(null));
  }

  /** The new value alone, or {@code { old: no, new: yes }}. */
  private NewValue newValue(Node node) {
    if (!(node instanceof Node.Mapping)) {
      return new NewValue(Fields.text(node, mistakes), "");
    }
    Fields fields = Fields.of(node, "a new value", mistakes);
    NewValue value = new NewValue(fields.text("new"), fields.text("old"));
    fields.end();
    return value;
  }

  /** One version, or a list of one for each branch that has a release with it. */
  private @Nullable Releases releases(Fields fields, String key) {
    List<Version> first = new ArrayList<>();
    for (Node node : fields.items(key)) {
      String text = Fields.text(node, mistakes);
      Version.parse(text)
          .ifPresentOrElse(
              first::add,
              () ->
                  mistakes.add(
                      node.mark(), "expected a version such as \"2.4\", found \"" + text + "\""));
    }
    return first.isEmpty() ? null : new Releases(first);
  }

  private Template template(Node node) {
    return Template.read(Fields.text(node, mistakes), node.mark(), each.shape(), mistakes);
  }
}
