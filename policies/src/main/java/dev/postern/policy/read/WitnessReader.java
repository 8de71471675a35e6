package dev.postern.policy.read;

import dev.postern.policy.SubjectKind;
import dev.postern.policy.WitnessPlan;
import dev.postern.policy.WitnessPlan.Dialogue;
import dev.postern.policy.WitnessPlan.Proof;
import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.ConditionReader;
import dev.postern.policy.condition.Template;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Mapping;
import dev.postern.policy.yaml.Node.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how a failure can be proved. */
final class WitnessReader {
  private static final Map<String, Proof> PLAIN =
      Map.of(
          "packet", new WitnessPlan.Packet(),
          "handshake", new WitnessPlan.Handshake(),
          "relay", new WitnessPlan.Relay(),
          "statement", new WitnessPlan.Statement());

  private final SubjectKind<?> each;
  private final ConditionReader conditions;
  private final Node sessions;
  private final Mistakes mistakes;

  WitnessReader(SubjectKind<?> each, ConditionReader conditions, Node sessions, Mistakes mistakes) {
    this.each = each;
    this.conditions = conditions;
    this.sessions = sessions;
    this.mistakes = mistakes;
  }

  List<WitnessPlan> read(List<Node> items) {
    List<WitnessPlan> plans = new ArrayList<>();
    for (Node item : items) {
      if (item instanceof Scalar) {
        plain(item).ifPresent(proof -> plans.add(new WitnessPlan(Condition.ALWAYS, proof)));
      } else {
        plans.add(conditional(item));
      }
    }
    return plans;
  }

  private WitnessPlan conditional(Node item) {
    Fields fields = Fields.of(item, "a witness", mistakes);
    Condition when =
        fields
            .optional("when")
            .map(node -> conditions.read(node, each.shape()))
            .orElse(Condition.ALWAYS);
    Optional<Node> session = fields.optional("session");
    Optional<Node> kind = fields.optional("kind");
    fields.end();
    if (session.isPresent() == kind.isPresent()) {
      mistakes.add(item.mark(), "a witness needs either \"session\" or \"kind\"");
      return new WitnessPlan(when, new WitnessPlan.Statement());
    }
    Proof proof =
        session
            .map(this::session)
            .orElseGet(() -> kind.flatMap(this::plain).orElse(new WitnessPlan.Statement()));
    return new WitnessPlan(when, proof);
  }

  private Optional<Proof> plain(Node node) {
    String word = Fields.text(node, mistakes);
    Proof proof = PLAIN.get(word);
    if (proof == null && !word.isEmpty()) {
      mistakes.unknownName(
          node.mark(), "there is no witness \"" + word + "\"", word, PLAIN.keySet());
    }
    return Optional.ofNullable(proof);
  }

  /** A session by the name it has in the library, or written out by protocol. */
  private Proof session(Node node) {
    Node written = node;
    if (node instanceof Scalar name) {
      Optional<Node> known =
          sessions instanceof Mapping all ? all.get(name.text()) : Optional.empty();
      if (known.isEmpty()) {
        mistakes.unknownName(
            node.mark(),
            "there is no session \"" + name.text() + "\"",
            name.text(),
            sessions instanceof Mapping all
                ? all.entries().stream().map(Entry::name).toList()
                : List.of());
        return new WitnessPlan.Statement();
      }
      written = known.get();
    }
    Map<String, Dialogue> dialogues = new LinkedHashMap<>();
    if (!(written instanceof Mapping mapping)) {
      mistakes.add(written.mark(), "expected a session by protocol");
      return new WitnessPlan.Statement();
    }
    for (Entry entry : mapping.entries()) {
      dialogues.put(entry.name(), dialogue(entry.value()));
    }
    return new WitnessPlan.Session(dialogues);
  }

  private Dialogue dialogue(Node node) {
    Fields fields = Fields.of(node, "a session", mistakes);
    List<Template> send = new ArrayList<>();
    for (Node line : fields.items("send")) {
      send.add(template(line));
    }
    Template expect = fields.required("expect").map(this::template).orElse(Template.fixed(""));
    fields.end();
    return new Dialogue(send, expect);
  }

  private Template template(Node node) {
    return Template.read(Fields.text(node, mistakes), node.mark(), each.shape(), mistakes);
  }
}
