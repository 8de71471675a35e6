package dev.postern.policy.read;

import dev.postern.policy.FixPlan;
import dev.postern.policy.Reference;
import dev.postern.policy.Rule;
import dev.postern.policy.Severity;
import dev.postern.policy.SubjectKind;
import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.ConditionReader;
import dev.postern.policy.condition.Parameters;
import dev.postern.policy.condition.Template;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Types a rule: resolves its paths, values and names. */
final class RuleReader {
  private static final String ID = "[A-Z][A-Z0-9]*(-[A-Z0-9]+)++(?<=-[0-9]{3})";
  private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*+";

  private final Fields fields;
  private final Mistakes mistakes;
  private final RuleChange change;
  private final Node sessions;

  private RuleReader(RuleText text, RuleChange change, Node sessions, Mistakes mistakes) {
    this.fields = Fields.of(text.mapping(), "a rule", mistakes);
    this.change = change;
    this.sessions = sessions;
    this.mistakes = mistakes;
  }

  /** A rule with changes; empty when there were mistakes, which are added to {@code mistakes}. */
  static Optional<Rule> read(RuleText text, RuleChange change, Node sessions, Mistakes mistakes) {
    int before = mistakes.size();
    Rule rule = new RuleReader(text, change, sessions, mistakes).rule();
    return mistakes.size() == before ? Optional.of(rule) : Optional.empty();
  }

  private Rule rule() {
    String id = shaped("id", ID, "capital letters and a number, such as PORT-001");
    String name = shaped("name", NAME, "small letters and hyphens, such as cleartext-login");
    String title = fields.text("title");
    Severity severity = fields.required("severity").flatMap(this::severity).orElse(Severity.INFO);
    SubjectKind<?> each = fields.required("each").flatMap(this::each).orElse(SubjectKind.HOST);
    boolean eachKnown = fields.optional("each").flatMap(this::known).isPresent();
    // Without a subject every path would be a mistake of its own.
    Mistakes deeper = eachKnown ? mistakes : new Mistakes();
    ParameterReader declared =
        new ParameterReader(fields.entries("parameters"), change, id, mistakes);
    Parameters parameters = declared.values();
    ConditionReader conditions = new ConditionReader(parameters, deeper);
    Condition when =
        fields
            .optional("when")
            .map(node -> conditions.read(node, each.shape()))
            .orElse(Condition.ALWAYS);
    Condition require =
        fields
            .required("require")
            .map(node -> conditions.read(node, each.shape()))
            .orElse(Condition.ALWAYS);
    List<Rule.Variant> variants = new ArrayList<>();
    for (Node item : fields.items("severity-when")) {
      variant(item, each, conditions, deeper).ifPresent(variants::add);
    }
    Template message =
        fields
            .required("message")
            .map(node -> template(node, each, deeper))
            .orElse(Template.fixed(title));
    WitnessReader witnesses = new WitnessReader(each, conditions, sessions, deeper);
    FixPlan fix =
        fields
            .optional("fix")
            .map(node -> new FixReader(each, conditions, deeper).read(node))
            .orElse(null);
    Rule rule =
        new Rule(
            id,
            name,
            title,
            change.severity() == null ? severity : change.severity(),
            each,
            when,
            require,
            change.severity() == null ? variants : List.of(),
            message,
            witnesses.read(fields.items("witness")),
            fix,
            fields.text("why"),
            fields.optionalText("false-positives").orElse(""),
            references(),
            declared.declared());
    fields.end();
    if (eachKnown) {
      unused(parameters);
    }
    return rule;
  }

  private void unused(Parameters parameters) {
    fields
        .entries("parameters")
        .forEach(
            entry -> {
              if (!parameters.isUsed(entry.name())) {
                mistakes.add(
                    entry.key().mark(), "the parameter \"" + entry.name() + "\" is never used");
              }
            });
  }

  private String shaped(String key, String shape, String expected) {
    String text = fields.text(key);
    if (!text.isEmpty() && !text.matches(shape)) {
      mistakes.add(
          fields.optional(key).map(Node::mark).orElse(fields.mark()),
          "expected " + expected + ", found \"" + text + "\"");
    }
    return text;
  }

  private Optional<Severity> severity(Node node) {
    return Severities.read(node, mistakes);
  }

  private Optional<SubjectKind<?>> known(Node node) {
    return SubjectKind.named(Fields.text(node, new Mistakes()));
  }

  private Optional<SubjectKind<?>> each(Node node) {
    String word = Fields.text(node, mistakes);
    Optional<SubjectKind<?>> kind = SubjectKind.named(word);
    if (kind.isEmpty() && !word.isEmpty()) {
      List<String> names = new ArrayList<>();
      SubjectKind.ALL.forEach(one -> names.add(one.name()));
      mistakes.unknownName(
          node.mark(), "\"" + word + "\" is none of " + String.join(", ", names), word, names);
    }
    return kind;
  }

  private Optional<Rule.Variant> variant(
      Node node, SubjectKind<?> each, ConditionReader conditions, Mistakes deeper) {
    Fields variant = Fields.of(node, "an entry of severity-when", mistakes);
    Optional<Severity> severity = variant.required("severity").flatMap(this::severity);
    Optional<Condition> when =
        variant.required("when").map(found -> conditions.read(found, each.shape()));
    Template message =
        variant.optional("message").map(found -> template(found, each, deeper)).orElse(null);
    variant.end();
    return severity.flatMap(word -> when.map(found -> new Rule.Variant(word, found, message)));
  }

  private static Template template(Node node, SubjectKind<?> each, Mistakes mistakes) {
    return Template.read(Fields.text(node, mistakes), node.mark(), each.shape(), mistakes);
  }

  private List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    for (Node item : fields.items("references")) {
      Fields reference = Fields.of(item, "a reference", mistakes);
      references.add(
          new Reference(reference.text("standard"), reference.optionalText("section").orElse("")));
      reference.end();
    }
    return references;
  }
}
