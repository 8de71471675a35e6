package dev.postern.policy.read;

import dev.postern.policy.Pack;
import dev.postern.policy.yaml.Fields;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.Node.Entry;
import dev.postern.policy.yaml.Node.Mapping;
import java.util.ArrayList;
import java.util.List;

/**
 * A pack as written.
 *
 * @param parents packs it extends
 * @param choices rules it takes, in order
 * @param without rules it leaves out of those of its parents
 */
record PackText(
    Pack pack, Node node, List<Name> parents, List<Choice> choices, List<Name> without) {
  /** A name and where it is written. */
  record Name(String text, Mark mark) {}

  /** Rules by id, name or family, with what the pack changes in them. */
  record Choice(Name selector, RuleChange change) {}

  Mark mark() {
    return node.mark();
  }

  static PackText read(Node node, Mistakes mistakes) {
    Fields fields = Fields.of(node, "a pack", mistakes);
    Pack pack =
        new Pack(
            fields.text("pack"),
            fields.text("title"),
            fields.optionalText("version").orElse(""),
            fields.optionalText("date").orElse(""),
            fields.optionalText("source").orElse(""));
    List<Name> parents = names(fields.items("extends"), mistakes);
    List<Choice> choices = new ArrayList<>();
    for (Node item : fields.items("rules")) {
      choices.add(choice(item, mistakes));
    }
    List<Name> without = names(fields.items("without"), mistakes);
    fields.end();
    return new PackText(pack, node, parents, choices, without);
  }

  private static Choice choice(Node item, Mistakes mistakes) {
    if (item instanceof Mapping mapping && mapping.entries().size() == 1) {
      Entry entry = mapping.entries().get(0);
      Name selector = new Name(entry.name(), entry.key().mark());
      return new Choice(selector, RuleChange.read(entry.value(), mistakes));
    }
    return new Choice(new Name(Fields.text(item, mistakes), item.mark()), RuleChange.NONE);
  }

  private static List<Name> names(List<Node> nodes, Mistakes mistakes) {
    return nodes.stream().map(node -> new Name(Fields.text(node, mistakes), node.mark())).toList();
  }
}
