package dev.postern.firewall.nftables.check;

import dev.postern.data.DataFile;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.load.BaseChain;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The hooks at which the kernel takes what a rule asks or does: {@code hooks.tsv}. */
final class HookCheck {
  private static final Set<String> IN_NAT = Set.of("dnat", "redirect", "snat", "masquerade");

  private HookCheck() {}

  private record Entry(Pattern what, Set<String> hooks) {}

  /** Those that there are, read at first use. */
  private static final class Loaded {
    static final List<Entry> ENTRIES = load();

    private static List<Entry> load() {
      List<Entry> entries = new ArrayList<>();
      for (String[] row : DataFile.rows(HookCheck.class, "hooks.tsv", 2)) {
        entries.add(new Entry(Pattern.compile(row[0]), Set.of(row[1].split(",", -1))));
      }
      return entries;
    }
  }

  /** A part of a rule that stands at some hooks alone. */
  record Part(String name, Set<String> hooks, Place place) {
    /** Refuses it where it stands at a hook that it is not for. */
    void check(BaseChain base) throws Refusal {
      boolean translates = IN_NAT.contains(name) || name.equals("tproxy");
      String type = IN_NAT.contains(name) ? "nat" : "filter";
      boolean isOfType = !translates || base.type().equals(type);
      // Of the hooks of devices no other statement is refused here.
      boolean isOfDevice = !translates && !base.devices().isEmpty();
      if (!isOfType || !(isOfDevice || hooks.contains(base.hook()))) {
        throw new Refusal(
            place,
            "%s does not stand in a chain of type %s at the hook %s"
                .formatted(name, base.type(), base.hook()));
      }
    }
  }

  /** The parts of a rule's statements that do not stand at every hook. */
  static List<Part> parts(List<Statement> statements) {
    List<Part> parts = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement instanceof Statement.Comparison comparison) {
        collect(comparison.left(), parts);
      } else if (statement instanceof Statement.VerdictMap map) {
        collect(map.key(), parts);
      } else if (statement instanceof Statement.Assignment assignment) {
        collect(assignment.value(), parts);
        if (assignment.target() instanceof Expression.Selector target) {
          named("set " + target.name(), target.place(), parts);
        }
      } else if (statement instanceof Statement.Translation translation) {
        named(translation.kind(), translation.place(), parts);
      } else if (statement instanceof Statement.NamedObject object) {
        named(object.kind(), object.place(), parts);
      } else if (statement instanceof Statement.Ending ending) {
        ended(ending, parts);
      }
    }
    return parts;
  }

  private static void ended(Statement.Ending ending, List<Part> parts) {
    if (ending.verdict() instanceof Verdict.Reject) {
      named("reject", ending.place(), parts);
    } else if (ending.verdict() instanceof Verdict.Undecided undecided) {
      named(undecided.what(), ending.place(), parts);
    }
  }

  private static void collect(Expression expression, List<Part> parts) {
    if (expression instanceof Expression.Selector selector) {
      named(selector.name(), selector.place(), parts);
      selector.of().forEach(part -> collect(part, parts));
    } else if (expression instanceof Expression.Concatenation together) {
      together.parts().forEach(part -> collect(part, parts));
    } else if (expression instanceof Expression.Operation operation) {
      collect(operation.left(), parts);
      collect(operation.right(), parts);
    } else if (expression instanceof Expression.Mapped mapped) {
      collect(mapped.key(), parts);
    }
  }

  private static void named(String name, Place place, List<Part> parts) {
    for (Entry entry : Loaded.ENTRIES) {
      if (entry.what().matcher(name).matches()) {
        parts.add(new Part(name, entry.hooks(), place));
      }
    }
  }
}
